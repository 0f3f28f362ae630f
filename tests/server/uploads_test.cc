// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/uploads/uploads.h"

#include "server/uploads/headers.h"
#include "storage/directory_blobs.h"
#include "tests/server/routed_server.h"

#include <gmock/gmock.h>

#include <functional>
#include <utility>

namespace chauban::server {
namespace {

using http::Json;
using http::Method;

const AccountId kOwner{Uuid{{1}}};
const AccountId kOther{Uuid{{2}}};

class Pieces final : public http::BodyReader {
 public:
  /// `breaks`: the line breaks after these bytes.
  explicit Pieces(Bytes bytes, bool breaks = false) : bytes_(std::move(bytes)), breaks_(breaks) {}
  Result<Bytes> read(std::size_t max) override {
    auto part = bytes_.substr(0, std::min<std::size_t>(max, 3));
    bytes_.erase(0, part.size());
    if (part.empty() && breaks_) return refuse(ErrorCode::bad_request, "body_interrupted");
    return part;
  }
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }

 private:
  Bytes bytes_;
  bool breaks_;
};

class UploadsTest : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    uploads_.reset();
    blobs_ = *storage::DirectoryBlobs::open(folder_ / "blobs", files_);
    uploads_ = *Uploads::open({.folder = folder_ / "uploads", .limits = {.max_file_bytes = 100}}, files_, *blobs_,
                              clock_, ids_);
  }
  Result<Upload> append(UploadId id, std::uint64_t offset, Bytes bytes, std::string_view checksum = "") {
    Pieces body(std::move(bytes));
    return uploads_->append(kOwner, id, offset, body, checksum);
  }

  TemporaryFolder folder_;
  storage::PosixFileSystem files_;
  TestClock clock_;
  SeededIds ids_{3};
  std::unique_ptr<storage::DirectoryBlobs> blobs_;
  std::unique_ptr<Uploads> uploads_;
  bool full_ = false;
};

TEST_F(UploadsTest, go_on_where_they_stopped_also_after_a_restart) {
  const Bytes content = "%PDF-1.7 some content";
  const auto made = uploads_->create(kOwner, content.size(), "a.pdf");
  ASSERT_THAT(made, Succeeds());
  Pieces broken(content.substr(0, 10), true);
  EXPECT_THAT(uploads_->append(kOwner, made->id, 0, broken, ""), FailsWith(ErrorCode::bad_request, "body_interrupted"));
  open();
  const auto found = uploads_->find(kOwner, made->id);
  ASSERT_THAT(found, Succeeds());
  EXPECT_EQ(found->offset, 10U);
  EXPECT_THAT(append(made->id, 4, "x"), FailsWith(ErrorCode::upload_offset_mismatch));
  const auto whole = append(made->id, 10, content.substr(10));
  ASSERT_THAT(whole, Succeeds());
  EXPECT_TRUE(whole->complete());
  const auto stored = uploads_->finish(kOwner, made->id);
  ASSERT_THAT(stored, Succeeds());
  EXPECT_EQ(stored->blob.digest, sha256(content));
  EXPECT_EQ(stored->media_type, "application/pdf");
  EXPECT_THAT(uploads_->recorded(kOwner, made->id), Succeeds());
  open();
  EXPECT_TRUE(uploads_->find(kOwner, made->id)->recorded);
  EXPECT_EQ(uploads_->finish(kOwner, made->id)->blob, stored->blob);
}

TEST_F(UploadsTest, a_body_with_a_wrong_checksum_leaves_nothing) {
  const auto made = uploads_->create(kOwner, 8, "a.pdf");
  const auto wrong = "sha256 " + to_base64(sha256("other").view());
  EXPECT_THAT(append(made->id, 0, "%PDF-1.7", wrong), FailsWith(ErrorCode::checksum_mismatch));
  EXPECT_EQ(uploads_->find(kOwner, made->id)->offset, 0U);
  // Another algorithm, no base64, a SHA-1 that calls itself SHA-256.
  for (const auto* bad :
       {"md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha256", "sha256 !", "sha256 2jmj7l5rSw0yVb/vlWAYkK/YBwk="}) {
    EXPECT_THAT(append(made->id, 0, "%PDF-1.7", bad), FailsWith(ErrorCode::bad_request, "checksum_malformed")) << bad;
  }
  EXPECT_THAT(append(made->id, 0, "%PDF-1.7", "sha256 " + to_base64(sha256("%PDF-1.7").view())), Succeeds());
}

