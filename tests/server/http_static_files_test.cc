// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/static_files.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <fstream>

namespace chauban::http {
namespace {

class StaticFiles : public testing::Test {
 protected:
  void SetUp() override {
    write("index.html", "<html>");
    write("assets/app-1a2b.js", "script");
    write("assets/app-1a2b.js.br", "brotli");
    write("assets/app-1a2b.js.gz", "gzip");
    std::ofstream(folder_.path().parent_path() / (folder_.path().filename().string() + "-outside")) << "secret";
    handler_ = static_files(folder_.path());
  }
  void TearDown() override {
    std::filesystem::remove(folder_.path().parent_path() / (folder_.path().filename().string() + "-outside"));
  }
  void write(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  Result<Response> get(const std::string& path, Headers headers = {}) {
    Request request;
    request.path = path;
    request.headers = std::move(headers);
    return handler_(request);
  }

  TemporaryFolder folder_;
  Handler handler_;
};

TEST_F(StaticFiles, serve_the_page_for_the_applications_own_addresses) {
  EXPECT_EQ(get("/")->body, "<html>");
  EXPECT_EQ(get("/van-ban/7")->body, "<html>");
  EXPECT_EQ(get("/")->headers["Content-Type"], "text/html; charset=utf-8");
}

TEST_F(StaticFiles, keep_the_page_fresh_and_hashed_files_for_ever) {
  EXPECT_EQ(get("/")->headers["Cache-Control"], "no-cache");
  EXPECT_EQ(get("/assets/app-1a2b.js")->headers["Cache-Control"], "public, max-age=31536000, immutable");
}

TEST_F(StaticFiles, answer_304_to_who_has_the_file) {
  const auto tag = std::string(get("/")->headers["ETag"]);

  EXPECT_EQ(get("/", {{"If-None-Match", tag}})->status, 304);
}

TEST_F(StaticFiles, send_the_compressed_twin_to_those_who_accept_it) {
  const auto brotli = get("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip, br"}});
  const auto gzip = get("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip, br;q=0"}});
  const auto plain = get("/assets/app-1a2b.js");

  EXPECT_EQ(brotli->body, "brotli");
  EXPECT_EQ(brotli->headers["Content-Encoding"], "br");
  EXPECT_EQ(brotli->headers["Content-Type"], "text/javascript; charset=utf-8");
  EXPECT_EQ(gzip->body, "gzip");
  EXPECT_EQ(plain->body, "script");
  EXPECT_NE(brotli->headers["ETag"], plain->headers["ETag"]);
}

TEST_F(StaticFiles, carry_a_strict_policy) {
  EXPECT_THAT(std::string(get("/")->headers["Content-Security-Policy"]), testing::HasSubstr("default-src 'self'"));
  EXPECT_EQ(get("/")->headers["X-Content-Type-Options"], "nosniff");
}

TEST_F(StaticFiles, never_leave_their_folder) {
  const auto outside = "/../" + folder_.path().filename().string() + "-outside";

  const auto answer = get(outside);

  EXPECT_TRUE(!answer || answer->body != "secret");
  EXPECT_THAT(get("/missing.js"), FailsWith(ErrorCode::not_found));
}

TEST_F(StaticFiles, follow_no_link_out_of_it) {
  std::filesystem::create_symlink("/etc/hostname", folder_.path() / "host.txt");
  handler_ = static_files(folder_.path());

  EXPECT_THAT(get("/host.txt"), FailsWith(ErrorCode::not_found));
}

TEST_F(StaticFiles, of_a_folder_that_is_not_there_are_none) {
  handler_ = static_files(folder_.path() / "nowhere");

  EXPECT_THAT(get("/"), FailsWith(ErrorCode::not_found));
}

}  // namespace
}  // namespace chauban::http
