// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/uploads/headers.h"

#include "schemas/base/text.h"

#include <charconv>

namespace chauban::server {

Result<std::uint64_t> number_header(const http::Headers& headers, std::string_view name) {
  const auto text = headers[name];
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size()) {
    return refuse(ErrorCode::bad_request, "header_malformed", {{"header", std::string(name)}});
  }
  return value;
}

Result<std::map<std::string, Bytes>> metadata_of(const http::Headers& headers) {
  std::map<std::string, Bytes> out;
  auto text = headers["Upload-Metadata"];
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto pair = trim(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const auto blank = pair.find(' ');
    const auto value = blank == std::string_view::npos ? std::optional<Bytes>("") : from_base64(pair.substr(blank + 1));
    if (!value) return refuse(ErrorCode::bad_request, "header_malformed", {{"header", "Upload-Metadata"}});
    out.emplace(pair.substr(0, blank), *value);
  }
  return out;
}

Result<std::optional<Digest>> announced_digest(const http::Headers& headers) {
  constexpr std::string_view kName = "sha-256=:";
  for (const auto* name : {"Repr-Digest", "Content-Digest"}) {
    const auto header = headers[name];
    const auto at = header.find(kName);
    if (at == std::string_view::npos) continue;
    const auto value = header.substr(at + kName.size());
    const auto raw = from_base64(value.substr(0, value.find(':')));
    const auto digest = raw ? Digest::from_bytes(*raw) : std::nullopt;
    if (!digest) return refuse(ErrorCode::bad_request, "header_malformed", {{"header", name}});
    return digest;
  }
  return std::optional<Digest>();
}

std::string clean_file_name(std::string_view raw) {
  const auto folder = raw.find_last_of("/\\");
  if (folder != std::string_view::npos) raw.remove_prefix(folder + 1);
  std::string kept;
  if (is_utf8(raw)) {
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const auto c = static_cast<unsigned char>(raw[i]);
      // U+202A…U+202E and U+2066…U+2069 turn the direction of writing, so that a name looks like another.
      const bool three = c == 0xE2 && i + 2 < raw.size();
      const auto second = three ? static_cast<unsigned char>(raw[i + 1]) : 0U;
      const auto third = three ? static_cast<unsigned char>(raw[i + 2]) : 0U;
      if ((second == 0x80 && third >= 0xAA && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9)) {
        i += 2;
      } else if (c >= 0x20 && c != 0x7F) {
        kept.push_back(raw[i]);
      }
    }
  }
  auto name = first_characters(trim(nfc(kept)), 200);
  return name.empty() || name == "." || name == ".." ? "tệp" : name;
}

}  // namespace chauban::server
