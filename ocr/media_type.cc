// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/media_type.h"

#include <string_view>

namespace chauban::ocr {

using namespace std::string_view_literals;

std::string sniff_media_type(BytesView first_bytes) {
  const auto head = first_bytes.substr(0, 1024);
  if (head.starts_with("\x89PNG\r\n\x1a\n"sv)) return "image/png";
  if (head.starts_with("\xff\xd8\xff"sv)) return "image/jpeg";
  if (head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv)) return "image/tiff";
  // Readers accept the header anywhere in the first kilobyte, and scanners do put things before it (ISO 32000-1, note
  // 13).
  if (head.find("%PDF-"sv) != BytesView::npos) return "application/pdf";
  return "";
}

}  // namespace chauban::ocr
