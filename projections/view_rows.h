// SPDX-License-Identifier: GPL-3.0-or-later
// Rows in the state's store.
#pragma once

#include "projections/projection.h"
#include "storage/view_store.h"

#include <functional>
#include <map>
#include <optional>

namespace chauban::projections {

/// A view as it was when this was made. Thread: one at a time.
class ViewSnapshot final : public RowSource {
 public:
  ViewSnapshot(storage::ViewReader reader, std::string name) : reader_(std::move(reader)), name_(std::move(name)) {}

  [[nodiscard]] std::optional<Bytes> get(BytesView key) const override;
  [[nodiscard]] std::vector<storage::Row> scan(const storage::Scan& scan) const override;
  [[nodiscard]] std::optional<Error> failure() const override { return failure_; }

  /// Events of the partition below it are in the rows.
  [[nodiscard]] std::uint64_t next_pos(storage::PartitionId partition) const { return reader_.next_pos(partition); }
  [[nodiscard]] std::uint64_t digest() const { return reader_.digest(); }
  [[nodiscard]] std::uint32_t version() const { return reader_.version(); }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  storage::ViewReader reader_;
  std::string name_;
  mutable std::optional<Error> failure_;
};

/// A batch of a view as apply sees it.
class BatchRows final : public Rows {
 public:
  explicit BatchRows(storage::ViewBatch batch) : batch_(std::move(batch)) {}

  [[nodiscard]] std::optional<Bytes> get(BytesView key) const override;
  [[nodiscard]] std::vector<storage::Row> scan(const storage::Scan& scan) const override;
  [[nodiscard]] std::optional<Error> failure() const override { return failure_; }
  void put(BytesView key, BytesView value) override { batch_.put(key, value); }
  void add(BytesView key, BytesView value) override { batch_.add(key, value); }
  void erase(BytesView key) override { batch_.erase(key); }
  /// Refuses when a read failed. `next`: the position after the last event applied.
  Status commit(storage::Position next);

 private:
  storage::ViewBatch batch_;
  mutable std::optional<Error> failure_;
};

/// The first difference between two versions of a view, byte for byte; nothing: they are equal.
struct RowDifference {
  Bytes key;
  std::optional<Bytes> left, right;  ///< absent: no such row
};
Result<std::optional<RowDifference>> compare_views(const storage::View& left, const storage::View& right);

}  // namespace chauban::projections
