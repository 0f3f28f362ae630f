// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/invisible_font.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace chauban::ocr {

namespace {

constexpr int kUnitsPerEm = 1000;
constexpr int kAdvance = 500;

void put16(Bytes& out, std::uint32_t value) {
  out += static_cast<char>(value >> 8 & 0xFFU);
  out += static_cast<char>(value & 0xFFU);
}
void put32(Bytes& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xFFFFU);
}

std::string hex16(std::uint32_t value) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[value >> shift & 0xFU];
  return text;
}

std::string utf16_hex(char32_t point) {
  if (point < 0x10000) return hex16(point);
  return hex16(0xD800 + ((point - 0x10000) >> 10)) + hex16(0xDC00 + ((point - 0x10000) & 0x3FF));
}

/// The next code point of well-formed UTF-8.
char32_t take_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length && i < text.size(); ++i)
    point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(std::min(length, text.size()));
  return point;
}

std::uint32_t checksum(BytesView table) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < table.size(); i += 4) {
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < 4; ++j)
      word = word << 8 | (i + j < table.size() ? static_cast<unsigned char>(table[i + j]) : 0U);
    sum += word;
  }
  return sum;
}

Bytes head_table() {
  Bytes out;
  put32(out, 0x00010000);  // version
  put32(out, 0x00010000);  // revision
  put32(out, 0);           // checksum adjustment: readers of embedded fonts do not look
  put32(out, 0x5F0F3CF5);  // magic
  put16(out, 0);           // flags
  put16(out, kUnitsPerEm);
  out.append(16, '\0');  // created, modified: none, so that equal texts give equal bytes
  for (const int edge : {0, 0, kAdvance, kUnitsPerEm}) put16(out, static_cast<std::uint32_t>(edge));
  put16(out, 0);  // style
  put16(out, 8);  // least size
  put16(out, 2);  // direction hint
  put16(out, 0);  // loca in short form
  put16(out, 0);  // glyph data format
  return out;
}

Bytes hhea_table() {
  Bytes out;
  put32(out, 0x00010000);
  put16(out, 800);                            // ascender
  put16(out, 0x10000 - 200);                  // descender
  put16(out, 0);                              // line gap
  put16(out, kAdvance);                       // widest
  for (int i = 0; i < 3; ++i) put16(out, 0);  // bearings, extent
  put16(out, 1);                              // caret: upright
  for (int i = 0; i < 7; ++i) put16(out, 0);
  put16(out, 1);  // widths in hmtx: one for all
  return out;
}

Bytes maxp_table(std::uint32_t glyphs) {
  Bytes out;
  put32(out, 0x00010000);
  put16(out, glyphs);
  for (int i = 0; i < 4; ++i) put16(out, 0);  // points, contours
  put16(out, 2);                              // zones
  for (int i = 0; i < 8; ++i) put16(out, 0);
  return out;
}

}  // namespace

std::string InvisibleFont::encode(std::string_view text, std::size_t& characters) {
  constexpr std::size_t kMostGlyphs = 65'534;
  std::string codes;
  characters = 0;
  while (!text.empty()) {
    const char32_t point = take_point(text);
    auto at = glyphs_.find(point);
    if (at == glyphs_.end()) {
      if (glyphs_.size() >= kMostGlyphs) continue;
      at = glyphs_.emplace(point, static_cast<int>(glyphs_.size()) + 1).first;
    }
    codes += hex16(static_cast<std::uint32_t>(at->second));
    ++characters;
  }
  return codes;
}

Bytes InvisibleFont::true_type() const {
  const auto glyphs = static_cast<std::uint32_t>(glyphs_.size()) + 1;
  Bytes widths;
  put16(widths, kAdvance);
  widths.append(static_cast<std::size_t>(glyphs) * 2, '\0');             // left bearings
  const Bytes places((static_cast<std::size_t>(glyphs) + 1) * 2, '\0');  // every glyph begins and ends at 0: empty
  const std::array<std::pair<std::string_view, Bytes>, 6> tables = {{{"glyf", Bytes(4, '\0')},
                                                                     {"head", head_table()},
                                                                     {"hhea", hhea_table()},
                                                                     {"hmtx", widths},
                                                                     {"loca", places},
                                                                     {"maxp", maxp_table(glyphs)}}};
  Bytes out;
  put32(out, 0x00010000);
  put16(out, tables.size());
  put16(out, 64);  // search range: 16 times the largest power of two below 6
  put16(out, 2);
  put16(out, static_cast<std::uint32_t>(tables.size() * 16 - 64));
  auto offset = 12 + 16 * tables.size();
  for (const auto& [name, table] : tables) {
    out += name;
    put32(out, checksum(table));
    put32(out, static_cast<std::uint32_t>(offset));
    put32(out, static_cast<std::uint32_t>(table.size()));
    offset += (table.size() + 3) / 4 * 4;
  }
  for (const auto& [name, table] : tables) out += table + Bytes((4 - table.size() % 4) % 4, '\0');
  return out;
}

Bytes InvisibleFont::to_unicode() const {
  std::vector<char32_t> points(glyphs_.size());
  for (const auto& [point, glyph] : glyphs_) points[static_cast<std::size_t>(glyph) - 1] = point;
  Bytes out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  constexpr std::size_t kMostPerPart = 100;  // ISO 32000-1 9.7.5.4 by way of Adobe's CMap specification
  for (std::size_t first = 0; first < points.size(); first += kMostPerPart) {
    const auto end = std::min(points.size(), first + kMostPerPart);
    out += std::to_string(end - first) + " beginbfchar\n";
    for (auto i = first; i < end; ++i) {
      out += '<' + hex16(static_cast<std::uint32_t>(i + 1)) + "> <" + utf16_hex(points[i]) + ">\n";
    }
    out += "endbfchar\n";
  }
  return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

}  // namespace chauban::ocr
