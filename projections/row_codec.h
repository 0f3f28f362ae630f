// SPDX-License-Identifier: GPL-3.0-or-later
// How rows become bytes. A row names its members once, `static void fields(auto& row, auto& io) { io(row.a, row.b); }`,
// and is packed and unpacked by that list. New members go to the end: rows written before them read as their defaults,
// so that an old view can still be answered from while the new one is built.
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/error.h"
#include "schemas/base/time.h"

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace chauban::projections {

class Packer {
 public:
  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }
  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) bytes_.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    bytes_.push_back(static_cast<char>(value));
  }
  void signed_number(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void put(const std::string& text) {
    number(text.size());
    bytes_ += text;
  }
  void put(float value) { number(std::bit_cast<std::uint32_t>(value)); }
  void put(const Uuid& id) { bytes_ += id.view(); }
  void put(const Digest& digest) { bytes_ += digest.view(); }
  template <class Tag>
  void put(const Id<Tag>& id) {
    put(id.value);
  }
  void put(Date day) { signed_number(day.ok() ? to_days(day) + std::int64_t{1} + (std::int64_t{1} << 32) : 0); }
  void put(Timestamp at) { signed_number(to_micros(at)); }
  void put(const Assignee& who) {
    put(who.unit);
    put(who.position);
  }
  template <std::integral T>
  void put(T value) {
    if constexpr (std::is_signed_v<T>) {
      signed_number(value);
    } else {
      number(value);
    }
  }
  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    number(static_cast<std::uint64_t>(value));
  }
  template <class T>
  void put(const std::optional<T>& value) {
    number(value ? 1 : 0);
    if (value) put(*value);
  }
  template <class T, std::size_t n>
  void put(const std::array<T, n>& values) {
    for (const auto& value : values) put(value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    number(values.size());
    for (const auto& value : values) put(value);
  }
  template <class T>
  void put(const std::set<T>& values) {
    number(values.size());
    for (const auto& value : values) put(value);
  }
  template <class K, class V>
  void put(const std::map<K, V>& values) {
    number(values.size());
    for (const auto& [key, value] : values) {
      put(key);
      put(value);
    }
  }
  template <class T>
    requires std::is_class_v<T>
  void put(const T& row) {
    Packer inner;
    write_fields(row, inner);
    put(inner.take());
  }
  template <class T>
  static void write_fields(const T& row, Packer& out) {
    if constexpr (requires { T::fields(row, out); }) {
      T::fields(row, out);
    } else {
      row_fields(row, out);
    }
  }

  Bytes bytes_;
};

/// Unreadable bytes are a Bug: only this program writes rows, and a damaged store does not open.
class Unpacker {
 public:
  explicit Unpacker(BytesView bytes) : rest_(bytes) {}

  template <class... T>
  void operator()(T&... values) {
    (member(values), ...);
  }

 private:
  template <class T>
  void member(T& value) {
    if (!rest_.empty()) get(value);  // else: the row is older than this member
  }
  BytesView bytes(std::uint64_t count) {
    CHAUBAN_ASSERT(count <= rest_.size());
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(bytes(1)[0]);
      CHAUBAN_ASSERT(shift < 64);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
  }
  std::int64_t signed_number() {
    const auto raw = number();
    return static_cast<std::int64_t>(raw >> 1U) ^ -static_cast<std::int64_t>(raw & 1U);
  }
  void get(std::string& text) { text = Bytes(bytes(number())); }
  void get(float& value) { value = std::bit_cast<float>(static_cast<std::uint32_t>(number())); }
  void get(Uuid& id) { id = *Uuid::from_bytes(bytes(16)); }
  void get(Digest& digest) { digest = *Digest::from_bytes(bytes(32)); }
  template <class Tag>
  void get(Id<Tag>& id) {
    get(id.value);
  }
  void get(Date& day) {
    const auto raw = signed_number();
    day = raw == 0 ? Date{} : from_days(static_cast<std::int32_t>(raw - 1 - (std::int64_t{1} << 32)));
  }
  void get(Timestamp& at) { at = from_micros(signed_number()); }
  void get(Assignee& who) {
    get(who.unit);
    get(who.position);
  }
  template <std::integral T>
  void get(T& value) {
    if constexpr (std::is_signed_v<T>) {
      value = static_cast<T>(signed_number());
    } else {
      value = static_cast<T>(number());
    }
  }
  template <class T>
    requires std::is_enum_v<T>
  void get(T& value) {
    value = static_cast<T>(number());
  }
  template <class T>
  void get(std::optional<T>& value) {
    value.reset();
    if (number() != 0) get(value.emplace());
  }
  template <class T, std::size_t n>
  void get(std::array<T, n>& values) {
    for (auto& value : values) get(value);
  }
  template <class T>
  void get(std::vector<T>& values) {
    const auto count = number();
    values.clear();
    for (std::uint64_t i = 0; i < count; ++i) get(values.emplace_back());
  }
  template <class T>
  void get(std::set<T>& values) {
    const auto count = number();
    values.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
      T value{};
      get(value);
      values.insert(std::move(value));
    }
  }
  template <class K, class V>
  void get(std::map<K, V>& values) {
    const auto count = number();
    values.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
      K key{};
      get(key);
      get(values[std::move(key)]);
    }
  }
  template <class T>
    requires std::is_class_v<T>
  void get(T& row) {
    Unpacker inner(bytes(number()));
    read_fields(row, inner);
  }
  template <class T>
  static void read_fields(T& row, Unpacker& in) {
    if constexpr (requires { T::fields(row, in); }) {
      T::fields(row, in);
    } else {
      row_fields(row, in);
    }
  }

  BytesView rest_;
};

template <class T>
Bytes pack(const T& row) {
  Packer out;
  T::fields(row, out);
  return out.take();
}
template <class T>
T unpack(BytesView bytes) {
  T row{};
  Unpacker in(bytes);
  T::fields(row, in);
  return row;
}

}  // namespace chauban::projections
