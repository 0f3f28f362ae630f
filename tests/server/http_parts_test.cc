// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts that read what comes as a line of text.
#include "server/http/http.h"
#include "server/http/sse.h"
#include "server/http/wire.h"
#include "tests/support/matchers.h"

namespace chauban::http {
namespace {

Request with(std::initializer_list<std::pair<std::string, std::string>> headers) {
  Request request;
  request.headers = Headers(headers);
  return request;
}

TEST(HttpLanguage, is_vietnamese_unless_english_is_preferred) {
  EXPECT_EQ(choose_language(""), Language::vi);
  EXPECT_EQ(choose_language("fr"), Language::vi);
  EXPECT_EQ(choose_language("en-US,en;q=0.9"), Language::en);
  EXPECT_EQ(choose_language("en;q=0.5, vi;q=0.9"), Language::vi);
  EXPECT_EQ(choose_language("vi;q=0.3, EN;q=0.8"), Language::en);
}

TEST(HttpHeaders, compare_names_without_case_and_keep_repetitions) {
  Headers headers{{"Set-Cookie", "a"}, {"set-cookie", "b"}};

  EXPECT_EQ(headers["SET-COOKIE"], "a");
  EXPECT_EQ(headers.all("Set-Cookie").size(), 2U);
  headers.set("set-cookie", "c");
  EXPECT_EQ(headers.all("Set-Cookie").size(), 1U);
}

TEST(HttpCookie, is_found_among_others) {
  const auto request = with({{"Cookie", "a=1; chauban=secret; b=2"}});

  EXPECT_EQ(request.cookie("chauban"), "secret");
  EXPECT_EQ(request.cookie("auban"), std::nullopt);
}

TEST(HttpTarget, is_taken_apart_and_decoded) {
  Request request;

  ASSERT_THAT(parse_target("/v1/a%20b?x=1&x=2&y=%2F+z", request), Succeeds());

  EXPECT_EQ(request.path, "/v1/a b");
  EXPECT_EQ(request.query.all("x").size(), 2U);
  EXPECT_EQ(request.query.get("y"), "/ z");
}

TEST(HttpTarget, refuses_a_query_that_is_no_text) {
  Request request;

  EXPECT_THAT(parse_target("/v1?a=%FF", request), FailsWith(ErrorCode::bad_request, "target_malformed"));
  EXPECT_THAT(parse_target("/v1?a=%00", request), FailsWith(ErrorCode::bad_request, "target_malformed"));
}

TEST(HttpRange, follows_rfc_9110) {
  using Range = std::optional<ByteRange>;
  EXPECT_EQ(parse_range("bytes=0-99", 1000).value(), Range(ByteRange{0, 100}));
  EXPECT_EQ(parse_range("bytes=900-", 1000).value(), Range(ByteRange{900, 100}));
  EXPECT_EQ(parse_range("bytes=-100", 1000).value(), Range(ByteRange{900, 100}));
  EXPECT_EQ(parse_range("bytes=-5000", 1000).value(), Range(ByteRange{0, 1000}));
  EXPECT_EQ(parse_range("bytes=0-9999", 1000).value(), Range(ByteRange{0, 1000}));
}

TEST(HttpRange, ignores_what_is_no_single_range_of_bytes) {
  EXPECT_EQ(parse_range("", 10).value(), std::nullopt);
  EXPECT_EQ(parse_range("pages=1-2", 10).value(), std::nullopt);
  EXPECT_EQ(parse_range("bytes=1-2,4-5", 10).value(), std::nullopt);
  EXPECT_EQ(parse_range("bytes=x-5", 10).value(), std::nullopt);
  EXPECT_EQ(parse_range("bytes=5-1", 10).value(), std::nullopt);
}

TEST(HttpRange, refuses_a_range_behind_the_end) {
  EXPECT_THAT(parse_range("bytes=1000-", 1000), FailsWith(ErrorCode::range_not_satisfiable));
  EXPECT_THAT(parse_range("bytes=-0", 1000), FailsWith(ErrorCode::range_not_satisfiable));
}

TEST(HttpConditional, answers_304_to_who_has_it) {
  const auto first = json_with_etag(with({}), "{}");
  const auto tag = std::string(first.headers["ETag"]);

  const auto again = json_with_etag(with({{"If-None-Match", "\"x\", W/" + tag}}), "{}");

  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  EXPECT_EQ(again.headers["ETag"], tag);
}

TEST(HttpConditional, lets_only_the_holder_of_the_newest_version_change) {
  EXPECT_THAT(check_if_match(with({}), "\"a\""), FailsWith(ErrorCode::if_match_required));
  EXPECT_THAT(check_if_match(with({{"If-Match", "\"b\""}}), "\"a\""), FailsWith(ErrorCode::version_conflict));
  EXPECT_THAT(check_if_match(with({{"If-Match", "W/\"a\""}}), "\"a\""), FailsWith(ErrorCode::version_conflict));
  EXPECT_THAT(check_if_match(with({{"If-Match", "\"b\", \"a\""}}), "\"a\""), Succeeds());
}

TEST(HttpWire, keeps_a_header_value_from_breaking_out) {
  Response response;
  response.headers.add("X-Name", "a\r\nSet-Cookie: evil=1");

  const auto head = wire_head(response, {.length = 0}, from_micros(0));

  EXPECT_EQ(head.find("\r\nSet-Cookie"), std::string::npos);
}

TEST(HttpWire, writes_dates_as_the_rfc_shows) {
  EXPECT_EQ(http_date(from_micros(784'111'777'000'000)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpTrace, takes_only_a_well_formed_traceparent) {
  const auto parent = parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  ASSERT_TRUE(parent);
  EXPECT_EQ(parent->span, "00f067aa0ba902b7");
  EXPECT_TRUE(parent->sampled);
  EXPECT_FALSE(parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02")->sampled);
  EXPECT_EQ(parent->trace, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_FALSE(parse_traceparent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
  EXPECT_FALSE(parse_traceparent("00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
  EXPECT_FALSE(parse_traceparent("junk"));
}

TEST(SseFrame, keeps_data_from_forging_fields) {
  EXPECT_EQ(sse_frame("1\nevent: x", "a", "one\ntwo\r\nthree"),
            "id: 1event: x\nevent: a\ndata: one\ndata: two\ndata: three\n\n");
}

TEST(EventStream, refuses_a_frame_over_its_bound) {
  EventStream stream;

  EXPECT_TRUE(stream.push(Bytes(EventStream::kMaxUnsent, 'x')));
  EXPECT_TRUE(stream.full());
  EXPECT_FALSE(stream.push("x"));
  EXPECT_EQ(stream.take(1000).size(), 1000U);
  EXPECT_TRUE(stream.push("x"));
}

TEST(EventStream, sends_what_is_queued_before_it_is_finished) {
  EventStream stream;
  stream.push("last");

  stream.close();

  EXPECT_FALSE(stream.finished());
  EXPECT_EQ(stream.take(1000), "last");
  EXPECT_TRUE(stream.finished());
}

TEST(EventStream, closes_when_the_producer_fails) {
  EventStream stream([](std::size_t) -> Result<Bytes> { return refuse(ErrorCode::auth_expired); });
  bool told = false;
  stream.on_close([&told] { told = true; });

  EXPECT_TRUE(stream.take(1000).empty());

  EXPECT_TRUE(stream.closed());
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace chauban::http
