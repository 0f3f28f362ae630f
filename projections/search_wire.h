// SPDX-License-Identifier: GPL-3.0-or-later
// The flat messages of search_engine.h, as search_engine/src/wire.rs reads them: little-endian, texts and lists
// counted.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::search {

void put_u8(Bytes& out, std::uint8_t value);
void put_u32(Bytes& out, std::uint32_t value);
void put_u64(Bytes& out, std::uint64_t value);
void put_f32(Bytes& out, float value);
void put_text(Bytes& out, std::string_view value);
/// A message with its version.
Bytes new_message();

/// Reads an answer. After a byte that is missing every value is 0 or empty and ok() is false.
class WireReader {
 public:
  explicit WireReader(BytesView message);
  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  float f32();
  std::string_view text();
  [[nodiscard]] bool ok() const { return ok_; }
  /// Read to the end, nothing missing.
  [[nodiscard]] bool complete() const { return ok_ && rest_.empty(); }

 private:
  std::uint64_t number(std::size_t bytes);
  BytesView rest_;
  bool ok_ = true;
};

/// The fields of the index; the order is that of the schema sent at opening.
enum class Field : std::uint32_t {
  folded,
  exact,
  code,
  subject,
  agency,
  people,
  right,
  label,
  type,
  kind,
  issuer,
  unit,
  state,
  dossier,
  urgency,
  code_text,
  date,
  arrival_date,
  due,
  year,
  arrival_number
};
inline constexpr std::uint32_t kFieldCount = 21;
/// The schema as the message of opening lists it.
void put_schema(Bytes& out);
/// Days since 1970 as a number that is never negative.
std::uint64_t day_number(std::int64_t days);

/// Nodes of a query tree, as search_engine/src/query.rs reads them.
using Node = Bytes;
Node all_node();
Node none_node();
Node term_node(Field field, std::string_view term);
/// One term or a phrase.
Node phrase_node(Field field, const std::vector<std::string>& terms, std::uint32_t slop = 0);
Node prefix_node(Field field, std::string_view beginning);
Node range_node(Field field, std::uint64_t from, std::uint64_t to);
Node any_of_node(Field field, const std::vector<std::string>& terms);
Node boost_node(float factor, const Node& inner);
Node constant_node(float score, const Node& inner);
struct Clauses {
  std::vector<Node> must, should, must_not;
  std::uint32_t needed = 0;  ///< how many of `should` at least
};
/// Without must and without needed: everything but must_not, scored by should.
Node boolean_node(Clauses clauses);
Node any_node(std::vector<Node> alternatives);

}  // namespace chauban::search
