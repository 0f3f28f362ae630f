// SPDX-License-Identifier: GPL-3.0-or-later
// How an aggregate's codec.cc turns its events into Cap'n Proto structs and back. Included by those files alone.
//
// A payload is one canonical struct in one segment without framing, so equal events have equal bytes. What is read may
// come from anywhere: bytes that are not canonical, point outside themselves, nest too deep or are blown up by
// repetition are record_damaged, never a crash.
#pragma once

#include "domain/codec.h"
#include "schemas/common.capnp.h"

#include <capnp/message.h>
#include <kj/common.h>
#include <kj/exception.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace chauban::packing {

inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();
inline constexpr std::size_t kMaxPayloadBytes = std::size_t{1} << 20;

// --- single values ---
inline capnp::Text::Reader text(const std::string& value) { return {value.c_str(), value.size()}; }
inline std::string text(capnp::Text::Reader value) { return {value.begin(), value.size()}; }
inline std::int32_t day(Date value) { return value.ok() ? to_days(value) : kNoDay; }
inline std::int32_t optional_day(std::optional<Date> value) { return value ? day(*value) : kNoDay; }
/// Days outside the years a date can have are damage.
inline Date day(std::int32_t value) {
  if (value == kNoDay) return Date{};
  KJ_REQUIRE(value > -10'000'000 && value < 10'000'000, "no day");
  return from_days(value);
}
inline std::optional<Date> optional_day(std::int32_t value) {
  return value == kNoDay ? std::nullopt : std::optional<Date>(day(value));
}
/// What is no number equals nothing, not even itself: no event of ours has it.
inline float finite(float value) {
  KJ_REQUIRE(std::isfinite(value), "no number");
  return value;
}
template <class IdType>
IdType id(std::uint64_t a, std::uint64_t b) {
  return IdType{Uuid::from_words(a, b)};
}
/// Our enumerator with the same number. A number beyond the last one was written by a newer program under this version,
/// which the rules of the schemas forbid.
template <class Ours, class Theirs>
Ours enumerator(Theirs value, Ours last) {
  KJ_REQUIRE(static_cast<unsigned>(value) <= static_cast<unsigned>(last), "no such enumerator");
  return static_cast<Ours>(value);
}

inline void put_assignee(schema::Assignee::Builder to, const Assignee& e) {
  to.setUnitA(e.unit.value.word_a());
  to.setUnitB(e.unit.value.word_b());
  to.setPositionA(e.position.value.word_a());
  to.setPositionB(e.position.value.word_b());
}
inline Assignee get_assignee(schema::Assignee::Reader from) {
  return {id<UnitId>(from.getUnitA(), from.getUnitB()), id<PositionId>(from.getPositionA(), from.getPositionB())};
}

// --- lists ---
template <class Items>
unsigned count(const Items& items) {
  return static_cast<unsigned>(items.size());
}
inline void fill(capnp::List<capnp::Text>::Builder to, const std::vector<std::string>& items) {
  for (unsigned i = 0; i < to.size(); ++i) to.set(i, text(items[i]));
}
inline void fill(capnp::List<std::int32_t>::Builder to, const std::vector<int>& items) {
  for (unsigned i = 0; i < to.size(); ++i) to.set(i, items[i]);
}
template <class Theirs, class List, class Ours>
void fill_enumerators(List to, const std::vector<Ours>& items) {
  for (unsigned i = 0; i < to.size(); ++i) to.set(i, static_cast<Theirs>(items[i]));
}
template <class IdType>
void fill_ids(capnp::List<schema::Id>::Builder to, const std::vector<IdType>& items) {
  for (unsigned i = 0; i < to.size(); ++i) {
    to[i].setA(items[i].value.word_a());
    to[i].setB(items[i].value.word_b());
  }
}
inline void fill_assignees(capnp::List<schema::Assignee>::Builder to, const std::vector<Assignee>& items) {
  for (unsigned i = 0; i < to.size(); ++i) put_assignee(to[i], items[i]);
}
template <class Wire, class List, class Item>
void fill_structs(List to, const std::vector<Item>& items) {
  for (unsigned i = 0; i < to.size(); ++i) Wire::put(to[i], items[i]);
}

