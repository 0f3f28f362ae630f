// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ocr/made_files.h"

#include <cstdio>

namespace chauban::ocr {

namespace {

void big_endian(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFFU);
}
void little_endian(Bytes& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFFU);
}

std::uint32_t crc(BytesView data) {
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const char c : data) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum & 1U) != 0 ? sum >> 1 ^ 0xEDB88320U : sum >> 1;
  }
  return ~sum;
}

void chunk(Bytes& out, const Bytes& name, const Bytes& data) {
  big_endian(out, static_cast<std::uint32_t>(data.size()));
  Bytes body = name;
  body.append(data);
  out.append(body);
  big_endian(out, crc(body));
}

}  // namespace

Bytes made_pdf(const std::vector<std::string>& objects) {
  Bytes out = "%PDF-1.7\n";
  std::vector<std::size_t> places;
  for (const auto& object : objects) {
    places.push_back(out.size());
    out += std::to_string(places.size()) + " 0 obj\n" + object + "\nendobj\n";
  }
  const auto table = out.size();
  out += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
  for (const auto place : places) {
    char line[32];
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", place);
    out += line;
  }
  out += "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" +
         std::to_string(table) + "\n%%EOF\n";
  return out;
}

Bytes made_pdf_of(int pages, const std::string& media_box) {
  std::string kids;
  for (int page = 0; page < pages; ++page) kids += std::to_string(page + 3) + " 0 R ";
  const std::string tree =
      "<< /Type /Pages /Count " + std::to_string(pages) + " /MediaBox " + media_box + " /Kids [" + kids + "] >>";
  std::vector<std::string> objects(static_cast<std::size_t>(pages) + 2, std::string("<< /Type /Page /Parent 2 0 R >>"));
  objects[0] = "<< /Type /Catalog /Pages 2 0 R >>";
  objects[1] = tree;
  return made_pdf(objects);
}

Bytes made_png(std::uint32_t width, std::uint32_t height) {
  Bytes header;
  big_endian(header, width);
  big_endian(header, height);
  header += '\x08';  // bits; gray, and nothing special
  header.append(4, '\0');
  Bytes out("\x89PNG\r\n\x1a\n", 8);
  chunk(out, "IHDR", header);
  chunk(out, "IEND", "");
  return out;
}

Bytes made_tiff(std::uint32_t width, std::uint32_t height) {
  struct Entry {
    std::uint32_t tag, type, value;
  };
  constexpr std::uint32_t kShort = 3;
  constexpr std::uint32_t kLong = 4;
  const std::vector<Entry> entries = {{256, kLong, width}, {257, kLong, height}, {258, kShort, 1},
                                      {259, kShort, 1},    {262, kShort, 0},     {273, kLong, 200},
                                      {277, kShort, 1},    {278, kLong, height}, {279, kLong, 16}};
  Bytes out("II*\0\x08\0\0\0", 8);
  little_endian(out, static_cast<std::uint32_t>(entries.size()), 2);
  for (const auto& entry : entries) {
    little_endian(out, entry.tag, 2);
    little_endian(out, entry.type, 2);
    little_endian(out, 1, 4);
    little_endian(out, entry.value, 4);
  }
  little_endian(out, 0, 4);
  return out + Bytes(100, '\0');
}

}  // namespace chauban::ocr
