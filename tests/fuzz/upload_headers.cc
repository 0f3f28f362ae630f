// SPDX-License-Identifier: GPL-3.0-or-later
// What a sender says of an upload. Input: one line each.
#include "schemas/base/text.h"
#include "server/uploads/checksum.h"
#include "server/uploads/headers.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {
namespace {

void check_name(BytesView raw) {
  const auto name = server::clean_file_name(raw);
  CHAUBAN_ASSERT(!name.empty() && is_utf8(name) && name != "." && name != "..");
  CHAUBAN_ASSERT(count_characters(name) <= 200 && name.find_first_of("/\\\r\n") == std::string::npos);
  CHAUBAN_ASSERT(name.find('\0') == std::string::npos);
}

}  // namespace

void upload_headers(BytesView input) {
  Pieces in(input);
  http::Headers headers;
  for (const auto* name : {"Upload-Length", "Upload-Metadata", "Repr-Digest", "Content-Digest"}) {
    headers.add(name, std::string(in.line()));
  }
  const auto length = server::number_header(headers, "Upload-Length");
  // Leading zeros are digits too.
  if (length) CHAUBAN_ASSERT(headers["Upload-Length"].ends_with(std::to_string(*length)));
  if (const auto metadata = server::metadata_of(headers)) {
    for (const auto& [name, value] : *metadata) check_name(value);
  }
  static_cast<void>(server::announced_digest(headers));
  if (auto checksum = server::Checksum::parse(in.line())) {
    checksum->update(input);
    static_cast<void>(checksum->agrees());
  }
  check_name(in.rest());
}

}  // namespace chauban::fuzz
