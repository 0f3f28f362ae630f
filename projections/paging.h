// SPDX-License-Identifier: GPL-3.0-or-later
// How a list is walked: a range of index rows, a page at a time.
#pragma once

#include "projections/keys.h"

#include <algorithm>

namespace chauban::projections {

/// Looks at rows below `prefix` after the page's end, in order, until `page.limit` items are found or `look_at_most`
/// rows were seen, so that a page costs no more however much there is. `make(rest of the key, value)` gives an item or
/// nothing.
template <class T, class Make>
Listed<T> list_rows(const RowSource& rows, const Bytes& prefix, const Page& page, Make make,
                    std::size_t look_at_most = 2000) {
  constexpr std::size_t kChunk = 200;
  Listed<T> result;
  Bytes after = page.after;
  for (std::size_t looked = 0; looked < look_at_most;) {
    storage::Scan scan{.prefix = prefix, .from = ""};
    if (!after.empty()) scan.from = prefix + after;
    scan.after_from = !after.empty();
    scan.limit = std::min({kChunk, look_at_most - looked, std::max<std::size_t>(page.limit, 1) + 1});
    const auto found = rows.scan(scan);
    for (const auto& row : found) {
      if (result.items.size() >= page.limit) {
        result.next = after;  // at least this one more
        return result;
      }
      ++looked;
      after = row.key.substr(prefix.size());
      if (auto item = make(BytesView(after), BytesView(row.value))) result.items.push_back(*std::move(item));
    }
    if (found.size() < scan.limit) return result;
  }
  result.next = after;
  return result;
}

/// The last 16 bytes of a key.
template <class TypedId>
TypedId id_at_end(BytesView key) {
  CHAUBAN_ASSERT(key.size() >= 16);
  return TypedId{*Uuid::from_bytes(key.substr(key.size() - 16))};
}

}  // namespace chauban::projections
