// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_index.h"

#include "schemas/base/text.h"
#include "tests/projections/search_support.h"

#include <fstream>
#include <random>

namespace chauban::search {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST(SearchIndex, a_code_finds_its_document_first_and_never_a_longer_one) {
  Library library;
  library.add(document(1).code("15/QĐ-UBND", 2021));
  library.add(document(2).code("15/QĐ-UBND", 2026));
  library.add(document(3).code("115/QĐ-UBND", 2021));
  library.add(document(4).code("15/2021/QĐ-UBND", 2021));
  library.add(document(5).code("7/KH-UBND", 2022).page("Căn cứ 15/QĐ-UBND về kỷ luật"));
  library.commit();

  for (const auto* typed : {"15/QĐ-UBND 2021", "15 qd ubnd 2021", "15/qđ-ubnd/2021"}) {
    EXPECT_THAT(library.numbers(typed), ElementsAre(1, 2, 5)) << typed;
    EXPECT_EQ(library.ask(typed).mode, "code");
  }
  EXPECT_THAT(library.numbers("15/2021/QĐ-UBND"), ElementsAre(4));
  EXPECT_THAT(library.numbers("so:15"), UnorderedElementsAre(1, 2, 4));
}

TEST(SearchIndex, every_spelling_of_many_codes_finds_its_document_first) {
  Library library;
  const std::vector<std::string> notations = {"QĐ-UBND", "KH-SNV", "TTr-HĐND", "SNV-CCHC", "BC-BCĐ389"};
  const auto code = [&](int n) {
    return std::to_string(n + 1) + "/" + notations[static_cast<std::size_t>(n) % notations.size()];
  };
  for (int n = 0; n < 250; ++n)
    library.add(document(n).code(code(n), 2015 + n % 10).page("công văn số " + code((n + 5) % 250)));
  library.commit();

  for (int n = 0; n < 250; ++n) {
    const auto year = std::to_string(2015 + n % 10);
    std::string spaced = fold(code(n));
    std::replace(spaced.begin(), spaced.end(), '/', ' ');
    std::replace(spaced.begin(), spaced.end(), '-', ' ');
    for (const auto& typed :
         {code(n), lower(code(n)), fold(code(n)), spaced, code(n) + " " + year, code(n) + "/" + year}) {
      const auto found = library.numbers(typed);
      ASSERT_FALSE(found.empty()) << typed;
      EXPECT_EQ(found.front(), n) << typed;
    }
  }
}

TEST(SearchIndex, unmarked_words_find_marked_ones_and_marks_sharpen) {
  Library library;
  library.add(document(1).page("tăng cường kỷ luật kỷ cương hành chính").subject("bạn"));
  library.add(document(2).page("bán đất"));
  library.add(document(3).page("bạn đọc bạn bè bạn"));
  library.commit();

  EXPECT_THAT(library.numbers("ky luat ky cuong"), ElementsAre(1));
  EXPECT_THAT(library.numbers("\"ky luat ky cuong\""), ElementsAre(1));
  EXPECT_EQ(library.numbers("bán").front(), 2);
  EXPECT_THAT(library.numbers("bán"), SizeIs(3));
  auto exact = Library::question("bán");
  exact.marks = MarksMode::exact;
  EXPECT_THAT(Library::numbers(library.ask(exact)), ElementsAre(2));
}

TEST(SearchIndex, the_exact_spelling_stands_before_every_other) {
  Library library;
  for (int n = 0; n < 60; ++n) {
    library.add(document(n).page("quy che lam viec quy chê").subject("quy chê quy chê").code("1/QĐ-UBND", 2026));
  }
  std::string padding;
  for (int i = 0; i < 600; ++i) padding += " chữ" + std::to_string(i);
  library.add(document(100).page("quy" + padding + " chế").code("2/QĐ-UBND", 2001));
  library.commit();

  EXPECT_EQ(library.numbers("quy chế").front(), 100);
}

TEST(SearchIndex, spelling_conventions_give_the_same_result) {
  Library library;
  library.add(document(1).page("hoà bình"));
  library.add(document(2).page("hòa bình"));
  library.add(document(3).page("kỹ thuật"));
  library.add(document(4).page("\u00D0ất đai"));
  library.commit();

  EXPECT_THAT(library.numbers("\"hoà bình\""), UnorderedElementsAre(1, 2));
  EXPECT_THAT(library.numbers("\"ho\u0061\u0300 bi\u0300nh\""), UnorderedElementsAre(1, 2));
  EXPECT_THAT(library.numbers("\"kĩ thuật\""), ElementsAre(3));
  EXPECT_THAT(library.numbers("\"đất đai\""), ElementsAre(4));
}

TEST(SearchIndex, a_phrase_runs_over_page_ends_and_falls_back_with_a_note) {
  Library library;
  library.add(document(1).page("quyết định thanh tra").page("đột xuất tại xã"));
  library.add(document(2).page("thanh tra tại xã đột xuất"));
  library.commit();

  EXPECT_THAT(library.numbers("\"thanh tra đột xuất\""), ElementsAre(1));
  const auto other = library.ask("\"thánh tra đột xuất\"");
  EXPECT_THAT(Library::numbers(other), ElementsAre(1));
  ASSERT_THAT(other.notes, SizeIs(1));
  EXPECT_EQ(other.notes[0].key, "phrase_folded");
}

TEST(SearchIndex, a_phrase_of_frequent_words_is_those_words_in_that_order_and_nothing_less) {
  Library library;
  library.add(document(1).page("Ủy ban nhân dân tỉnh ban hành quyết định"));
  library.add(document(2).page("nhân dân ủy quyền cho ban tỉnh").page("ban").page("nhân viên"));
  library.add(document(3).page("của Ủy").page("ban nhân dân").subject("quyết"));
  library.add(document(4).page("tỉnh quyết").subject("định ban hành"));
  library.add(document(5).page("úy bàn nhàn dằn"));
  library.commit();

  EXPECT_THAT(library.numbers("\"ủy ban nhân dân\""), UnorderedElementsAre(1, 3));
  EXPECT_THAT(library.numbers("\"uy ban nhan dan\""), UnorderedElementsAre(1, 3, 5));
  EXPECT_THAT(library.numbers("\"ban nhân\""), UnorderedElementsAre(1, 2, 3));
  EXPECT_THAT(library.numbers("\"uy ban\""), UnorderedElementsAre(1, 3, 5));
  EXPECT_THAT(library.numbers("\"úy bàn\""), UnorderedElementsAre(5));
  EXPECT_THAT(library.numbers("\"quyet dinh\""), UnorderedElementsAre(1));  // not over the end of a part
  EXPECT_THAT(library.numbers("\"tinh ban hanh\" OR \"uy quyen\""), UnorderedElementsAre(1, 2));
  EXPECT_THAT(library.numbers("tỉnh -\"ban hành\""), UnorderedElementsAre(2));
}

TEST(SearchIndex, agency_and_subject_count_more_than_the_body) {
  Library library;
  library.add(document(1).page("sở nội vụ báo cáo quý sở nội vụ báo cáo quý"));
  library.add(document(2).subject("Báo cáo quý").issuer("Sở Nội vụ"));
  library.commit();

  EXPECT_THAT(library.numbers("sở nội vụ báo cáo quý"), ElementsAre(2, 1));
}

TEST(SearchIndex, grammar_fields_and_filters) {
  Library library;
  library.add(document(1).code("1/KH-UBND", 2026).kind("kế hoạch").person("Trần Văn Dũng").page("cải cách hành chính"));
  library.add(document(2).code("2/QĐ-UBND", 2021).kind("QĐ").person("Lê Thị Hoa").page("cải tiến quy trình"));
  library.commit();

  EXPECT_THAT(library.numbers("loại: kế hoạch"), ElementsAre(1));
  EXPECT_THAT(library.numbers("loai:qd"), ElementsAre(2));
  EXPECT_THAT(library.numbers("của: Dũng"), ElementsAre(1));
  EXPECT_THAT(library.numbers("nam: 2021"), ElementsAre(2));
  EXPECT_THAT(library.numbers("ngay:2021-01-01..2021-12-31"), ElementsAre(2));
  EXPECT_THAT(library.numbers("cai -hanh"), ElementsAre(2));
  EXPECT_THAT(library.numbers("-hanh"), ElementsAre(2));
  EXPECT_THAT(library.numbers("cach OR trinh"), UnorderedElementsAre(1, 2));
  EXPECT_THAT(library.numbers("qu*"), ElementsAre(2));
  EXPECT_THAT(library.numbers(""), ElementsAre(1, 2));
  auto filtered = Library::question("cải");
  filtered.filters.kind = {"QĐ"};
  EXPECT_THAT(Library::numbers(library.ask(filtered)), ElementsAre(2));
  filtered.query = "hành";
  const auto none = library.ask(filtered);
  ASSERT_THAT(none.notes, SizeIs(1));
  EXPECT_EQ(none.notes[0], (Note{"without_filters", "", 1}));
}

TEST(SearchIndex, overdue_compares_with_today) {
  Library library;
  auto late = document(1);
  late.document.due_date = parse_date("2026-03-01");
  library.add(late);
  library.add(document(2));
  library.commit();

  auto request = Library::question("quá hạn");
  request.today = parse_date("2026-03-02");
  EXPECT_THAT(Library::numbers(library.ask(request)), ElementsAre(1));
  request.today = parse_date("2026-03-01");
  EXPECT_THAT(Library::numbers(library.ask(request)), IsEmpty());
}

TEST(SearchIndex, malformed_queries_are_never_errors) {
  Library library;
  library.add(document(1).page("kỷ luật 15 15/QĐ-UBND"));
  library.commit();
  std::mt19937 random(11);
  const std::string pieces[] = {"\"",   "-",  "*",   ":",   "so:",   "ngay:", "OR ", " ", "đ",
                                "\xFF", "..", "15/", "QĐ-", "loai:", "(",     "kỷ",  "a*"};
  for (int round = 0; round < 1000; ++round) {
    std::string text;
    for (int i = 0; i < 10; ++i) text += pieces[random() % std::size(pieces)];
    for (const auto marks : {MarksMode::automatic, MarksMode::exact}) {
      auto request = Library::question(text);
      request.marks = marks;
      EXPECT_THAT(library.index().search(request), Succeeds()) << text;
    }
  }
}

TEST(SearchIndex, a_long_query_is_searched_whole) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "kế hoạch số" + std::to_string(i) + " ";
  Library library;
  library.add(document(1).page(text));
  library.commit();

