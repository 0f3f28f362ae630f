// SPDX-License-Identifier: GPL-3.0-or-later
// States between commands as bytes. They are a cache of the events, never the truth: one shape number for all
// (kStateShape), and another shape in storage means a rebuild, so there are no versions and no optional fields here.
//
// Numbers are little-endian, texts and lists have their length before them. One list of fields an aggregate serves both
// ways.
#include "domain/world.h"

#include <concepts>
#include <cstring>
#include <limits>
#include <type_traits>

namespace chauban {
namespace {

// --- the fields ---
constexpr auto last(account::Stage) { return account::Stage::closed; }
constexpr auto last(organisation::Kind) { return organisation::Kind::position; }
constexpr auto last(file::Stage) { return file::Stage::quarantined; }
constexpr auto last(digitization::Stage) { return digitization::Stage::failed; }
constexpr auto last(incoming::Stage) { return incoming::Stage::voided; }
constexpr auto last(dossier::Stage) { return dossier::Stage::archived; }
constexpr auto last(Urgency) { return Urgency::hoa_toc; }

template <class S, class T>
concept Is = std::same_as<std::remove_const_t<S>, T>;

void fields(auto& a, Is<Assignee> auto& s) { a(s.unit, s.position); }
void fields(auto& a, Is<dossier::Retention> auto& s) { a(s.years); }
void fields(auto& a, Is<dossier::Item> auto& s) { a(s.document, s.pages); }
void fields(auto& a, Is<file_plan::Entry> auto& s) { a(s.notation, s.title, s.retention, s.unit, s.note); }
void fields(auto& a, Is<number_series::VoidProposal> auto& s) { a(s.document, s.reason, s.by); }
void fields(auto& a, Is<incoming::Registration> auto& s) {
  a(s.code, s.kind, s.issue_date, s.issuer, s.subject, s.language, s.page_amount, s.description, s.signer_name,
    s.signer_position, s.signer_authority, s.urgency, s.to_places, s.due_date, s.circulation, s.sensitivity);
}
void fields(auto& a, Is<account::State> auto& s) { a(s.stage, s.user_name); }
void fields(auto& a, Is<organisation::State> auto& s) { a(s.kind, s.agency, s.unit, s.holder, s.named_from); }
void fields(auto& a, Is<file::State> auto& s) { a(s.stage, s.agency, s.content, s.stored_by); }
void fields(auto& a, Is<digitization::State> auto& s) { a(s.stage, s.file, s.agency, s.pages, s.read, s.failed); }
void fields(auto& a, Is<number_series::State> auto& s) {
  a(s.open, s.agency, s.series, s.year, s.last, s.assigned, s.voided, s.proposals);
}
void fields(auto& a, Is<incoming::State> auto& s) {
  a(s.stage, s.agency, s.files, s.arrived_at, s.channel, s.arrival_number, s.year, s.arrival_date, s.registration,
    s.leader, s.directed_by, s.lead, s.coop, s.coop_open, s.handler, s.assigned_by, s.due_date, s.acknowledged,
    s.dossiers);
}
void fields(auto& a, Is<dossier::State> auto& s) {
  a(s.stage, s.agency, s.file_code, s.title, s.unit, s.creator, s.retention, s.items);
}
void fields(auto& a, Is<file_plan::State> auto& s) { a(s.issued, s.agency, s.year, s.entries); }

constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

class Writer {
 public:
  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }
  Bytes out;

 private:
  template <class T>
    requires std::is_arithmetic_v<T>
  void put(T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    put(static_cast<std::uint8_t>(value));
  }
  void put(const Uuid& id) { out.append(id.view()); }
  template <class Tag>
  void put(const Id<Tag>& id) {
    put(id.value);
  }
  void put(const Digest& digest) { out.append(digest.view()); }
  void put(const Date& day) { put(day.ok() ? to_days(day) : kNoDay); }
  void put(const Timestamp& at) { put(to_micros(at)); }
  void put(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    out.append(text);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& items) {
    put_items(items);
  }
  template <class T>
  void put(const std::set<T>& items) {
    put_items(items);
  }
  template <class K, class V>
  void put(const std::map<K, V>& items) {
    put(static_cast<std::uint32_t>(items.size()));
    for (const auto& [key, value] : items) (*this)(key, value);
  }
  template <class Items>
  void put_items(const Items& items) {
    put(static_cast<std::uint32_t>(items.size()));
    for (const auto& item : items) put(item);
  }
  template <class T>
    requires requires(Writer& a, const T& s) { fields(a, s); }
  void put(const T& value) {
    fields(*this, value);
  }
};

/// After the first fault everything reads as empty and `whole()` is false.
class Reader {
 public:
  explicit Reader(BytesView bytes) : rest_(bytes) {}
  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }
  [[nodiscard]] bool whole() const { return good_ && rest_.empty(); }

