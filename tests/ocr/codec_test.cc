// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/page_codec.h"
#include "ocr/worker_protocol.h"
#include "tests/support/matchers.h"

#include <random>

namespace chauban::ocr {
namespace {

PageText sample() {
  PageText page;
  page.width_pt = 595.32;
  page.height_pt = 841.92;
  page.rotation = 90;
  page.skew_degrees = 0.5;
  page.dpi = 200;
  page.language = "vie";
  page.engine = "tesseract 5.3.0 vie:1a2b3c4d";
  page.settings = sha256("settings");
  page.mean_confidence = 0.75;
  page.words = {{"Huế,", {10, 20, 30.5, 40}, 0.5, 0, 0}, {"ngày", {32, 20, 60, 40}, 1, 0, 0}};
  return page;
}

TEST(PageCodec, APageComesBackAsItWas) {
  const auto decoded = decode_page(encode_page(sample()));
  ASSERT_THAT(decoded, Succeeds());
  EXPECT_EQ(*decoded, sample());
}

TEST(PageCodec, EqualPagesGiveEqualBytes) { EXPECT_EQ(encode_page(sample()), encode_page(sample())); }

TEST(PageCodec, HostileBytesAreRefusedOrGiveALegalPage) {
  const auto good = encode_page(sample());
  EXPECT_THAT(decode_page(""), FailsWith(ErrorCode::record_damaged));
  EXPECT_THAT(decode_page("no zstd at all"), FailsWith(ErrorCode::record_damaged));
  EXPECT_THAT(decode_page(BytesView(good).substr(0, good.size() / 2)), FailsWith(ErrorCode::record_damaged));
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    auto bytes = good;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto page = decode_page(bytes);
    refused += page ? 0 : 1;
    if (page) {
      for (const auto& word : page->words) ASSERT_TRUE(word.confidence >= 0 && word.confidence <= 1);
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(WorkerProtocol, ARequestAndPagesComeBackAsTheyWere) {
  Request request;
  request.ask = Ask::read_page;
  request.page = 41;
  request.limits.max_pages = 12;
  const auto back = decode_request(encode_request(request));
  ASSERT_THAT(back, Succeeds());
  EXPECT_EQ(back->page, 41);
  EXPECT_EQ(back->limits.max_pages, 12);
  const std::vector<std::optional<PageText>> pages = {sample(), std::nullopt, sample()};
  const auto unpacked = unpack_pages(pack_pages(pages));
  ASSERT_THAT(unpacked, Succeeds());
  EXPECT_EQ(*unpacked, pages);
  EXPECT_THAT(unpack_pages("\xff\xff\xff\xffxx"), FailsWith(ErrorCode::record_damaged));
}

TEST(WorkerProtocol, AnAnswerThatIsNoMemoryFileIsNotRead) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Descriptor reader(ends[0]);
  const Descriptor writer(ends[1]);
  EXPECT_THAT(from_memory_file(reader.get(), 100), FailsWith(ErrorCode::record_damaged));
  const auto file = to_memory_file("0123456789");
  EXPECT_THAT(from_memory_file(file->get(), 9), FailsWith(ErrorCode::record_damaged));
  EXPECT_EQ(*from_memory_file(file->get(), 10), "0123456789");
}

}  // namespace
}  // namespace chauban::ocr
