// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chauban {

/// Any bytes, not text. A std::string because RocksDB, HTTP bodies and files all speak it without a copy.
using Bytes = std::string;
using BytesView = std::string_view;

/// A SHA-256 digest. Ordered, so that it can be a key.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Digest&) const = default;

  [[nodiscard]] std::string hex() const;
  [[nodiscard]] BytesView view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  /// 64 hexadecimal digits, either case; nothing else.
  static std::optional<Digest> from_hex(std::string_view text);
  /// Exactly 32 bytes.
  static std::optional<Digest> from_bytes(BytesView raw);
  /// The i-th of four words, loaded little-endian: how the record format stores 32 bytes (event-log.md 2).
  [[nodiscard]] std::uint64_t word(int i) const;
  static Digest from_words(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d);
};

Digest sha256(BytesView data);

/// SHA-256 of a stream, without holding it in memory. One use: after finish() only destruction is allowed.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(BytesView data);
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string to_hex(BytesView data);
std::optional<Bytes> from_hex(std::string_view text);
/// RFC 4648 §5 without padding.
std::string to_base64url(BytesView data);
std::optional<Bytes> from_base64url(std::string_view text);
/// RFC 4648 §4 with padding.
std::string to_base64(BytesView data);
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace chauban