 private:
  BytesView take(std::size_t size) {
    if (!good_ || size > rest_.size()) {
      good_ = false;
      return {};
    }
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  void get(bool& value) {
    std::uint8_t raw = 0;
    get(raw);
    good_ = good_ && raw <= 1;
    value = raw != 0;
  }
  template <class T>
    requires(std::is_arithmetic_v<T> && !std::same_as<T, bool>)
  void get(T& value) {
    const auto raw = take(sizeof value);
    if (good_) std::memcpy(&value, raw.data(), sizeof value);
  }
  template <class T>
    requires std::is_enum_v<T>
  void get(T& value) {
    std::uint8_t raw = 0;
    get(raw);
    good_ = good_ && raw <= static_cast<std::uint8_t>(last(T{}));
    if (good_) value = static_cast<T>(raw);
  }
  void get(Uuid& id) { id = Uuid::from_bytes(take(16)).value_or(Uuid{}); }
  template <class Tag>
  void get(Id<Tag>& id) {
    get(id.value);
  }
  void get(Digest& digest) { digest = Digest::from_bytes(take(32)).value_or(Digest{}); }
  void get(Date& day) {
    std::int32_t raw = kNoDay;
    get(raw);
    good_ = good_ && (raw == kNoDay || (raw > -10'000'000 && raw < 10'000'000));
    day = good_ && raw != kNoDay ? from_days(raw) : Date{};
  }
  void get(Timestamp& at) {
    std::int64_t raw = 0;
    get(raw);
    at = from_micros(raw);
  }
  void get(std::string& text) { text = take(get_count()); }
  template <class T>
  void get(std::optional<T>& value) {
    bool there = false;
    get(there);
    if (there) get(value.emplace());
  }
  template <class T>
  void get(std::vector<T>& items) {
    for (auto left = get_count(); left > 0 && good_; --left) get(items.emplace_back());
  }
  template <class T>
  void get(std::set<T>& items) {
    for (auto left = get_count(); left > 0 && good_; --left) {
      T item{};
      get(item);
      items.insert(std::move(item));
    }
  }
  template <class K, class V>
  void get(std::map<K, V>& items) {
    for (auto left = get_count(); left > 0 && good_; --left) {
      K key{};
      get(key);
      get(items[std::move(key)]);
    }
  }
  template <class T>
    requires requires(Reader& a, T& s) { fields(a, s); }
  void get(T& value) {
    fields(*this, value);
  }
  /// Nothing takes less than a byte, so a count beyond the rest is damage, and no memory is taken for it.
  std::size_t get_count() {
    std::uint32_t count = 0;
    get(count);
    good_ = good_ && count <= rest_.size();
    return good_ ? count : 0;
  }

  BytesView rest_;
  bool good_ = true;
};

template <class State>
Bytes encode(const State& state) {
  Writer writer;
  fields(writer, state);
  return std::move(writer.out);
}

template <class State>
Result<State> decode(BytesView bytes) {
  Reader reader(bytes);
  State state;
  fields(reader, state);
  if (!reader.whole()) return refuse(ErrorCode::record_damaged);
  return state;
}

template <class State>
Result<AnyState> decode_any(BytesView bytes) {
  CHAUBAN_TRY(auto state, decode<State>(bytes));
  return AnyState(std::move(state));
}

}  // namespace

Bytes account::encode_state(const State& state) { return encode(state); }
Bytes organisation::encode_state(const State& state) { return encode(state); }
Bytes file::encode_state(const State& state) { return encode(state); }
Bytes digitization::encode_state(const State& state) { return encode(state); }
Bytes number_series::encode_state(const State& state) { return encode(state); }
Bytes incoming::encode_state(const State& state) { return encode(state); }
Bytes dossier::encode_state(const State& state) { return encode(state); }
Bytes file_plan::encode_state(const State& state) { return encode(state); }

Result<account::State> account::decode_state(BytesView bytes) { return decode<State>(bytes); }
Result<organisation::State> organisation::decode_state(BytesView bytes) { return decode<State>(bytes); }
Result<file::State> file::decode_state(BytesView bytes) { return decode<State>(bytes); }
Result<digitization::State> digitization::decode_state(BytesView bytes) { return decode<State>(bytes); }
Result<number_series::State> number_series::decode_state(BytesView bytes) { return decode<State>(bytes); }
Result<incoming::State> incoming::decode_state(BytesView bytes) { return decode<State>(bytes); }
Result<dossier::State> dossier::decode_state(BytesView bytes) { return decode<State>(bytes); }
Result<file_plan::State> file_plan::decode_state(BytesView bytes) { return decode<State>(bytes); }

Bytes encode_state(const AnyState& state) {
  return std::visit([](const auto& one) { return encode(one); }, state);
}

Result<AnyState> decode_state(Aggregate aggregate, BytesView bytes) {
  switch (aggregate) {
    case Aggregate::account: return decode_any<account::State>(bytes);
    case Aggregate::organisation: return decode_any<organisation::State>(bytes);
    case Aggregate::file: return decode_any<file::State>(bytes);
    case Aggregate::digitization: return decode_any<digitization::State>(bytes);
    case Aggregate::number_series: return decode_any<number_series::State>(bytes);
    case Aggregate::incoming: return decode_any<incoming::State>(bytes);
    case Aggregate::dossier: return decode_any<dossier::State>(bytes);
    case Aggregate::file_plan: return decode_any<file_plan::State>(bytes);
  }
  return refuse(ErrorCode::upgrade_needed);
}

}  // namespace chauban