  EXPECT_THAT(library.numbers(text), ElementsAre(1));
  EXPECT_THAT(library.numbers("\"" + text.substr(0, 400) + "\""), ElementsAre(1));
}

TEST(SearchIndex, a_restart_reads_the_payload_and_a_repeated_put_is_harmless) {
  Library library;
  library.add(document(1).page("một"));
  library.commit(std::string("0:12\0,1:7", 9));
  library.add(document(2).page("hai"));  // never committed

  library.reopen();
  EXPECT_EQ(library.index().committed_payload(), std::string("0:12\0,1:7", 9));
  EXPECT_EQ(library.index().document_count(), 1U);
  library.add(document(1).page("một"));
  library.add(document(1).page("một"));
  library.commit("next");
  EXPECT_THAT(library.numbers("mot"), ElementsAre(1));
  EXPECT_EQ(library.ask("mot").total, 1U);
}

TEST(SearchIndex, an_index_that_cannot_be_read_is_moved_aside) {
  Library library;
  library.add(document(1).page("một"));
  library.commit();
  library.close();
  std::ofstream(library.path() / "meta.json") << "{ nonsense";

  library.reopen();
  EXPECT_EQ(library.index().document_count(), 0U);
  EXPECT_EQ(library.index().committed_payload(), "");
  EXPECT_TRUE(std::filesystem::exists(library.path().string() + ".unusable"));
}

