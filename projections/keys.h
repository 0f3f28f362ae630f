// SPDX-License-Identifier: GPL-3.0-or-later
// Keys whose byte order is the order people expect. Integers are big-endian, text ends with NUL (texts hold none).
#pragma once

#include "projections/projection.h"
#include "projections/row_codec.h"

#include <cstdint>
#include <limits>

namespace chauban::projections {

namespace keys {
template <std::unsigned_integral T>
void append(Bytes& key, T value) {
  for (int shift = (static_cast<int>(sizeof(T)) - 1) * 8; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift)));
  }
}
inline void append(Bytes& key, char letter) { key.push_back(letter); }
inline void append(Bytes& key, const Uuid& id) { key += id.view(); }
template <class Tag>
void append(Bytes& key, const Id<Tag>& id) {
  key += id.value.view();
}
inline void append(Bytes& key, const std::string& text) {
  key += text;
  key.push_back('\0');
}
inline void append(Bytes& key, storage::Position at) {
  append(key, at.partition.value);
  append(key, at.pos);
}
}  // namespace keys

/// `key('d', document)`: the letter is the row's kind, the rest its place.
template <class... Parts>
Bytes key(char kind, const Parts&... parts) {
  Bytes result;
  result.push_back(kind);
  (keys::append(result, parts), ...);
  return result;
}

/// Earlier first.
inline std::uint64_t rising(Timestamp at) {
  return static_cast<std::uint64_t>(to_micros(at)) ^ (std::uint64_t{1} << 63);
}
/// Newest first.
inline std::uint64_t falling(Timestamp at) { return ~rising(at); }
/// Earlier first; no day last.
inline std::uint32_t rising(Date day) {
  if (!day.ok()) return std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(to_days(day)) ^ 0x80000000U;
}

template <class T>
std::optional<T> find(const RowSource& rows, BytesView at) {
  if (const auto bytes = rows.get(at)) return unpack<T>(*bytes);
  return std::nullopt;
}
template <class T>
T find_or_new(const RowSource& rows, BytesView at) {
  return find<T>(rows, at).value_or(T{});
}
template <class T>
void store(Rows& rows, BytesView at, const T& row) {
  rows.put(at, pack(row));
}
/// As Rows::add: of a row that is not there.
template <class T>
void store_new(Rows& rows, BytesView at, const T& row) {
  rows.add(at, pack(row));
}

/// A row that belongs to the event's stream: its first event adds it, later ones replace it.
inline void put_own(Rows& rows, const EventFacts& facts, BytesView at, BytesView value) {
  facts.is_first() ? rows.add(at, value) : rows.put(at, value);
}
template <class T>
void store_own(Rows& rows, const EventFacts& facts, BytesView at, const T& row) {
  put_own(rows, facts, at, pack(row));
}

/// A page of a list: how much of it, and after what. `after` is the `next` of the page before (bytes, opaque).
struct Page {
  std::size_t limit = 50;
  Bytes after;
};
template <class T>
struct Listed {
  std::vector<T> items;
  Bytes next;  ///< empty: that was all
};

}  // namespace chauban::projections
