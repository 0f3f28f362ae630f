// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "projections/projection.h"

#include <map>

namespace chauban::projections {

/// A view's rows without a store.
class MemoryRows final : public Rows {
 public:
  [[nodiscard]] std::optional<Bytes> get(BytesView key) const override;
  [[nodiscard]] std::vector<storage::Row> scan(const storage::Scan& scan) const override;
  void put(BytesView key, BytesView value) override { all.insert_or_assign(Bytes(key), Bytes(value)); }
  void add(BytesView key, BytesView value) override {
    CHAUBAN_ASSERT(!all.contains(Bytes(key)));
    put(key, value);
  }
  void erase(BytesView key) override { all.erase(Bytes(key)); }

  std::map<Bytes, Bytes> all;
};

}  // namespace chauban::projections
