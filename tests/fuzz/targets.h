// SPDX-License-Identifier: GPL-3.0-or-later
// Readers of bytes from strangers, each tried with any bytes: by libFuzzer (`./dev test fuzz`), and in the unit tests
// with every input that was kept. What must hold of any input is said by CHAUBAN_ASSERT.
#pragma once

#include "schemas/base/bytes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace chauban::fuzz {

#define TARGET(name) void name(BytesView input);
#include "tests/fuzz/targets.def"
#undef TARGET

/// Takes an input apart from its front. At its end there are zeros and empty texts.
class Pieces {
 public:
  explicit Pieces(BytesView input) : rest_(input) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  template <class Number>
  Number number() {
    Number value{};
    const auto bytes = take(sizeof value);
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
  }
  BytesView take(std::size_t most) {
    const auto piece = rest_.substr(0, std::min(most, rest_.size()));
    rest_.remove_prefix(piece.size());
    return piece;
  }
  /// Up to the next line feed.
  BytesView line() {
    const auto end = rest_.find('\n');
    const auto piece = rest_.substr(0, end);
    rest_.remove_prefix(end == BytesView::npos ? rest_.size() : end + 1);
    return piece;
  }
  BytesView rest() { return take(rest_.size()); }

 private:
  BytesView rest_;
};

}  // namespace chauban::fuzz