template <class Ours, class List, class Read>
std::vector<Ours> each(List from, Read read) {
  std::vector<Ours> items;
  items.reserve(from.size());
  for (auto one : from) items.push_back(read(one));
  return items;
}
inline std::vector<std::string> texts(capnp::List<capnp::Text>::Reader from) {
  return each<std::string>(from, [](auto one) { return text(one); });
}
inline std::vector<int> numbers(capnp::List<std::int32_t>::Reader from) {
  return each<int>(from, [](auto one) { return one; });
}
template <class Ours, class List>
std::vector<Ours> enumerators(List from, Ours last) {
  return each<Ours>(from, [last](auto one) { return enumerator<Ours>(one, last); });
}
template <class IdType>
std::vector<IdType> ids(capnp::List<schema::Id>::Reader from) {
  return each<IdType>(from, [](auto one) { return id<IdType>(one.getA(), one.getB()); });
}
inline std::vector<Assignee> assignees(capnp::List<schema::Assignee>::Reader from) {
  return each<Assignee>(from, [](auto one) { return get_assignee(one); });
}
template <class Wire, class Item, class List>
std::vector<Item> structs(List from) {
  return each<Item>(from, [](auto one) { return Wire::get(one); });
}

// --- whole events ---
/// An event's struct here, its struct on the wire, its number and its newest version.
template <class Ours, class Theirs, auto kNumber, std::uint16_t kNewest>
struct Type {
  using Event = Ours;
  using Schema = Theirs;
  static constexpr std::uint16_t kType = static_cast<std::uint16_t>(kNumber);
  static constexpr std::uint16_t kVersion = kNewest;
};

template <class Wire, class T>
Bytes pack(const typename T::Event& event) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<typename T::Schema>();
  Wire::put(root, event);
  const auto words = capnp::canonicalize(root.asReader());
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

template <class Wire, class T>
Result<typename T::Event> unpack(BytesView payload) {
  if (payload.empty() || payload.size() % sizeof(capnp::word) != 0 || payload.size() > kMaxPayloadBytes) {
    return refuse(ErrorCode::record_damaged);
  }
  try {
    // Stored bytes stand anywhere; the reader wants them at a word's border.
    auto words = kj::heapArray<capnp::word>(payload.size() / sizeof(capnp::word));
    std::memcpy(words.asBytes().begin(), payload.data(), payload.size());
    const kj::ArrayPtr<const capnp::word> segment = words;
    capnp::ReaderOptions limits;
    limits.traversalLimitInWords = 16 * words.size() + 1024;
    limits.nestingLimit = 8;
    capnp::SegmentArrayMessageReader message(kj::arrayPtr(&segment, 1), limits);
    if (!message.isCanonical()) return refuse(ErrorCode::record_damaged);
    return Wire::get(message.getRoot<typename T::Schema>());
  } catch (const kj::Exception&) {
    return refuse(ErrorCode::record_damaged);
  }
}

/// All events of one aggregate. The types stand in the order of the Event variant.
template <class Event, class Wire, Aggregate kAggregate, class... Types>
struct Codec {
  static EncodedEvent encode(const Event& event) {
    EncodedEvent out;
    out.aggregate = static_cast<std::uint16_t>(kAggregate);
    (void)((std::holds_alternative<typename Types::Event>(event) &&
            (out.type = Types::kType, out.version = Types::kVersion,
             out.payload = pack<Wire, Types>(std::get<typename Types::Event>(event)), true)) ||
           ...);
    return out;
  }

  static Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
    Result<Event> out =
        refuse(ErrorCode::upgrade_needed, "", {{"type", std::to_string(type)}, {"version", std::to_string(version)}});
    (void)((type == Types::kType && version == Types::kVersion &&
            (out = unpack<Wire, Types>(payload).map([](auto event) { return Event(std::move(event)); }), true)) ||
           ...);
    return out;
  }

  static std::vector<EventType> types(const std::array<std::string_view, sizeof...(Types)>& names) {
    static_assert(sizeof...(Types) == std::variant_size_v<Event>, "every event has its line");
    std::vector<EventType> out;
    (out.push_back({kAggregate, Types::kType, Types::kVersion, names[out.size()]}), ...);
    return out;
  }
};

}  // namespace chauban::packing