TEST(SearchIndex, is_locked_while_open) {
  Library library;

  EXPECT_THAT(SearchIndex::open(library.path()), FailsWith(ErrorCode::data_folder_locked));
}

TEST(SearchIndex, pages_follow_each_other_while_documents_come) {
  Library library;
  for (int n = 0; n < 50; ++n) library.add(document(n).page("kế hoạch"));
  library.commit();

  auto request = Library::question("kế hoạch");
  request.limit = 7;
  std::vector<int> seen;
  for (int page = 0; page < 20; ++page) {
    const auto answer = library.ask(request);
    for (const int n : Library::numbers(answer)) seen.push_back(n);
    if (!answer.next) break;
    request.after = answer.next;
    library.add(document(1000 + page).page("kế hoạch"));
    library.commit();
  }
  std::erase_if(seen, [](int n) { return n >= 1000; });
  EXPECT_THAT(seen, SizeIs(50));
  EXPECT_EQ(std::set<int>(seen.begin(), seen.end()).size(), 50U);
}

// A small page lets the engine leave most matches unrated, a large one none: both must show the same order.
TEST(SearchIndex, what_cannot_reach_the_page_is_left_out_without_changing_it) {
  Library library;
  std::mt19937 random(5);
  const std::vector<std::string> words = {"đất", "dat", "đai", "dài", "hòa", "hoa", "giải", "giai", "tỉnh"};
  const auto text = [&](int count) {
    std::string out;
    while (count-- > 0) out += words[random() % words.size()] + " ";
    return out;
  };
  for (int n = 0; n < 190; ++n) {
    library.add(document(n).page(text(12)).subject(text(3)).issuer(text(2)).person(text(2)).code(
        std::to_string(n) + "/QĐ-UBND", 2001 + n % 25));
    if (n % 60 == 59) library.commit();  // several segments
  }
  library.commit();
  for (const auto* query :
       {"đất", "dat dai", "đất đai", "\"hòa giải\"", "\"hoa giai\" đất", "đất đai hòa giải", "giải -tỉnh"}) {
    auto request = Library::question(query);
    request.limit = 200;
    const auto whole = library.ask(request);
    ASSERT_EQ(whole.hits.size(), whole.total) << query;
    request.limit = 3;
    const auto order = [](const SearchAnswer& answer) {
      std::vector<std::pair<int, double>> out;
      const auto numbers = Library::numbers(answer);
      for (std::size_t i = 0; i < numbers.size(); ++i) out.emplace_back(numbers[i], answer.hits[i].score);
      return out;
    };
    std::vector<std::pair<int, double>> paged;
    for (bool more = true; more;) {
      const auto page = library.ask(request);
      EXPECT_EQ(page.total, whole.total) << query;
      for (const auto& hit : order(page)) paged.push_back(hit);
      more = page.next.has_value();
      request.after = page.next;
    }
    EXPECT_EQ(paged, order(whole)) << query;
  }
}

