// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/ids.h"

#include <sys/random.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>

namespace chauban {
namespace {

std::mutex seeded_mutex;  // guards SeededIds::state_; shared by all of them, they exist in tests and demos only

void put_version_7(Uuid& id, Timestamp now) {
  const auto ms =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
}

std::uint64_t load(const std::uint8_t* from) {
  std::uint64_t value = 0;
  for (int k = 7; k >= 0; --k) value = (value << 8) | from[k];
  return value;
}

}  // namespace

std::string Uuid::str() const {
  const auto hex = to_hex(view());
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) continue;
    digits += text[i];
  }
  const auto raw = from_hex(digits);
  if (!raw) return std::nullopt;
  return from_bytes(*raw);
}

std::optional<Uuid> Uuid::from_bytes(BytesView raw) {
  if (raw.size() != 16) return std::nullopt;
  Uuid id;
  std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(id.bytes.data()));
  return id;
}

std::uint64_t Uuid::word_a() const { return load(bytes.data()); }
std::uint64_t Uuid::word_b() const { return load(bytes.data() + 8); }

Uuid Uuid::from_words(std::uint64_t a, std::uint64_t b) {
  Uuid id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(a >> (8 * i));
    id.bytes[i + 8] = static_cast<std::uint8_t>(b >> (8 * i));
  }
  return id;
}

Uuid SystemIds::random() {
  // Several at a time: asking the kernel costs more than all the rest of an id. No process of ours forks without
  // exec, so that no two ever draw from one stock.
  struct Stock {
    std::array<Uuid, 16> ids;
    std::size_t left = 0;
  };
  thread_local Stock stock;
  if (stock.left == 0) {
    constexpr auto kBytes = sizeof(stock.ids);
    // Without chance nothing here is safe; there is no sensible way on.
    if (getrandom(stock.ids.data(), kBytes, 0) != static_cast<ssize_t>(kBytes)) std::abort();
    stock.left = stock.ids.size();
  }
  return stock.ids[--stock.left];
}

Uuid SystemIds::next(Timestamp now) {
  Uuid id = random();
  put_version_7(id, now);
  return id;
}

std::uint64_t SeededIds::draw() {  // splitmix64
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

Uuid SeededIds::random() {
  const std::scoped_lock lock(seeded_mutex);
  const auto a = draw();
  const auto b = draw();
  return Uuid::from_words(a, b);
}

Uuid SeededIds::next(Timestamp now) {
  Uuid id = random();
  put_version_7(id, now);
  return id;
}

Uuid derived_id(std::string_view purpose, BytesView parts) {
  Sha256 hash;
  hash.update("chauban/id/1");
  hash.update(purpose);
  hash.update(BytesView("\0", 1));
  hash.update(parts);
  Uuid id = *Uuid::from_bytes(hash.finish().view().substr(0, 16));
  id.bytes[6] = static_cast<std::uint8_t>(0x80 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace chauban
