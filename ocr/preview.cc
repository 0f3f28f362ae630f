// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/preview.h"

#include "ocr/document.h"

#include <leptonica/allheaders.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace chauban::ocr {
namespace {

constexpr int kQuality = 80;

Result<std::unique_ptr<Document>> open_at(BytesView file, int page, const Limits& limits) {
  CHAUBAN_TRY(auto document, open_document(file, limits));
  if (page < 0 || page >= document->facts().pages) return refuse(ErrorCode::not_found);
  return document;
}

bool write_all(int fd, BytesView bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

int fail(const Error& error) {
  write_all(STDERR_FILENO, std::string(to_string(error.code)) + " " + error.key + "\n");
  return 1;
}

/// The limits of a reader that draws one picture.
void limit_resources([[maybe_unused]] const Limits& limits) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their shadow takes terabytes of address space
  const rlimit memory{limits.worker_memory, limits.worker_memory};
  setrlimit(RLIMIT_AS, &memory);
#endif
  const rlimit seconds{20, 20};
  setrlimit(RLIMIT_CPU, &seconds);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

}  // namespace

Result<Bytes> render_preview(BytesView file, int page, int width_px, const Limits& limits) {
  CHAUBAN_TRY(const auto document, open_at(file, page, limits));
  CHAUBAN_TRY(const auto size, document->size(page));
  const auto dpi = std::clamp(static_cast<int>(std::ceil(width_px * 72.0 / std::max(size.width_pt, 1.0))), 36, 300);
  CHAUBAN_TRY(const auto image, document->image(page, dpi));
  const auto factor = static_cast<float>(width_px) / static_cast<float>(std::max(pixGetWidth(image.pix.get()), 1));
  Pix scaled(factor < 1 ? pixScale(image.pix.get(), factor, factor) : pixClone(image.pix.get()));
  if (scaled && pixGetDepth(scaled.get()) != 8 && pixGetDepth(scaled.get()) != 32) {
    scaled.reset(pixConvertTo8(scaled.get(), 0));
  }
  if (!scaled) return refuse(ErrorCode::file_unreadable, "page_too_large");
  l_uint8* data = nullptr;
  std::size_t length = 0;
  if (pixWriteMemJpeg(&data, &length, scaled.get(), kQuality, 0) != 0) {
    return refuse(ErrorCode::file_unreadable, "page_too_large");
  }
  Bytes jpeg(reinterpret_cast<const char*>(data), length);
  lept_free(data);
  return jpeg;
}

Result<PageSize> preview_size(BytesView file, int page, const Limits& limits) {
  CHAUBAN_TRY(const auto document, open_at(file, page, limits));
  return document->size(page);
}

int run_preview(int page, int width_px) {
  const Limits limits;
  limit_resources(limits);
  setMsgSeverity(L_SEVERITY_NONE);
  const auto file = MappedFile::open(dup(STDIN_FILENO));
  if (!file) return fail(file.error());
  if (width_px == 0) {
    const auto size = preview_size((*file)->bytes(), page, limits);
    if (!size) return fail(size.error());
    return write_all(STDOUT_FILENO, std::to_string(size->width_pt) + " " + std::to_string(size->height_pt) + "\n") ? 0
                                                                                                                   : 1;
  }
  const auto jpeg = render_preview((*file)->bytes(), page, width_px, limits);
  if (!jpeg) return fail(jpeg.error());
  return write_all(STDOUT_FILENO, *jpeg) ? 0 : 1;
}

}  // namespace chauban::ocr
