// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/image_document.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace chauban::ocr {

namespace {

constexpr double kA4Inches = 8.27;

struct Header {
  int width = 0;
  int height = 0;
  double dpi = 0;  // 0: not said
};

l_uint8 const* data_of(BytesView bytes) { return reinterpret_cast<const l_uint8*>(bytes.data()); }

/// Scanners and telephones that do not know write 0, 1, 72 or 96; a sheet is then taken to be as wide as A4.
double plausible_dpi(const Header& header) {
  const double sheet = std::min(header.width, header.height) / kA4Inches;
  const bool said = header.dpi >= 100 && header.dpi <= 1200;
  return said ? header.dpi : std::max(sheet, 50.0);
}

class ImageDocument final : public Document {
 public:
  ImageDocument(BytesView bytes, std::string type, std::vector<Header> pages, Limits limits)
      : bytes_(bytes), type_(std::move(type)), pages_(std::move(pages)), limits_(limits) {}

  [[nodiscard]] FileFacts facts() const override { return {type_, static_cast<int>(pages_.size())}; }

  Result<PageSize> size(int page) override {
    if (page < 0 || static_cast<std::size_t>(page) >= pages_.size())
      return refuse(ErrorCode::file_unreadable, "file_truncated");
    const auto& header = pages_[static_cast<std::size_t>(page)];
    const double dpi = plausible_dpi(header);
    const PageSize size{header.width * 72 / dpi, header.height * 72 / dpi};
    if (std::max(size.width_pt, size.height_pt) > limits_.max_side_pt)
      return refuse(ErrorCode::file_unreadable, "page_too_large");
    return size;
  }

  Result<PageImage> image(int page, int dpi) override {
    CHAUBAN_TRY(const PageSize size, this->size(page));
    Pix pix = decode(page);
    if (!pix) return refuse(ErrorCode::file_unreadable, "file_truncated");
    PageImage image;
    image.dpi = scale_to(pix, plausible_dpi(pages_[static_cast<std::size_t>(page)]), dpi);
    image.size = size;
    image.to_page.a = size.width_pt / pixGetWidth(pix.get());
    image.to_page.e = size.height_pt / pixGetHeight(pix.get());
    image.pix = std::move(pix);
    return image;
  }

  std::vector<Word> text(int) override { return {}; }
  bool is_scan(int) override { return true; }

 private:
  Pix decode(int page) {
    if (type_ == "image/jpeg") return decode_jpeg(bytes_, limits_.max_pixels);
    Pix raw(type_ == "image/tiff" ? pixReadMemTiff(data_of(bytes_), bytes_.size(), page)
                                  : pixReadMem(data_of(bytes_), bytes_.size()));
    if (!raw) return nullptr;
    Pix plain(pixRemoveColormap(raw.get(), REMOVE_CMAP_BASED_ON_SRC));
    if (plain && pixGetDepth(plain.get()) == 32) return Pix(pixRemoveAlpha(plain.get()));
    return Pix(plain ? pixConvertTo8(plain.get(), 0) : nullptr);
  }

  BytesView bytes_;
  std::string type_;
  std::vector<Header> pages_;
  Limits limits_;
};

Result<int> count_tiff_pages(BytesView bytes, const Limits& limits) {
  std::FILE* file = fmemopen(const_cast<char*>(bytes.data()), bytes.size(), "rb");
  l_int32 count = 0;
  const bool read = file != nullptr && tiffGetCount(file, &count) == 0;
  if (file != nullptr) std::fclose(file);
  if (!read || count < 1) return refuse(ErrorCode::file_unreadable, "file_truncated");
  if (count > limits.max_pages) {
    return refuse(ErrorCode::file_unreadable, "file_too_many_pages", {{"limit", std::to_string(limits.max_pages)}});
  }
  return count;
}

/// The pHYs chunk (PNG 11.3.5.3) stands before the pixels: pixels a metre, and 1 for "metre".
double png_dpi(BytesView bytes) {
  const auto at = bytes.substr(0, 65'536).find("pHYs");
  if (at == BytesView::npos || bytes.size() < at + 13 || bytes[at + 12] != 1) return 0;
  double per_metre = 0;
  for (std::size_t i = 0; i < 4; ++i) per_metre = per_metre * 256 + static_cast<unsigned char>(bytes[at + 4 + i]);
  return per_metre * 0.0254;
}

/// The decoders fill what is missing with gray and say nothing: a file cut short is known by its missing end.
bool is_cut_short(BytesView bytes, const std::string& type) {
  const auto tail = bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 1U << 20));
  if (type == "image/jpeg") return tail.rfind("\xff\xd9") == BytesView::npos;
  return type == "image/png" && tail.rfind("IEND") == BytesView::npos;
}