TEST_F(UploadsTest, take_the_checksum_that_every_tus_client_knows) {
  const auto made = uploads_->create(kOwner, 8, "a.pdf");
  // printf '%%PDF-1.7' | openssl sha1 -binary | base64; then one bit less.
  EXPECT_THAT(append(made->id, 0, "%PDF-1.7", "sha1 uvbBo/sl8K9aq7wyqoQeJ8sCUCE="),
              FailsWith(ErrorCode::checksum_mismatch));
  EXPECT_EQ(uploads_->find(kOwner, made->id)->offset, 0U);
  EXPECT_THAT(append(made->id, 0, "%PDF-1.7", "sha1 uvbBo/sl8K9aq7wyqoQeJ8sCUCA="), Succeeds());
  EXPECT_EQ(uploads_->find(kOwner, made->id)->offset, 8U);
}

TEST_F(UploadsTest, refuse_what_is_too_large_empty_or_no_document) {
  EXPECT_THAT(uploads_->create(kOwner, 101, "a.pdf"), FailsWith(ErrorCode::file_too_large));
  EXPECT_THAT(uploads_->create(kOwner, 0, "a.pdf"), FailsWith(ErrorCode::file_unreadable, "file_empty"));
  const auto made = uploads_->create(kOwner, 4, "a.pdf");
  EXPECT_THAT(append(made->id, 0, "MZ..."), FailsWith(ErrorCode::body_too_large));
  ASSERT_THAT(append(made->id, uploads_->find(kOwner, made->id)->offset,
                     Bytes("MZ..").substr(uploads_->find(kOwner, made->id)->offset)),
              Succeeds());
  EXPECT_THAT(uploads_->finish(kOwner, made->id), FailsWith(ErrorCode::unsupported_media, "file_not_supported"));
  EXPECT_THAT(uploads_->find(kOwner, made->id), FailsWith(ErrorCode::not_found));
}

TEST_F(UploadsTest, an_account_sends_so_many_bodies_at_once_and_no_more) {
  uploads_ = *Uploads::open({.folder = folder_ / "uploads", .limits = {.uploads_at_once = 1, .uploads_unfinished = 2}},
                            files_, *blobs_, clock_, ids_);
  const auto first = uploads_->create(kOwner, 8, "a.pdf");
  const auto second = uploads_->create(kOwner, 8, "b.pdf");
  EXPECT_THAT(uploads_->create(kOwner, 8, "c.pdf"), FailsWith(ErrorCode::quota_exceeded, "uploads_open"));
  EXPECT_THAT(uploads_->create(kOther, 8, "c.pdf"), Succeeds());
  /// While its bytes are read, the other upload knocks.
  class Knocking final : public http::BodyReader {
   public:
    explicit Knocking(std::function<void()> knock) : knock_(std::move(knock)) {}
    Result<Bytes> read(std::size_t) override {
      if (knock_) std::exchange(knock_, nullptr)();
      return Bytes();
    }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }

   private:
    std::function<void()> knock_;
  };
  Knocking body([&] {
    EXPECT_THAT(append(second->id, 0, "%PDF"), FailsWith(ErrorCode::quota_exceeded, "uploads_open"));
    EXPECT_THAT(append(first->id, 0, "%PDF"), FailsWith(ErrorCode::request_in_progress));
  });
  EXPECT_THAT(uploads_->append(kOwner, first->id, 0, body, ""), Succeeds());
  EXPECT_THAT(append(second->id, 0, "%PDF"), Succeeds());
}

TEST_F(UploadsTest, take_no_byte_of_the_room_that_changes_must_leave_free) {
  const auto begun = *uploads_->create(kOwner, 6, "thư.pdf");
  const auto room = [this] { return full_ ? Status(refuse(ErrorCode::storage_full)) : Status(); };
  uploads_ = *Uploads::open({.folder = folder_ / "uploads", .limits = {.max_file_bytes = 100}, .room = room}, files_,
                            *blobs_, clock_, ids_);
  full_ = true;

  EXPECT_THAT(append(begun.id, 0, "%PDF-1"), FailsWith(ErrorCode::storage_full));
  EXPECT_THAT(uploads_->create(kOwner, 6, "thư khác.pdf"), FailsWith(ErrorCode::storage_full));
  Pieces body("%PDF-1");
  EXPECT_THAT(uploads_->store(body, std::nullopt), FailsWith(ErrorCode::storage_full));
  EXPECT_EQ(body.read(100).value(), "%PD") << "nothing was read";

  full_ = false;
  EXPECT_THAT(append(begun.id, 0, "%PDF-1"), Succeeds());
}

TEST_F(UploadsTest, are_their_owners_alone_and_end_with_time) {
  const auto made = uploads_->create(kOwner, 8, "a.pdf");
  EXPECT_THAT(uploads_->find(kOther, made->id), FailsWith(ErrorCode::not_found));
  EXPECT_THAT(uploads_->terminate(kOther, made->id), FailsWith(ErrorCode::not_found));
  clock_.advance(std::chrono::hours(24 * 8));
  EXPECT_THAT(uploads_->find(kOwner, made->id), FailsWith(ErrorCode::upload_expired));
  EXPECT_EQ(*uploads_->sweep(), 1U);
  EXPECT_TRUE(files_.list(folder_ / "uploads")->empty());
}

