// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/document.h"

#include "ocr/image_document.h"
#include "ocr/media_type.h"
#include "ocr/pdf_document.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chauban::ocr {

Result<std::unique_ptr<Document>> open_document(BytesView bytes, const Limits& limits) {
  if (bytes.empty()) return refuse(ErrorCode::file_unreadable, "file_empty");
  const auto type = sniff_media_type(bytes);
  if (type.empty()) return refuse(ErrorCode::file_unreadable, "file_not_supported");
  return type == "application/pdf" ? open_pdf(bytes, limits) : open_image(bytes, type, limits);
}

Result<std::unique_ptr<MappedFile>> MappedFile::open(int fd) {
  struct stat facts{};
  const bool known = fstat(fd, &facts) == 0;
  const auto size = known ? static_cast<std::size_t>(facts.st_size) : 0;
  void* at = size > 0 ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
  close(fd);
  if (!known || (size > 0 && at == MAP_FAILED)) return refuse(ErrorCode::file_unreadable, "file_truncated");
  if (size == 0) return refuse(ErrorCode::file_unreadable, "file_empty");
  return std::unique_ptr<MappedFile>(new MappedFile({static_cast<const char*>(at), size}));
}

MappedFile::~MappedFile() { munmap(const_cast<char*>(bytes_.data()), bytes_.size()); }

Result<FileFacts> inspect_file(int fd, const Limits& limits) {
  CHAUBAN_TRY(const auto file, MappedFile::open(dup(fd)));
  CHAUBAN_TRY(const auto document, open_document(file->bytes(), limits));
  return document->facts();
}

}  // namespace chauban::ocr
