// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows of views. A view `<name>@<n>` is a family of the state's store:
//   0x00 ‖ u16be partition → u64le next pos ‖ u64le digest     how far the view is; in the same batch as the rows
//   0x01 ‖ the view's key  → the view's row
// The digest is a running sum mod 2^64 of SipHash-2-4(u32le key size ‖ key ‖ value) (key zero) over live rows, so that
// a rebuilt view is compared with the live one at once. Several versions stand side by side while one is rebuilt.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "storage/position.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::storage {

class State;
class Family;
class KeyValueStore;

/// What a version of a view keeps as its digest, and what its rows give when they are counted anew. For checks.
struct ViewDigests {
  std::uint64_t kept = 0;
  std::uint64_t counted = 0;
};
Result<ViewDigests> view_digests(const KeyValueStore& store, const std::shared_ptr<const Family>& family);

struct Row {
  Bytes key;
  Bytes value;
  bool operator==(const Row&) const = default;
};

struct Scan {
  Bytes prefix;
  Bytes from;  ///< whole key to begin at (included), or empty: at the prefix's first (reverse: last) key
  std::size_t limit = 100;
  bool reverse = false;
  bool after_from = false;  ///< begin after `from` instead of at it: how a page goes on
};

/// One version of one view as it was when the reader was made. Thread-safe; must not outlive the store.
class ViewReader {
 public:
  ~ViewReader();
  ViewReader(ViewReader&&) noexcept;
  ViewReader& operator=(ViewReader&&) noexcept;

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const;
  [[nodiscard]] Result<std::vector<Row>> scan(const Scan& scan) const;
  /// Visits all rows below the prefix in order until `visit` says false.
  Status each(BytesView prefix, const std::function<bool(BytesView key, BytesView value)>& visit) const;
  /// The next pos this view needs of the partition: events below it are in its rows. 0 if none was applied.
  [[nodiscard]] std::uint64_t next_pos(PartitionId partition) const;
  [[nodiscard]] std::uint64_t digest() const;
  [[nodiscard]] std::uint32_t version() const;

 private:
  friend class View;
  struct Body;
  explicit ViewReader(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

/// Changes of a view that become visible together with its position. Reads see the batch's own writes.
/// Thread: the view's; at most one batch of a view at a time. Dropped without commit: nothing happened.
class ViewBatch {
 public:
  ~ViewBatch();
  ViewBatch(ViewBatch&&) noexcept;
  ViewBatch& operator=(ViewBatch&&) noexcept;

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const;
  void put(BytesView key, BytesView value);
  /// Puts a row of which the caller knows that it is not there: saves looking for what it replaces.
  void add(BytesView key, BytesView value);
  void erase(BytesView key);
  /// Rows below the prefix, the batch's own writes counted, in order.
  [[nodiscard]] Result<std::vector<Row>> rows(BytesView prefix) const;
  /// Writes rows, digest and `next` (the pos after the last event applied) at once. The batch is empty afterwards.
  Status commit(Position next);

 private:
  friend class View;
  struct Body;
  explicit ViewBatch(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

/// One version of one view. Cheap to copy.
class View {
 public:
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] std::uint32_t version() const;
  [[nodiscard]] ViewReader read() const;
  [[nodiscard]] ViewBatch batch() const;

  struct Body;  ///< known to the .cc file only

 private:
  friend class ViewStore;
  explicit View(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};

/// Thread-safe. Must not outlive the state.
class ViewStore {
 public:
  explicit ViewStore(State& state);

  /// Makes it, empty, if missing.
  Result<View> open_view(std::string_view name, std::uint32_t version);
  /// Which version readers use; nothing if the view was never completed.
  [[nodiscard]] Result<std::optional<std::uint32_t>> current_version(std::string_view name) const;
  /// `since`: microseconds UTC, kept for people.
  Status set_current(std::string_view name, std::uint32_t version, std::int64_t since_us);
  Status drop(std::string_view name, std::uint32_t version);
  /// Versions that exist, rising.
  [[nodiscard]] std::vector<std::uint32_t> versions(std::string_view name) const;
  /// After an erasure: old bytes of this view's rows leave the disk.
  Status compact(std::string_view name, std::uint32_t version);

 private:
  State& state_;
};

}  // namespace chauban::storage
