// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/pdf_document.h"

#include "ocr/image_document.h"
#include "ocr/pdf_probe.h"
#include "schemas/base/text.h"

#include <leptonica/allheaders.h>
#include <poppler/Error.h>
#include <poppler/ErrorCodes.h>
#include <poppler/GlobalParams.h>
#include <poppler/PDFDoc.h>
#include <poppler/SplashOutputDev.h>
#include <poppler/TextOutputDev.h>
#include <poppler/goo/GooString.h>
#include <poppler/splash/SplashBitmap.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace chauban::ocr {

namespace {

constexpr int kLeastDpi = 60;  // below it nothing can be read, so a page that needs less is refused

/// Poppler keeps its parameters in one global; a worker has one thread and needs them once.
void prepare_poppler() {
  if (globalParams) return;
  globalParams = std::make_unique<GlobalParams>();
  globalParams->setErrQuiet(true);
}

Pix to_pix(SplashBitmap& bitmap) {
  const int width = bitmap.getWidth();
  const int height = bitmap.getHeight();
  Pix pix(pixCreate(width, height, 32));
  if (!pix) return nullptr;
  for (int y = 0; y < height; ++y) {
    const SplashColorPtr from = bitmap.getDataPtr() + static_cast<std::ptrdiff_t>(y) * bitmap.getRowSize();
    l_uint32* to = pixGetData(pix.get()) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pix.get());
    for (int x = 0; x < width; ++x) composeRGBPixel(from[3 * x], from[3 * x + 1], from[3 * x + 2], to + x);
  }
  return pix;
}

class PdfDocument final : public Document {
 public:
  PdfDocument(std::unique_ptr<PDFDoc> pdf, const Limits& limits) : pdf_(std::move(pdf)), limits_(limits) {}

  [[nodiscard]] FileFacts facts() const override { return {"application/pdf", pdf_->getNumPages()}; }

  Result<PageSize> size(int page) override {
    if (page < 0 || page >= pdf_->getNumPages() || pdf_->getPage(page + 1) == nullptr) {
      return refuse(ErrorCode::file_unreadable, "file_truncated");
    }
    PageSize size{pdf_->getPageCropWidth(page + 1), pdf_->getPageCropHeight(page + 1)};
    if (pdf_->getPageRotate(page + 1) % 180 != 0) std::swap(size.width_pt, size.height_pt);
    if (!(size.width_pt > 0) || !(size.height_pt > 0)) return refuse(ErrorCode::file_unreadable, "file_truncated");
    if (std::max(size.width_pt, size.height_pt) > limits_.max_side_pt)
      return refuse(ErrorCode::file_unreadable, "page_too_large");
    return size;
  }

  Result<PageImage> image(int page, int dpi) override {
    CHAUBAN_TRY(const PageSize size, this->size(page));
    const PageProbe& probe = probed(page, size);
    if (probe.most_pixels > static_cast<double>(limits_.max_pixels))
      return refuse(ErrorCode::file_unreadable, "page_too_large");
    if (probe.is_one_jpeg()) {
      if (Pix pix = decode_jpeg(probe.jpeg, limits_.max_pixels))
        return embedded(std::move(pix), probe.image_pt, size, dpi);
    }
    const double square_inches = size.width_pt / 72 * (size.height_pt / 72);
    const double most = std::sqrt(static_cast<double>(limits_.max_pixels) / 2 / square_inches);
    const int used = static_cast<int>(std::min<double>(dpi, most));
    if (used < kLeastDpi) return refuse(ErrorCode::file_unreadable, "page_too_large");
    return drawn(page, size, used);
  }

