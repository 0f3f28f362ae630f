// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_view.h"

#include "projections/catalogue.h"
#include "tests/projections/history.h"
#include "tests/projections/random_history.h"
#include "tests/projections/state_feed.h"
#include "tests/support/matchers.h"

#include <sys/resource.h>

#include <csignal>
#include <mutex>
#include <thread>

namespace chauban::projections {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// While it lives, no file of this process may grow: to whoever writes one it is a disk without room.
class NoRoom {
 public:
  NoRoom() {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoRoom() { setrlimit(RLIMIT_FSIZE, &before_); }
  NoRoom(const NoRoom&) = delete;
  NoRoom& operator=(const NoRoom&) = delete;

 private:
  rlimit before_{};
};

class SearchViewTest : public testing::Test {
 protected:
  SearchViewTest() { open(); }

  void open() {
    view.reset();
    documents.reset();
    Runner::Options options{.state = feed.state(), .views = feed.views(), .clock = clock};
    documents = Runner::open(options, std::make_shared<DocumentsView>()).value();
    SearchView::Options search;
    search.folder = folder.path() / "search";
    search.documents = [this] { return documents->read(); };
    search.page_words = [this](const Digest& blob) -> std::optional<std::vector<std::string>> {
      const std::scoped_lock held(gate);
      ++words_read;
      const auto found = words.find(blob);
      if (found == words.end()) return std::nullopt;
      return found->second;
    };
    search.name_of = [](PositionId position) {
      return position == kOfficer ? std::string("Nguyễn Thị Lan") : std::string();
    };
    search.commit_documents = 4;
    view = SearchView::open(std::move(search)).value();
  }
  /// Hands on what the history has gained.
  void feed_and_index() {
    const auto& events = history.events();
    feed.add({events.begin() + static_cast<std::ptrdiff_t>(fed), events.end()});
    fed = events.size();
    while (documents->step().value() > 0) {
    }
    ASSERT_TRUE(view->step());
  }
  std::vector<DocumentId> find(std::string query, std::vector<std::string> rights) const {
    search::SearchRequest request;
    request.query = std::move(query);
    request.reader.rights = std::move(rights);
    std::vector<DocumentId> found;
    const auto answer = view->index()->search(request).value();
    for (const auto& hit : answer.hits) found.push_back(DocumentId{hit.id});
    return found;
  }
  void page_is_read(JobId job, FileId file, int page, std::vector<std::string> text) {
    const auto blob = sha256(file.str() + std::to_string(page));
    words[blob] = std::move(text);
    digitization::PageRecognised read;
    read.page = page;
    read.words = blob;
    history.job(job, read);
  }
  const std::vector<std::string> clerks{"k:" + kAgency.str()};

  TemporaryFolder folder;
  SystemClock clock;
  StateFeed feed;
  History history;
  std::size_t fed = 0;
  std::map<Digest, std::vector<std::string>> words;
  std::size_t words_read = 0;
  std::mutex gate;  ///< held by a test: whoever indexes waits here
  std::unique_ptr<Runner> documents;
  std::unique_ptr<SearchView> view;
};

TEST_F(SearchViewTest, finds_a_letter_by_its_fields_and_by_the_words_of_its_scan) {
  history.arrives(kDocument, kFile);
  history.job(kJob, digitization::JobCreated{kJob, kFile, kAgency, 1, digitization::Lane::mail});
  page_is_read(kJob, kFile, 1, {"tăng", "cường", "kỷ", "luật", "kỷ", "cương"});
  feed_and_index();
  EXPECT_THAT(find("ky luat", clerks), ElementsAre(kDocument)) << "before it bears a number";

  history.registers(kDocument, 12, letter("15/QĐ-UBND", "Kế hoạch cải cách"));
  feed_and_index();
  EXPECT_THAT(find("15/qd-ubnd", clerks), ElementsAre(kDocument));
  EXPECT_THAT(find("cải cách", clerks), ElementsAre(kDocument));
  EXPECT_THAT(find("\"kỷ luật\"", clerks), ElementsAre(kDocument));
  EXPECT_THAT(find("thanh tra", clerks), IsEmpty());
}

TEST_F(SearchViewTest, shows_a_document_to_nobody_without_the_right_and_follows_its_way) {
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "đất đai"));
  feed_and_index();
  const std::vector<std::string> officer{"p:" + kOfficer.str()}, archivists{"a:" + kAgency.str()};
  EXPECT_THAT(find("đất đai", {}), IsEmpty());
  EXPECT_THAT(find("đất đai", officer), IsEmpty());
  EXPECT_THAT(find("đất đai", archivists), IsEmpty());

