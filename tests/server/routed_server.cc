// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/routed_server.h"

#include "ocr/page_codec.h"
#include "server/backup/backups.h"
#include "server/routes/embedded.h"
#include "server/routes/positions.h"
#include "server/routes/routes.h"
#include "server/store.h"
#include "server/subscriptions/hub.h"
#include "server/uploads/uploads.h"

#include <algorithm>

namespace chauban::server {
namespace {

using http::Json;

/// Pictures that say what they are of.
class NamedPictures final : public Reader {
 public:
  void cancel(JobId) override {}
  Result<Image> preview(const storage::BlobId& file, int page, int width) override {
    return Image{file.hex() + "/" + std::to_string(page) + "/" + std::to_string(width), "image/png"};
  }
  Result<PageSize> page_size(const storage::BlobId&, int) override { return PageSize{595.3, 841.9}; }
  Result<Bytes> searchable_pdf(const storage::BlobId&, const std::vector<std::optional<Digest>>&) override {
    return Bytes("%PDF-1.7 searchable");
  }
  [[nodiscard]] std::size_t pages_open() const override { return 0; }
};

class MemoryBody final : public http::BodyReader {
 public:
  explicit MemoryBody(Bytes bytes) : bytes_(std::move(bytes)) {}
  Result<Bytes> read(std::size_t max) override {
    auto part = bytes_.substr(0, max);
    bytes_.erase(0, part.size());
    return part;
  }
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return bytes_.size(); }

 private:
  Bytes bytes_;
};

template <class T>
T must(Result<T> result) {
  if (!result)
    throw std::runtime_error("refused: " + std::string(to_string(result.error().code)) + " " + result.error().key);
  return std::move(*result);
}
http::Json described() {
  std::string text;
  for (const auto piece : openapi_pieces()) text += piece;
  return must(http::parse_json(text));
}
void must(const Status& status) {
  if (!status)
    throw std::runtime_error("refused: " + std::string(to_string(status.error().code)) + " " + status.error().key);
}

}  // namespace