  std::vector<Word> text(int page) override {
    TextOutputDev out(nullptr, false, 0, false, false);
    constexpr double kPoints = 72;
    pdf_->displayPage(&out, page + 1, kPoints, kPoints, 0, false, true, false);
    const auto list = out.makeWordList();
    std::vector<Word> words;
    if (!list) return words;
    int line = -1;
    double baseline = 0;
    for (int i = 0; i < list->getLength(); ++i) {
      const TextWord* from = list->get(i);
      const std::unique_ptr<GooString> text(from->getText());
      if (!is_utf8(text->toStr())) continue;
      Word word;
      word.text = nfc(trim(text->toStr()));
      from->getBBox(&word.box_pt.left, &word.box_pt.top, &word.box_pt.right, &word.box_pt.bottom);
      if (word.text.empty()) continue;
      const bool same = line >= 0 && std::abs(from->getBaseline() - baseline) < word.box_pt.height() / 4 &&
                        word.box_pt.left > words.back().box_pt.left;
      if (!same) ++line;
      baseline = from->getBaseline();
      word.line = line;
      word.confidence = 1;
      words.push_back(std::move(word));
    }
    return words;
  }

  bool is_scan(int page) override {
    const auto size = this->size(page);
    if (!size) return false;
    constexpr double kMostOfThePage = 0.6;
    return probed(page, *size).image_share > kMostOfThePage;
  }

 private:
  const PageProbe& probed(int page, PageSize size) {
    if (probed_page_ != page) probe_ = probe_page(*pdf_, page, size.width_pt, size.height_pt);
    probed_page_ = page;
    return probe_;
  }

  static Result<PageImage> embedded(Pix pix, const Box& where, PageSize size, int dpi) {
    PageImage image;
    image.size = size;
    image.dpi = scale_to(pix, pixGetWidth(pix.get()) * 72 / where.width(), dpi);
    image.to_page = {where.width() / pixGetWidth(pix.get()),   0,        where.left, 0,
                     where.height() / pixGetHeight(pix.get()), where.top};
    image.pix = std::move(pix);
    return image;
  }

  Result<PageImage> drawn(int page, PageSize size, int dpi) {
    SplashColor white = {255, 255, 255};
    SplashOutputDev out(splashModeRGB8, 4, false, white);
    out.setFontAntialias(true);
    out.setVectorAntialias(true);
    out.startDoc(pdf_.get());
    pdf_->displayPage(&out, page + 1, dpi, dpi, 0, false, true, false);
    SplashBitmap* bitmap = out.getBitmap();
    Pix pix = bitmap != nullptr && bitmap->getDataPtr() != nullptr ? to_pix(*bitmap) : nullptr;
    if (!pix) return refuse(ErrorCode::file_unreadable, "page_too_large");
    PageImage image;
    image.size = size;
    image.dpi = dpi;
    image.to_page.a = image.to_page.e = 72.0 / dpi;
    image.pix = std::move(pix);
    return image;
  }

  std::unique_ptr<PDFDoc> pdf_;
  Limits limits_;
  int probed_page_ = -1;
  PageProbe probe_;
};

/// A PDF ends with %%EOF (ISO 32000-1 7.5.5), maybe with rubbish after it. Poppler would mend a cut file silently and
/// show the pages that are left: a letter without its last page must not pass for the letter.
bool is_cut_short(BytesView bytes) {
  constexpr std::size_t kTail = 8192;
  return bytes.substr(bytes.size() - std::min(bytes.size(), kTail)).find("%%EOF") == BytesView::npos;
}

}  // namespace

Result<std::unique_ptr<Document>> open_pdf(BytesView bytes, const Limits& limits) {
  prepare_poppler();
  if (is_cut_short(bytes)) return refuse(ErrorCode::file_unreadable, "file_truncated");
  auto pdf =
      std::make_unique<PDFDoc>(new MemStream(bytes.data(), 0, static_cast<Goffset>(bytes.size()), Object(objNull)));
  if (!pdf->isOk()) {
    return refuse(ErrorCode::file_unreadable,
                  pdf->getErrorCode() == errEncrypted ? "file_encrypted" : "file_truncated");
  }
  const int pages = pdf->getNumPages();
  if (pages < 1) return refuse(ErrorCode::file_unreadable, "file_truncated");
  if (pages > limits.max_pages) {
    return refuse(ErrorCode::file_unreadable, "file_too_many_pages", {{"limit", std::to_string(limits.max_pages)}});
  }
  return std::make_unique<PdfDocument>(std::move(pdf), limits);
}

}  // namespace chauban::ocr