TEST(CleanFileName, keeps_a_label_and_no_path) {
  EXPECT_EQ(clean_file_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(clean_file_name("C:\\Nhận\\công văn.pdf"), "công văn.pdf");
  EXPECT_EQ(clean_file_name("a\xE2\x80\xAE"
                            "fdp.exe\n"),
            "afdp.exe");
  EXPECT_EQ(clean_file_name(".."), "tệp");
  EXPECT_EQ(clean_file_name("\xFF\xFE"), "tệp");
}

TEST(RoutesUploads, a_whole_upload_becomes_a_file_once) {
  RoutedServer server;
  const Bytes content = "%PDF-1.7 by tus";
  const auto length = std::to_string(content.size());
  const auto begun = server.ask(server.clerk, {.method = Method::post,
                                               .target = "/v1/uploads",
                                               .headers = {{"Tus-Resumable", "1.0.0"},
                                                           {"Upload-Length", length},
                                                           {"Upload-Metadata", "filename " + to_base64("quét.pdf")}}});
  ASSERT_EQ(begun.status, 201) << begun.body;
  const std::string place(begun.headers["Location"]);
  const http::Headers from_start{
      {"Tus-Resumable", "1.0.0"}, {"Upload-Offset", "0"}, {"Content-Type", "application/offset+octet-stream"}};
  const auto done =
      server.ask(server.clerk, {.method = Method::patch, .target = place, .headers = from_start, .raw = content});
  ASSERT_EQ(done.status, 204) << done.body;
  const std::string file(done.headers["Chauban-File"]);
  EXPECT_EQ(done.headers["Repr-Digest"], "sha-256=:" + to_base64(sha256(content).view()) + ":");
  const auto asked =
      server.ask(server.clerk, {.method = Method::head, .target = place, .headers = {{"Tus-Resumable", "1.0.0"}}});
  EXPECT_EQ(asked.headers["Chauban-File"], file);
  EXPECT_EQ(asked.headers["Upload-Offset"], length);
  server.settle();
  EXPECT_EQ(text_at(json_of(server.get(server.clerk, file + "/info")), "name"), "quét.pdf");
}

TEST(RoutesUploads, a_body_that_differs_from_its_checksum_is_460_and_both_algorithms_are_advertised) {
  RoutedServer server;
  const auto options = server.ask({}, {.method = Method::options, .target = "/v1/uploads"});
  EXPECT_EQ(options.headers["Tus-Checksum-Algorithm"], "sha1,sha256");
  const auto begun = server.ask(server.clerk, {.method = Method::post,
                                               .target = "/v1/uploads",
                                               .headers = {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", "8"}}});
  const std::string place(begun.headers["Location"]);
  const auto append = [&](const Bytes& checksum) {
    return server.ask(server.clerk, {.method = Method::patch,
                                     .target = place,
                                     .headers = {{"Tus-Resumable", "1.0.0"},
                                                 {"Upload-Offset", "0"},
                                                 {"Upload-Checksum", checksum},
                                                 {"Content-Type", "application/offset+octet-stream"}},
                                     .raw = "%PDF-1.7"});
  };
  const auto refused = append("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=");  // of no bytes at all
  EXPECT_EQ(refused.status, 460);
  EXPECT_EQ(text_at(json_of(refused), "code"), "checksum_mismatch");
  EXPECT_EQ(append("sha1 uvbBo/sl8K9aq7wyqoQeJ8sCUCA=").status, 204);
}

TEST(RoutesUploads, a_secret_paper_is_refused_before_a_byte_and_only_that_is_kept) {
  RoutedServer server;
  const auto refused = server.ask(server.clerk, {.method = Method::post,
                                                 .target = "/v1/uploads",
                                                 .headers = {{"Tus-Resumable", "1.0.0"},
                                                             {"Upload-Length", "8"},
                                                             {"Upload-Metadata", "secrecy " + to_base64("mat")}},
                                                 .raw = "%PDF-1.7"});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(text_at(json_of(refused), "code"), "secrecy_not_accepted");
  const auto whole = server.ask(
      server.clerk,
      {.method = Method::post, .target = "/v1/files", .headers = {{"Chauban-Secrecy", "toiMat"}}, .raw = "%PDF-1.7"});
  EXPECT_EQ(whole.status, 403);
  server.settle();
  const auto files = json_of(server.get(server.clerk, "/v1/events?types=File.*"));
  EXPECT_TRUE(files.find("items")->as_array()->empty());
}

}  // namespace
}  // namespace chauban::server