struct RoutedServer::Body {
  TemporaryFolder folder;
  TestClock clock{from_micros(1'795'147'200'000'000)};  // Friday 20 November 2026, 07:00 in Viet Nam
  SeededIds ids{7};
  std::unique_ptr<Store> store;
  Hub hub;
  std::unique_ptr<projections::Views> views;
  std::mutex search_gate;
  std::unique_ptr<projections::SearchView> search;
  NamedPictures pictures;
  std::unique_ptr<Uploads> uploads;
  std::unique_ptr<LogSigner> signer;
  std::unique_ptr<storage::CheckpointFolder> checkpoint_folder;
  std::unique_ptr<Checkpoints> checkpoints;
  std::unique_ptr<Backups> backups;
  auth::MemorySecrets secrets;
  std::unique_ptr<auth::Sessions> sessions;
  std::unique_ptr<auth::PersonalKeys> keys;
  std::unique_ptr<auth::Passwords> passwords;
  std::unique_ptr<auth::SignInLimiter> sign_ins;
  std::unique_ptr<Services> services;
  std::unique_ptr<http::Router> router;
  std::shared_ptr<const auth::Session> caller;
  Description description{described()};

  void open();
  std::shared_ptr<const auth::Session> session_of(const Person& who, AgencyId agency) const;
};

void RoutedServer::Body::open() {
  store = must(Store::open({.data = folder.path() / "data"}, clock, ids));
  views = must(projections::Views::open({.state = store->state(), .views = store->views(), .clock = clock},
                                        [this](std::string_view) {
                                          if (search) search->notify();
                                          hub.notify();
                                        }));
  projections::SearchView::Options options;
  options.folder = folder.path() / "data" / "search";
  options.documents = [this] { return views->read("documents"); };
  options.page_words = [this](const Digest& digest) -> std::optional<std::vector<std::string>> {
    const std::scoped_lock held(search_gate);
    const auto bytes = store->blobs().get(storage::BlobId{digest}, 1 << 20);
    if (!bytes) return std::nullopt;
    const auto page = ocr::decode_page(*bytes);
    std::vector<std::string> words;
    if (page)
      std::transform(page->words.begin(), page->words.end(), std::back_inserter(words),
                     [](const auto& w) { return w.text; });
    return words;
  };
  options.name_of = [](PositionId) { return std::string(); };
  search = must(projections::SearchView::open(std::move(options)));
  views->start();
  search->start();
  must(store->start([this](storage::Position) { views->notify(); }));
  uploads =
      must(Uploads::open({.folder = folder.path() / "data" / "uploads"}, store->files(), store->blobs(), clock, ids));
  signer = std::make_unique<LogSigner>(must(LogSigner::open(store->keys(), store->log().id(), "xa.example")));
  const auto data = folder.path() / "data";
  checkpoint_folder = std::make_unique<storage::CheckpointFolder>(data / "blobs" / "checkpoints", store->files());
  checkpoints =
      must(Checkpoints::open({store->state(), *signer, *checkpoint_folder, clock, {kPartitions[0], kPartitions[1]}}));
  backups = must(Backups::open({store->log(), store->keys(), *signer, *checkpoints, clock, ids, data / "backup"}));
  sessions = std::make_unique<auth::Sessions>(secrets, clock);
  keys = std::make_unique<auth::PersonalKeys>(secrets, clock);
  passwords = std::make_unique<auth::Passwords>(secrets, auth::PasswordCosts{1, std::size_t{64} * 1024});
  sign_ins = std::make_unique<auth::SignInLimiter>(clock);
  services = std::make_unique<Services>(Services{.clock = clock,
                                                 .ids = ids,
                                                 .bus = store->bus(),
                                                 .directory = [this] { return store->directory().snapshot(); },
                                                 .calendar = vietnam_calendar(),
                                                 .state = store->state(),
                                                 .blobs = store->blobs(),
                                                 .views = *views,
                                                 .search = *search,
                                                 .reader = pictures,
                                                 .uploads = *uploads,
                                                 .backups = *backups,
                                                 .hub = hub,
                                                 .sessions = *sessions,
                                                 .personal_keys = *keys,
                                                 .passwords = *passwords,
                                                 .sign_ins = *sign_ins,
                                                 .keys = store->keys(),
                                                 .disk = [] { return std::vector<DiskPart>{{"log", std::nullopt}}; },
                                                 .is_ready = [] { return true; },
                                                 .account_ends = {},
                                                 .config = {}});
  router = std::make_unique<http::Router>(ids, clock);
  router->set_guard(
      [this](http::Request&, auth::Permission permission) -> Result<std::shared_ptr<const auth::Session>> {
        if (permission == auth::Permission::open) return caller;
        if (!caller) return refuse(ErrorCode::auth_required);
        if (!caller->may(permission)) return refuse(ErrorCode::forbidden);
        return caller;
      });
  must(add_all_routes(*router, *services));
}

std::shared_ptr<const auth::Session> RoutedServer::Body::session_of(const Person& who, AgencyId agency) const {
  const auto directory = store->directory().snapshot();
  auto session = std::make_shared<auth::Session>();
  session->account = who.account;
  session->position = who.position;
  session->agency = agency;
  session->roles = directory->position(who.position)->roles;
  session->id = "session";
  session->csrf = "token";
  return session;
}

RoutedServer::RoutedServer() : body_(std::make_unique<Body>()) {
  body_->open();
  const auto id = [&] { return body_->ids.next(body_->clock.now()); };
  agency = AgencyId{id()};
  must(run(
      organisation::CreateUnit{UnitId{agency.value}, agency, "Ủy ban nhân dân xã Đồng Sen", "UBND", "H57.30.12", {}}));
  office = UnitId{id()};
  must(run(organisation::CreateUnit{office, agency, "Văn phòng", "VP", "", UnitId{agency.value}}));
  const auto person = [&](const char* user, const char* name, Role role) {
    const Person made{AccountId{id()}, PositionId{id()}};
    must(run(account::OpenAccount{made.account, user, name}));
    must(run(organisation::CreatePosition{made.position, office, name, {role}}));
    must(run(organisation::HoldPosition{made.position, made.account}));
    return made;
  };
  clerk = person("hoa", "Trần Thị Hoa", Role::clerk);
  officer = person("binh", "Lê Văn Bình", Role::officer);
  head = person("son", "Đỗ Văn Sơn", Role::unit_head);
  leader = person("tram", "Trần Thị Hoài Trâm", Role::leader);
  archivist = person("thu", "Bùi Thị Thu", Role::archivist);
  admin = person("quantri", "Phạm Minh Tú", Role::admin);
}

RoutedServer::~RoutedServer() {
  body_->hub.stop();
  body_->search->stop();
  body_->views->stop();
  body_->store->stop();
}

const Description& RoutedServer::description() const { return body_->description; }
const http::Router& RoutedServer::router() const { return *body_->router; }
TestClock& RoutedServer::clock() { return body_->clock; }
std::mutex& RoutedServer::search_gate() { return body_->search_gate; }
projections::SearchView& RoutedServer::search() { return *body_->search; }
auth::Passwords& RoutedServer::passwords() { return *body_->passwords; }

Result<Receipt> RoutedServer::run(Command command) {
  CommandMeta meta;
  meta.actor = {system_account("test"), {}};
  return body_->store->bus().submit(std::move(command), std::move(meta));
}

http::Response RoutedServer::ask(const Person& who, Ask ask) {
  const auto method = std::string(to_string(ask.method));
  const auto match = body_->router->match(ask.method, ask.target.substr(0, ask.target.find('?')));
  auto response = answer(who, std::move(ask));
  if (match.route == nullptr) return response;
  for (const auto& difference : body_->description.differences(method, match.route->path, response)) {
    ADD_FAILURE() << difference;
  }
  return response;
}

http::Response RoutedServer::answer(const Person& who, Ask ask) {
  body_->caller = who.account.is_nil() ? nullptr : body_->session_of(who, agency);
  http::Request request;
  request.method = ask.method;
  request.target = ask.target;
  must(http::parse_target(ask.target, request));
  request.headers = std::move(ask.headers);
  request.remote_address = "127.0.0.1";
  const auto match = body_->router->match(ask.method, request.path);
  MemoryBody stream(ask.raw);
  if (match.route != nullptr && match.route->options.stream_body) {
    request.stream = &stream;
  } else if (!ask.raw.empty()) {
    request.body = std::move(ask.raw);
    request.headers.set_default("Content-Type", "application/json");
  } else if (!ask.body.is_null()) {
    request.body = ask.body.str();
    request.headers.set_default("Content-Type", "application/json");
  }
  return body_->router->dispatch(request, match);
}

http::Response RoutedServer::post(const Person& who, std::string target, Json body, http::Headers headers) {
  return ask(who, {http::Method::post, std::move(target), std::move(body), std::move(headers), ""});
}

FileId RoutedServer::stored_file(const std::string& content) {
  const auto response = ask(clerk, {.method = http::Method::post,
                                    .target = "/v1/files",
                                    .headers = {{"Content-Disposition", "attachment; filename=\"quet.pdf\""}},
                                    .raw = content});
  EXPECT_EQ(response.status, 201) << response.body;
  return *FileId::parse(text_at(json_of(response), "id"));
}

void RoutedServer::add_words(FileId file, const std::vector<std::string>& words) {
  ocr::PageText page;
  page.width_pt = 595.3;
  page.height_pt = 841.9;
  for (const auto& word : words) page.words.push_back({word, {10, 10, 60, 22}, 0.9, 0, 0});
  const auto blob = must(body_->store->blobs().put(ocr::encode_page(page)));
  const JobId job{body_->ids.next(body_->clock.now())};
  must(run(digitization::CreateJob{job, file, 1, digitization::Lane::mail, ""}));
  digitization::PageRecognised read;
  read.page = 1;
  read.words = blob.digest;
  read.word_count = static_cast<int>(words.size());
  read.confidence = 0.9F;
  must(run(digitization::RecordPage{job, read}));
  settle();
}

void RoutedServer::lock(FileId file) {
  must(run(file::OpenQuarantine{file, 1, Secrecy::mat}));
  settle();
}

std::string RoutedServer::registered(FileId file, const std::string& code) {
  const auto value = [](const std::string& text) { return Json::object({{"value", text}, {"confirmed", true}}); };
  const auto response =
      post(clerk, "/v1/incoming",
           Json::object({{"file", file.str()},
                         {"fields", Json::object({{"code", value(code)},
                                                  {"issueDate", value("2026-11-19")},
                                                  {"issuer", value("Sở Nội vụ")},
                                                  {"subject", value("Về việc cải cách hành chính")}})}}));
  EXPECT_EQ(response.status, 201) << response.body;
  return text_at(json_of(response), "id");
}

RoutedServer::Filing RoutedServer::opened_dossier() {
  const auto made = [&](const Person& who, const std::string& path, Json body) {
    const auto response = post(who, path, std::move(body));
    EXPECT_EQ(response.status, 201) << response.body;
    return text_at(json_of(response), "id");
  };
  const auto heading = Json::object({{"title", "I. Hành chính"}, {"note", "cả năm"}});
  const auto entry = Json::object({{"notation", "01.HC"},
                                   {"title", "Cải cách hành chính"},
                                   {"retentionYears", 10},
                                   {"unit", office.str()},
                                   {"note", "theo quý"}});
  const auto plan =
      made(archivist, "/v1/file-plans",
           Json::object({{"year", 2026}, {"decision", "7/QĐ-UBND"}, {"entries", Json::array({heading, entry})}}));
  return {plan, made(officer, "/v1/dossiers", Json::object({{"plan", plan}, {"notation", "01.HC"}}))};
}

void RoutedServer::settle() {
  const auto last = last_of(heads_of(body_->store->state()));
  for (const auto& view : body_->views->status()) {
    ASSERT_TRUE(body_->views->runner(view.name).wait_for(last, std::chrono::seconds(20))) << view.name;
  }
  ASSERT_TRUE(body_->search->wait_for(last, std::chrono::seconds(20)));
}

Json json_of(const http::Response& response) {
  auto json = http::parse_json(response.body);
  EXPECT_THAT(json, Succeeds()) << response.body;
  return json ? *std::move(json) : Json();
}

std::string text_at(const Json& json, std::string_view name) {
  const auto* member = json.find(name);
  return member == nullptr || member->as_string() == nullptr ? std::string() : *member->as_string();
}

}  // namespace chauban::server
