// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/content_disposition.h"

#include "schemas/base/text.h"
#include "server/http/http.h"

namespace chauban::server {
namespace {

/// The value behind `name=`, quoted or not. Quoted pairs are undone.
std::string parameter(std::string_view header, std::string_view name) {
  for (std::size_t at = header.find(';'); at != std::string_view::npos;) {
    auto rest = trim(header.substr(at + 1));
    if (rest.substr(0, name.size()) == name && rest.substr(name.size(), 1) == "=") {
      rest.remove_prefix(name.size() + 1);
      if (rest.empty() || rest.front() != '"') return std::string(trim(rest.substr(0, rest.find(';'))));
      std::string out;
      for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        out.push_back(rest[i]);
      }
      return out;
    }
    at = header.find(';', at + 1);
  }
  return "";
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

}  // namespace

std::string disposition_file_name(std::string_view header) {
  const auto extended = parameter(header, "filename*");
  const auto language = extended.find('\'');
  const auto value = language == std::string::npos ? std::string::npos : extended.find('\'', language + 1);
  if (value != std::string::npos && lower(extended.substr(0, language)) == "utf-8") {
    const auto decoded = http::percent_decode(std::string_view(extended).substr(value + 1));
    if (decoded) return *decoded;
  }
  auto name = parameter(header, "filename");
  return is_utf8(name) ? name : std::string();
}

std::string content_disposition(std::string_view kind, std::string_view file_name) {
  std::string ascii;
  std::string encoded;
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      ascii.push_back(c);
      encoded.push_back(c);
      continue;
    }
    if (byte < 0x80 || byte >= 0xC0) ascii.push_back('_');  // one for each letter
    constexpr std::string_view kHex = "0123456789ABCDEF";
    encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return std::string(kind) + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
}

}  // namespace chauban::server
