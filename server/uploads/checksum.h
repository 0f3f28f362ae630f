// SPDX-License-Identifier: GPL-3.0-or-later
// What a sender says of one body of an upload (tus 1.0.0, extension checksum). Private to uploads/ and its routes.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <memory>
#include <string_view>

namespace chauban::server {

/// As Tus-Checksum-Algorithm says it. sha1 guards the way only, and every client of the protocol knows it; what a file
/// is known by is always SHA-256.
constexpr std::string_view kChecksumAlgorithms = "sha1,sha256";

/// One use: the bytes go through it, then it says whether they are those that were announced.
class Checksum {
 public:
  /// The value of Upload-Checksum: `sha256 <base64>`. Errors: bad_request key checksum_malformed (another algorithm,
  /// no base64, another length).
  static Result<Checksum> parse(std::string_view header);
  Checksum(Checksum&&) noexcept;
  Checksum& operator=(Checksum&&) noexcept;
  ~Checksum();

  void update(BytesView bytes);
  bool agrees();

 private:
  struct Hash;
  Checksum(std::unique_ptr<Hash> hash, Bytes expected);
  std::unique_ptr<Hash> hash_;
  Bytes expected_;
};

}  // namespace chauban::server