Result<Header> read_header(BytesView bytes, bool tiff, int page, const Limits& limits) {
  l_int32 width = 0;
  l_int32 height = 0;
  l_int32 bits = 0;
  l_int32 samples = 0;
  l_int32 resolution = 0;
  l_int32 mapped = 0;
  l_int32 format = 0;
  const bool read =
      tiff ? readHeaderMemTiff(data_of(bytes), bytes.size(), page, &width, &height, &bits, &samples, &resolution,
                               &mapped, &format) == 0
           : pixReadHeaderMem(data_of(bytes), bytes.size(), &format, &width, &height, &bits, &samples, &mapped) == 0;
  if (!read || width < 1 || height < 1) return refuse(ErrorCode::file_unreadable, "file_truncated");
  if (static_cast<double>(width) * height > static_cast<double>(limits.max_pixels)) {
    return refuse(ErrorCode::file_unreadable, "page_too_large");
  }
  if (format == IFF_JFIF_JPEG) {
    l_int32 vertical = 0;
    if (readResolutionMemJpeg(data_of(bytes), bytes.size(), &resolution, &vertical) != 0) resolution = 0;
  }
  return Header{width, height, tiff || format == IFF_JFIF_JPEG ? static_cast<double>(resolution) : png_dpi(bytes)};
}

}  // namespace

int scale_to(Pix& pix, double found_dpi, int dpi) {
  const double scale = dpi / found_dpi;
  if (scale > 0.9) return static_cast<int>(std::lround(found_dpi));
  Pix small(pixScaleAreaMap(pix.get(), static_cast<l_float32>(scale), static_cast<l_float32>(scale)));
  if (!small) return static_cast<int>(std::lround(found_dpi));
  pix = std::move(small);
  return dpi;
}

Pix decode_jpeg(BytesView bytes, std::size_t max_pixels) {
  l_int32 width = 0;
  l_int32 height = 0;
  if (readHeaderMemJpeg(data_of(bytes), bytes.size(), &width, &height, nullptr, nullptr, nullptr) != 0) return nullptr;
  if (static_cast<double>(width) * height > static_cast<double>(max_pixels)) return nullptr;
  l_int32 warnings = 0;
  return Pix(pixReadMemJpeg(data_of(bytes), bytes.size(), 0, 1, &warnings, 0));
}

Result<std::unique_ptr<Document>> open_image(BytesView bytes, const std::string& media_type, const Limits& limits) {
  setMsgSeverity(L_SEVERITY_NONE);  // what is wrong is told by our errors, not by the library on standard error
  const bool tiff = media_type == "image/tiff";
  if (is_cut_short(bytes, media_type)) return refuse(ErrorCode::file_unreadable, "file_truncated");
  int count = 1;
  if (tiff) {
    CHAUBAN_TRY(count, count_tiff_pages(bytes, limits));
  }
  std::vector<Header> pages;
  for (int page = 0; page < count; ++page) {
    CHAUBAN_TRY(pages.emplace_back(), read_header(bytes, tiff, page, limits));
  }
  return std::make_unique<ImageDocument>(bytes, media_type, std::move(pages), limits);
}

}  // namespace chauban::ocr