  history.directed_to_unit(kDocument).by(kHead).document(kDocument, incoming::HandlerAssigned{kOfficer, ""});
  feed_and_index();
  EXPECT_THAT(find("đất đai", officer), ElementsAre(kDocument));
  EXPECT_THAT(find("Nguyễn Thị Lan", clerks), ElementsAre(kDocument)) << "by the name of who handles it";

  history.dossier(kDossier, opened(kDossier)).document(kDocument, incoming::FiledIntoDossier{kDossier, 1});
  history.dossier(kDossier, dossier::DocumentAdded{kDocument, 1, 2}).dossier(kDossier, dossier::TransferAccepted{""});
  feed_and_index();
  EXPECT_THAT(find("đất đai", archivists), ElementsAre(kDocument));
}

TEST_F(SearchViewTest, forgets_a_document_whose_file_is_quarantined_or_that_was_refused) {
  history.arrives(kDocument, kFile, "văn bản lạ").arrives(kSecond, kSecondFile, "văn bản lạ");
  feed_and_index();
  EXPECT_EQ(find("văn bản lạ", clerks).size(), 2U);
  history.file(kFile, file::QuarantineOpened{1, Secrecy::mat}).document(kSecond, incoming::ArrivalRefused{"nhầm"});
  feed_and_index();
  EXPECT_THAT(find("văn bản lạ", clerks), IsEmpty());
}

TEST_F(SearchViewTest, puts_again_what_a_disk_without_room_did_not_take) {
  history.arrives(kDocument, kFile, "công văn");
  feed_and_index();
  for (std::uint8_t i = 10; i < 20; ++i) history.arrives(id<DocumentId>(i), id<FileId>(i), "công văn");
  const auto& events = history.events();
  feed.add({events.begin() + static_cast<std::ptrdiff_t>(fed), events.end()});
  fed = events.size();
  while (documents->step().value() > 0) {
  }
  {
    const NoRoom disk;
    for (int attempt = 0; attempt < 3; ++attempt) {
      EXPECT_THAT(view->step(), FailsWith(ErrorCode::storage_full));
      EXPECT_TRUE(view->status().waits_for_disk);
      EXPECT_THAT(view->disk(), FailsWith(ErrorCode::storage_full));
      EXPECT_EQ(find("công văn", clerks).size(), 1U) << "it is read as it was";
    }
  }
  ASSERT_THAT(view->step(), Succeeds());
  EXPECT_THAT(view->disk(), Succeeds());
  EXPECT_FALSE(view->status().failure);
  EXPECT_EQ(find("công văn", clerks).size(), 11U);
}

TEST_F(SearchViewTest, goes_on_after_a_restart_from_what_its_last_commit_holds) {
  for (std::uint8_t i = 1; i <= 10; ++i) history.arrives(id<DocumentId>(i), id<FileId>(i), "công văn");
  feed_and_index();
  const auto indexed = view->status().documents;
  const auto reached = view->next_pos();
  open();
  EXPECT_EQ(view->status().documents, indexed);
  EXPECT_EQ(view->next_pos(), reached);
  EXPECT_EQ(view->step().value(), 0U);

  history.arrives(id<DocumentId>(11), id<FileId>(11), "công văn");
  feed_and_index();
  EXPECT_EQ(find("công văn", clerks).size(), 11U);
}

