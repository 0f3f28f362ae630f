// SPDX-License-Identifier: GPL-3.0-or-later
// A view: rows that are a function of the events alone.
//
// Promise: apply cannot fail, reads no clock, no other view and nothing but its own rows; applying the same events from
// the start gives the same rows, byte for byte. The runner relies on it (restart, rebuild beside, swap). Broken by:
// chance, time, iteration order of a hash table. Guarded by tests/projections/rebuild_test.cc, which runs over
// all_projections().
#pragma once

#include "domain/event.h"
#include "schemas/base/error.h"
#include "storage/position.h"
#include "storage/state.h"
#include "storage/view_store.h"

#include <concepts>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace chauban::projections {

/// What is known of an event besides its content.
struct EventFacts {
  storage::Position position;
  EventId id;
  StreamRef stream;
  std::uint32_t seq = 0;  ///< version of the stream after this event
  Timestamp occurred_at{};
  Date business_date{};  ///< in Viet Nam
  Actor actor;
  AgencyId agency;
  CommandId command;

  /// The stream begins with this event: no view has a row of it yet.
  [[nodiscard]] bool is_first() const { return seq == 1; }
  [[nodiscard]] bool is_first_of(const StreamRef& which) const { return is_first() && stream == which; }
};

template <class E>
struct Stored {
  EventFacts facts;
  E event;
};
using StoredEvent = Stored<Event>;

/// An event as the state keeps it, read. Errors: upgrade_needed, record_damaged.
Result<StoredEvent> read_event(const storage::StoredEvent& stored);

/// Rows of one view as they stood at one moment. Thread: one at a time.
class RowSource {
 public:
  virtual ~RowSource() = default;
  [[nodiscard]] virtual std::optional<Bytes> get(BytesView key) const = 0;
  [[nodiscard]] virtual std::vector<storage::Row> scan(const storage::Scan& scan) const = 0;
  /// The first read that failed since this source was made. Whatever was answered since then is not to be used:
  /// queries hand it on (unless_failed), the runner does not commit.
  [[nodiscard]] virtual std::optional<Error> failure() const { return std::nullopt; }
};

/// A view's rows while events are applied: reads see what this batch has written.
class Rows : public RowSource {
 public:
  virtual void put(BytesView key, BytesView value) = 0;
  /// A row that is not there, as the events say: nothing is looked up for it. Said wrongly, the view's digest is wrong
  /// from then on; tests/support/memory_rows.h refuses it.
  virtual void add(BytesView key, BytesView value) = 0;
  virtual void erase(BytesView key) = 0;
};

/// What `scan` asks for, of rows that are sorted by key: for a source without ranges of its own.
std::vector<storage::Row> select_rows(std::vector<storage::Row> rows, const storage::Scan& scan);

/// The value, or why the rows it was made from could not be read.
template <class T>
Result<T> unless_failed(const RowSource& rows, T value) {
  if (auto failure = rows.failure()) return refuse(*std::move(failure));
  return value;
}

/// Immutable: all that a view remembers stands in its rows.
class Projection {
 public:
  virtual ~Projection() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Raise it when rows change shape: the view is then rebuilt beside the old one and swapped. From 1 to 65535.
  [[nodiscard]] virtual std::uint16_t version() const = 0;
  virtual void apply(const StoredEvent& stored, Rows& rows) const = 0;
};

/// Names the events a view does not show: `void on(AnyOf<A, B> auto const&, …) {}`. An event neither shown nor named
/// does not compile.
template <class E, class... Es>
concept AnyOf = (std::same_as<std::remove_cvref_t<E>, Es> || ...);

/// Calls with the event itself, whatever its aggregate.
template <class F>
void visit_event(const Event& event, F&& call) {
  std::visit([&call](const auto& of_aggregate) { std::visit(call, of_aggregate); }, event);
}

}  // namespace chauban::projections
