// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/time.h"

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chauban {

/// 128 bits: RFC 9562 UUID. Byte order is the printed order, so version 7 ids sort by time.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;

  [[nodiscard]] bool is_nil() const { return *this == Uuid{}; }
  /// 36 characters, lower case.
  [[nodiscard]] std::string str() const;
  [[nodiscard]] BytesView view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  /// The 36-character form only, either case.
  static std::optional<Uuid> parse(std::string_view text);
  /// Exactly 16 bytes.
  static std::optional<Uuid> from_bytes(BytesView raw);
  /// Words as the record format stores them: loaded little-endian (event-log.md 2).
  [[nodiscard]] std::uint64_t word_a() const;
  [[nodiscard]] std::uint64_t word_b() const;
  static Uuid from_words(std::uint64_t a, std::uint64_t b);
};

/// An id that cannot be mistaken for another kind's.
template <class Tag>
struct Id {
  Uuid value;

  auto operator<=>(const Id&) const = default;
  [[nodiscard]] bool is_nil() const { return value.is_nil(); }
  [[nodiscard]] std::string str() const { return value.str(); }
  static std::optional<Id> parse(std::string_view text) {
    if (const auto uuid = Uuid::parse(text)) return Id{*uuid};
    return std::nullopt;
  }
};

using EventId = Id<struct EventTag>;
using CommandId = Id<struct CommandTag>;
using AgencyId = Id<struct AgencyTag>;  // also the UnitId of the agency's root unit
using UnitId = Id<struct UnitTag>;
using PositionId = Id<struct PositionTag>;  // a post in a unit; held by one person at a time
using AccountId = Id<struct AccountTag>;    // a person (or service) that signs in
using FileId = Id<struct FileTag>;
using JobId = Id<struct JobTag>;            // a DigitizationJob
using DocumentId = Id<struct DocumentTag>;  // an IncomingDocument
using SeriesId = Id<struct SeriesTag>;
using DossierId = Id<struct DossierTag>;
using FilePlanId = Id<struct FilePlanTag>;

/// Where new ids come from. Injected; the simulation and tests pass a seeded one. Thread-safe.
class IdSource {
 public:
  virtual ~IdSource() = default;
  /// A UUID of version 7 whose time part is `now`; never the same twice.
  virtual Uuid next(Timestamp now) = 0;
  /// 16 bytes of chance that say nothing of time: writer ids, tokens.
  virtual Uuid random() = 0;
};

/// The operating system's chance.
class SystemIds final : public IdSource {
 public:
  Uuid next(Timestamp now) override;
  Uuid random() override;
};

/// Ids from a seed: equal seeds and equal calls give equal ids. Thread-safe.
class SeededIds final : public IdSource {
 public:
  explicit SeededIds(std::uint64_t seed) : state_(seed) {}
  Uuid next(Timestamp now) override;
  Uuid random() override;

 private:
  std::uint64_t draw();
  std::uint64_t state_;  // guarded by a lock in the .cc
};

/// An id that is a function of its parts: process managers derive idempotent ids with it (RFC 9562 §5.8, version 8).
Uuid derived_id(std::string_view purpose, BytesView parts);

}  // namespace chauban

template <>
struct std::hash<chauban::Uuid> {
  std::size_t operator()(const chauban::Uuid& id) const noexcept { return static_cast<std::size_t>(id.word_b()); }
};
template <class Tag>
struct std::hash<chauban::Id<Tag>> {
  std::size_t operator()(const chauban::Id<Tag>& id) const noexcept { return std::hash<chauban::Uuid>{}(id.value); }
};