TEST_F(SearchViewTest, takes_in_more_documents_at_one_position_than_one_commit_holds) {
  history.dossier(kDossier, opened(kDossier));
  for (std::uint8_t i = 1; i <= 11; ++i) {
    history.arrives(id<DocumentId>(i), id<FileId>(i), "hồ sơ")
        .document(id<DocumentId>(i), incoming::FiledIntoDossier{kDossier, i});
    history.dossier(kDossier, dossier::DocumentAdded{id<DocumentId>(i), i, 1});
  }
  history.dossier(kDossier, dossier::TransferAccepted{""});
  feed_and_index();
  EXPECT_EQ(find("hồ sơ", {"a:" + kAgency.str()}).size(), 11U);
}

TEST_F(SearchViewTest, rebuilds_beside_into_an_equal_index_while_the_old_one_stays_readable) {
  history = random_history(5, 500);
  feed_and_index();
  auto old = view->index();
  const auto digest = old->term_digest().value();
  const auto generation = view->status().generation;

  ASSERT_TRUE(view->rebuild());
  ASSERT_TRUE(view->wait_for_rebuild(60s));

  EXPECT_EQ(view->status().generation, generation + 1);
  EXPECT_EQ(view->index()->term_digest().value(), digest);
  EXPECT_EQ(old->term_digest().value(), digest);
  const auto reached = view->next_pos();
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "search" / std::to_string(generation))) << "while it is read";
  old.reset();
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "search" / std::to_string(generation)));
  open();
  EXPECT_EQ(view->status().generation, generation + 1);
  EXPECT_EQ(view->next_pos(), reached);
  EXPECT_EQ(view->index()->term_digest().value(), digest);
}

TEST_F(SearchViewTest, begins_one_rebuild_at_a_time_and_answers_at_once) {
  history.arrives(kDocument, kFile);
  history.job(kJob, digitization::JobCreated{kJob, kFile, kAgency, 1, digitization::Lane::mail});
  page_is_read(kJob, kFile, 1, {"kỷ", "luật"});
  feed_and_index();
  const auto generation = view->status().generation;
  {
    const std::scoped_lock held(gate);
    ASSERT_TRUE(view->rebuild());
    ASSERT_TRUE(view->rebuild()) << "joins the first";
    EXPECT_FALSE(view->wait_for_rebuild(0ms));
    EXPECT_TRUE(view->status().rebuilding);
    EXPECT_THAT(find("ky luat", clerks), ElementsAre(kDocument)) << "from the old one";
  }
  ASSERT_TRUE(view->wait_for_rebuild(60s));
  EXPECT_EQ(view->status().generation, generation + 1);
  EXPECT_FALSE(view->status().rebuilding);
  EXPECT_THAT(find("ky luat", clerks), ElementsAre(kDocument));
}

TEST_F(SearchViewTest, keeps_the_old_index_when_it_stops_while_another_is_built) {
  history = random_history(5, 500);
  history.arrives(kDocument, kFile);
  history.job(kJob, digitization::JobCreated{kJob, kFile, kAgency, 1, digitization::Lane::mail});
  page_is_read(kJob, kFile, 1, {"kỷ", "luật"});
  feed_and_index();
  const auto before = view->status();
  {
    std::unique_lock held(gate);
    ASSERT_TRUE(view->rebuild());
    std::thread stopping([this] { view->stop(); });
    while (view->rebuild()) std::this_thread::yield();  // refused from the moment it stops
    held.unlock();
    stopping.join();
  }
  open();
  EXPECT_EQ(view->status().generation, before.generation);
  EXPECT_EQ(view->status().documents, before.documents);
  EXPECT_EQ(view->step().value(), 0U);
}

TEST_F(SearchViewTest, follows_on_its_own_thread_and_wakes_whoever_waits) {
  view->start();
  history.arrives(kDocument, kFile, "chờ một chút");
  feed.add(history.events());
  while (documents->step().value() > 0) {
  }
  view->notify();
  EXPECT_TRUE(view->wait_for(std::vector{storage::Position{{1}, 1}}, 60s));
  EXPECT_THAT(find("chờ một chút", clerks), ElementsAre(kDocument));
  view->stop();
}

}  // namespace
}  // namespace chauban::projections
