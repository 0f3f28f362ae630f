// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/page_codec.h"

#include "schemas/base/text.h"
#include "schemas/ocr_page.capnp.h"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <zstd.h>

#include <cmath>
#include <cstring>

namespace chauban::ocr {

namespace {

constexpr std::size_t kMaxPlainBytes = 64U << 20;
constexpr int kLevel = 9;

std::string text_of(capnp::Text::Reader reader) { return {reader.begin(), reader.size()}; }

/// A share of 1. What is no number is none either.
bool is_share(double value) { return value >= 0 && value <= 1; }

bool is_measure(double value) { return std::isfinite(value) && value >= 0; }

/// A NUL would end the text for some who read it and not for others.
bool is_plain(std::string_view text) { return is_utf8(text) && text.find('\0') == std::string_view::npos; }

bool has_sane_facts(const PageText& page) {
  return is_measure(page.width_pt) && is_measure(page.height_pt) && page.rotation % 90 == 0 && page.rotation < 360 &&
         std::isfinite(page.skew_degrees) && is_share(page.mean_confidence) && is_plain(page.language) &&
         is_plain(page.engine);
}

Result<PageText> from_reader(schema::OcrPage::Reader in) {
  PageText page;
  page.width_pt = in.getWidthPt();
  page.height_pt = in.getHeightPt();
  page.rotation = in.getRotation();
  page.dpi = in.getDpi();
  page.skew_degrees = static_cast<double>(in.getSkewDegrees());
  page.mean_confidence = static_cast<double>(in.getMeanConfidence());
  page.blank = in.getBlank();
  page.from_text_layer = in.getFromTextLayer();
  page.language = text_of(in.getLanguage());
  page.engine = text_of(in.getEngine());
  const auto settings = in.getSettings();
  const auto digest = Digest::from_bytes({reinterpret_cast<const char*>(settings.begin()), settings.size()});
  if (!digest || !has_sane_facts(page)) return refuse(ErrorCode::record_damaged);
  page.settings = *digest;
  page.words.reserve(in.getWords().size());
  for (const auto word : in.getWords()) {
    Word& out = page.words.emplace_back();
    out.text = text_of(word.getText());
    out.box_pt = {static_cast<double>(word.getLeft()), static_cast<double>(word.getTop()),
                  static_cast<double>(word.getRight()), static_cast<double>(word.getBottom())};
    out.confidence = static_cast<double>(word.getConfidence());
    out.line = word.getLine();
    out.block = word.getBlock();
    const bool finite = std::isfinite(out.box_pt.left) && std::isfinite(out.box_pt.top) &&
                        std::isfinite(out.box_pt.right) && std::isfinite(out.box_pt.bottom);
    if (!finite || !is_plain(out.text) || !is_share(out.confidence)) return refuse(ErrorCode::record_damaged);
  }
  return page;
}

}  // namespace

Bytes encode_page(const PageText& page) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::OcrPage>();
  out.setWidthPt(page.width_pt);
  out.setHeightPt(page.height_pt);
  out.setRotation(static_cast<std::uint16_t>(page.rotation));
  out.setDpi(static_cast<std::uint16_t>(page.dpi));
  out.setSkewDegrees(static_cast<float>(page.skew_degrees));
  out.setMeanConfidence(static_cast<float>(page.mean_confidence));
  out.setBlank(page.blank);
  out.setFromTextLayer(page.from_text_layer);
  out.setLanguage(page.language.c_str());
  out.setEngine(page.engine.c_str());
  out.setSettings(kj::arrayPtr(page.settings.bytes.data(), page.settings.bytes.size()));
  auto words = out.initWords(static_cast<unsigned>(page.words.size()));
  for (unsigned i = 0; i < words.size(); ++i) {
    const Word& word = page.words[i];
    auto to = words[i];
    to.setText(word.text.c_str());
    to.setLeft(static_cast<float>(word.box_pt.left));
    to.setTop(static_cast<float>(word.box_pt.top));
    to.setRight(static_cast<float>(word.box_pt.right));
    to.setBottom(static_cast<float>(word.box_pt.bottom));
    to.setConfidence(static_cast<float>(word.confidence));
    to.setLine(static_cast<std::uint16_t>(word.line));
    to.setBlock(static_cast<std::uint16_t>(word.block));
  }
  const auto flat = capnp::canonicalize(out.asReader());
  const auto bytes = flat.asBytes();
  Bytes packed(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress(packed.data(), packed.size(), bytes.begin(), bytes.size(), kLevel);
  CHAUBAN_ASSERT(ZSTD_isError(size) == 0U);
  packed.resize(size);
  return packed;
}

Result<PageText> decode_page(BytesView bytes) {
  const auto plain_size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (plain_size == ZSTD_CONTENTSIZE_ERROR || plain_size == ZSTD_CONTENTSIZE_UNKNOWN || plain_size == 0 ||
      plain_size > kMaxPlainBytes || plain_size % sizeof(capnp::word) != 0) {
    return refuse(ErrorCode::record_damaged);
  }
  auto words = kj::heapArray<capnp::word>(plain_size / sizeof(capnp::word));
  const auto size = ZSTD_decompress(words.begin(), plain_size, bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0U || size != plain_size) return refuse(ErrorCode::record_damaged);
  try {
    const kj::ArrayPtr<const capnp::word> segments[] = {words};
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 4 * words.size() + 1024;  // canonical data is read once: more is a trick
    capnp::SegmentArrayMessageReader reader(kj::arrayPtr(segments, 1), options);
    return from_reader(reader.getRoot<schema::OcrPage>());
  } catch (const kj::Exception&) {
    return refuse(ErrorCode::record_damaged);
  }
}

}  // namespace chauban::ocr
