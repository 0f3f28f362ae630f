// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/pdf_probe.h"

#include <poppler/GfxState.h>
#include <poppler/OutputDev.h>
#include <poppler/PDFDoc.h>
#include <poppler/Stream.h>

#include <algorithm>
#include <cmath>

namespace chauban::ocr {

namespace {

constexpr std::size_t kMaxJpegBytes = 256U << 20;

bool is_plain(GfxImageColorMap& map) {
  const auto mode = map.getColorSpace()->getMode();
  const bool space =
      mode == csDeviceGray || mode == csCalGray || mode == csDeviceRGB || mode == csCalRGB || mode == csICCBased;
  const int parts = map.getNumPixelComps();
  return space && (parts == 1 || parts == 3) && map.getBits() == 8 && map.getDecodeLow(0) == 0 &&
         map.getDecodeHigh(0) == 1;
}

/// Poppler's callbacks, each only noted down. Coordinates are points from the top left.
class Notes final : public OutputDev {
 public:
  Notes(PageProbe& probe, double page_area) : probe_(probe), page_area_(page_area) {}

  bool upsideDown() override { return true; }
  bool useDrawChar() override { return true; }
  bool interpretType3Chars() override { return false; }

  void stroke(GfxState*) override { probe_.other_ink = true; }
  void fill(GfxState* state) override { note_fill(state); }
  void eoFill(GfxState* state) override { note_fill(state); }
  void drawChar(GfxState* state, double, double, double, double, double, double, CharCode, int, const Unicode*,
                int) override {
    constexpr int kInvisible = 3;  // ISO 32000-1 table 106; 7 is the same and clips
    if ((state->getRender() & 3) != kInvisible) probe_.other_ink = true;
  }

  void drawImage(GfxState* state, Object* ref, Stream* stream, int width, int height, GfxImageColorMap* map,
                 bool interpolate, const int* mask_colors, bool inline_image) override {
    note_image(state, width, height);
    const auto& m = state->getCTM();
    const bool upright = m[0] > 0 && m[3] < 0 && std::abs(m[1]) < 0.01 && std::abs(m[2]) < 0.01;
    if (probe_.images == 1 && upright && !inline_image && mask_colors == nullptr && stream->getKind() == strDCT &&
        is_plain(*map)) {
      take_jpeg(*stream);
      probe_.image_pt = {m[4], m[5] + m[3], m[4] + m[0], m[5]};
    }
    if (inline_image) OutputDev::drawImage(state, ref, stream, width, height, map, interpolate, mask_colors, true);
  }
  void drawImageMask(GfxState* state, Object* ref, Stream* stream, int width, int height, bool invert, bool interpolate,
                     bool inline_image) override {
    note_image(state, width, height);
    if (inline_image) OutputDev::drawImageMask(state, ref, stream, width, height, invert, interpolate, true);
  }
  void drawMaskedImage(GfxState* state, Object*, Stream*, int width, int height, GfxImageColorMap*, bool, Stream*, int,
                       int, bool, bool) override {
    note_image(state, width, height);
    probe_.other_ink = true;
  }
  void drawSoftMaskedImage(GfxState* state, Object*, Stream*, int width, int height, GfxImageColorMap*, bool, Stream*,
                           int, int, GfxImageColorMap*, bool) override {
    note_image(state, width, height);
    probe_.other_ink = true;
  }

 private:
  void note_fill(GfxState* state) {
    constexpr double kNearWhite = 0.96;
    GfxRGB color;
    state->getFillRGB(&color);
    const bool white =
        colToDbl(color.r) > kNearWhite && colToDbl(color.g) > kNearWhite && colToDbl(color.b) > kNearWhite;
    // White under the scan is paper; white over it hides something, and only drawing tells what is left.
    if (!white || probe_.images > 0) probe_.other_ink = true;
  }

  void note_image(GfxState* state, int width, int height) {
    ++probe_.images;
    const auto& m = state->getCTM();
    const double area = std::abs(m[0] * m[3] - m[1] * m[2]);
    probe_.image_share = std::max(probe_.image_share, page_area_ > 0 ? area / page_area_ : 0);
    probe_.most_pixels = std::max(probe_.most_pixels, static_cast<double>(width) * height);
  }

  void take_jpeg(Stream& stream) {
    Stream* raw = stream.getNextStream();
    if (raw == nullptr) return;
    raw->reset();
    constexpr int kChunk = 65'536;
    unsigned char chunk[kChunk];
    for (int got = raw->doGetChars(kChunk, chunk); got > 0; got = raw->doGetChars(kChunk, chunk)) {
      probe_.jpeg.append(reinterpret_cast<const char*>(chunk), static_cast<std::size_t>(got));
      if (probe_.jpeg.size() > kMaxJpegBytes) break;
    }
    raw->close();
    if (probe_.jpeg.size() > kMaxJpegBytes) probe_.jpeg.clear();
  }

  PageProbe& probe_;
  double page_area_;
};

}  // namespace

PageProbe probe_page(::PDFDoc& document, int page, double width_pt, double height_pt) {
  PageProbe probe;
  Notes notes(probe, width_pt * height_pt);
  constexpr double kPoints = 72;
  document.displayPage(&notes, page + 1, kPoints, kPoints, 0, false, true, false);
  return probe;
}

}  // namespace chauban::ocr
