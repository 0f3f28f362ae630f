// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/cursor.h"

namespace chauban::server {
namespace {

constexpr std::size_t kMac = 16;  // half of the digest is enough against guessing online
constexpr std::size_t kTime = 8;

Bytes packed(std::uint64_t value) {
  Bytes out;
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> shift)));
  return out;
}

std::uint64_t unpacked(BytesView bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

Bytes mac_of(BytesView secret, BytesView timed_place, std::string_view binding) {
  const auto bound = sha256(binding);
  return Bytes(hmac_sha256(secret, Bytes(bound.view()).append(timed_place)).view().substr(0, kMac));
}

bool equal_in_constant_time(BytesView a, BytesView b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

}  // namespace

Digest hmac_sha256(BytesView key, BytesView data) {
  constexpr std::size_t kBlock = 64;
  Bytes block(key.size() > kBlock ? Bytes(sha256(key).view()) : Bytes(key));
  block.resize(kBlock, '\0');
  Bytes inner = block;
  Bytes outer = block;
  for (auto& c : inner) c = static_cast<char>(c ^ 0x36);
  for (auto& c : outer) c = static_cast<char>(c ^ 0x5c);
  return sha256(outer.append(sha256(inner.append(data)).view()));
}

std::string sign_cursor(BytesView secret, BytesView place, std::string_view binding, Timestamp expires) {
  auto timed_place = packed(static_cast<std::uint64_t>(to_micros(expires))).append(place);
  return to_base64url(mac_of(secret, timed_place, binding).append(timed_place));
}

Result<Bytes> open_cursor(BytesView secret, std::string_view cursor, std::string_view binding, Timestamp now) {
  const auto bytes = from_base64url(cursor);
  if (!bytes || bytes->size() < kMac + kTime) return refuse(ErrorCode::bad_cursor);
  const auto timed_place = BytesView(*bytes).substr(kMac);
  if (!equal_in_constant_time(BytesView(*bytes).substr(0, kMac), mac_of(secret, timed_place, binding))) {
    return refuse(ErrorCode::bad_cursor);
  }
  const auto expires = from_micros(static_cast<std::int64_t>(unpacked(timed_place.substr(0, kTime))));
  if (expires < now) return refuse(ErrorCode::bad_cursor, "cursor_expired");
  return Bytes(timed_place.substr(kTime));
}

}  // namespace chauban::server