TEST(SearchIndex, the_digest_forgets_history) {
  Library live;
  for (int n = 0; n < 20; ++n) {
    live.add(document(n).page("bản cũ"));
    live.commit();
  }
  for (int n = 0; n < 20; ++n) live.add(document(n).page("bản mới " + std::to_string(n)).code("1/QĐ-UBND", 2020));
  EXPECT_THAT(live.index().erase(uuid(3)), Succeeds());
  live.commit();
  Library rebuilt;
  for (int n = 19; n >= 0; --n) {
    if (n != 3) rebuilt.add(document(n).page("bản mới " + std::to_string(n)).code("1/QĐ-UBND", 2020));
  }
  rebuilt.commit();

  EXPECT_EQ(live.index().term_digest().value(), rebuilt.index().term_digest().value());
  rebuilt.add(document(50).page("thêm"));
  rebuilt.commit();
  EXPECT_NE(live.index().term_digest().value(), rebuilt.index().term_digest().value());
}

TEST(SearchIndex, no_byte_of_an_erased_document_stays_after_merging) {
  Library library;
  library.add(document(1).page("bimatkhongai"));
  library.add(document(2).page("khác"));
  library.commit();
  EXPECT_THAT(library.index().erase(uuid(1)), Succeeds());
  library.commit("after");
  EXPECT_THAT(library.index().merge_all(), Succeeds());

  for (const auto& entry : std::filesystem::directory_iterator(library.path())) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(all.find("bimatkhongai"), std::string::npos) << entry.path();
  }
  EXPECT_THAT(library.numbers("khac"), ElementsAre(2));
  EXPECT_EQ(library.index().committed_payload(), "after");
}

}  // namespace
}  // namespace chauban::search
