// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_wire.h"

#include "projections/search_engine/search_engine.h"

#include <array>
#include <cstring>

namespace chauban::search {
namespace {

void put_number(Bytes& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

Node tagged(std::uint8_t tag) {
  Node out;
  put_u8(out, tag);
  return out;
}

Node tagged(std::uint8_t tag, Field field) {
  Node out = tagged(tag);
  put_u32(out, static_cast<std::uint32_t>(field));
  return out;
}

struct FieldRow {
  const char* name;
  // 0 scored terms, 1 matched terms, 2 keywords, 3 one value with a column, 4 a number with a column
  std::uint8_t kind;
  std::uint32_t usual_length;
};

constexpr std::array<FieldRow, kFieldCount> kFields = {
    {{"folded", 0, 450},      {"exact", 1, 450}, {"code", 2, 1},         {"subject", 0, 50}, {"agency", 0, 12},
     {"people", 0, 12},       {"right", 2, 1},   {"label", 2, 1},        {"type", 3, 1},     {"kind", 3, 1},
     {"issuer", 3, 1},        {"unit", 3, 1},    {"state", 3, 1},        {"dossier", 3, 1},  {"urgency", 3, 1},
     {"code_text", 3, 1},     {"date", 4, 1},    {"arrival_date", 4, 1}, {"due", 4, 1},      {"year", 4, 1},
     {"arrival_number", 4, 1}}};

}  // namespace

void put_u8(Bytes& out, std::uint8_t value) { out.push_back(static_cast<char>(value)); }
void put_u32(Bytes& out, std::uint32_t value) { put_number(out, value, 4); }
void put_u64(Bytes& out, std::uint64_t value) { put_number(out, value, 8); }
void put_f32(Bytes& out, float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  put_u32(out, bits);
}
void put_text(Bytes& out, std::string_view value) {
  put_u32(out, static_cast<std::uint32_t>(value.size()));
  out += value;
}
Bytes new_message() {
  Bytes out;
  put_u32(out, CHAUBAN_SEARCH_WIRE);
  return out;
}

WireReader::WireReader(BytesView message) : rest_(message) { ok_ = u32() == CHAUBAN_SEARCH_WIRE; }
std::uint64_t WireReader::number(std::size_t bytes) {
  if (!ok_ || rest_.size() < bytes) {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) value = value << 8U | static_cast<unsigned char>(rest_[i]);
  rest_.remove_prefix(bytes);
  return value;
}
std::uint8_t WireReader::u8() { return static_cast<std::uint8_t>(number(1)); }
std::uint32_t WireReader::u32() { return static_cast<std::uint32_t>(number(4)); }
std::uint64_t WireReader::u64() { return number(8); }
float WireReader::f32() {
  const auto bits = u32();
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
std::string_view WireReader::text() {
  const std::size_t size = u32();
  if (!ok_ || size > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const auto out = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return out;
}

void put_schema(Bytes& out) {
  put_u32(out, kFieldCount);
  for (const auto& field : kFields) {
    put_text(out, field.name);
    put_u8(out, field.kind);
    put_u32(out, field.usual_length);
  }
}

std::uint64_t day_number(std::int64_t days) { return static_cast<std::uint64_t>(days + 1'000'000); }

Node all_node() { return tagged(0); }
Node none_node() { return tagged(1); }
Node term_node(Field field, std::string_view term) {
  auto out = tagged(2, field);
  put_text(out, term);
  return out;
}
Node phrase_node(Field field, const std::vector<std::string>& terms, std::uint32_t slop) {
  if (terms.size() == 1) return term_node(field, terms.front());
  auto out = tagged(3, field);
  put_u32(out, slop);
  put_u32(out, static_cast<std::uint32_t>(terms.size()));
  for (const auto& term : terms) put_text(out, term);
  return out;
}
Node prefix_node(Field field, std::string_view beginning) {
  auto out = tagged(4, field);
  put_text(out, beginning);
  return out;
}
Node range_node(Field field, std::uint64_t from, std::uint64_t to) {
  auto out = tagged(5, field);
  put_u64(out, from);
  put_u64(out, to);
  return out;
}
Node any_of_node(Field field, const std::vector<std::string>& terms) {
  if (terms.empty()) return none_node();
  if (terms.size() == 1) return term_node(field, terms.front());
  auto out = tagged(6, field);
  put_u32(out, static_cast<std::uint32_t>(terms.size()));
  for (const auto& term : terms) put_text(out, term);
  return out;
}
Node boost_node(float factor, const Node& inner) {
  auto out = tagged(8);
  put_f32(out, factor);
  return out + inner;
}
Node constant_node(float score, const Node& inner) {
  auto out = tagged(9);
  put_f32(out, score);
  return out + inner;
}
Node boolean_node(Clauses clauses) {
  if (clauses.must.empty() && clauses.needed == 0) clauses.must.push_back(all_node());
  if (clauses.must.size() == 1 && clauses.should.empty() && clauses.must_not.empty()) return clauses.must.front();
  auto out = tagged(7);
  for (const auto* list : {&clauses.must, &clauses.should, &clauses.must_not}) {
    put_u32(out, static_cast<std::uint32_t>(list->size()));
    for (const auto& node : *list) out += node;
  }
  put_u32(out, clauses.needed);
  return out;
}
Node any_node(std::vector<Node> alternatives) {
  if (alternatives.empty()) return none_node();
  if (alternatives.size() == 1) return alternatives.front();
  return boolean_node({{}, std::move(alternatives), {}, 1});
}

}  // namespace chauban::search
