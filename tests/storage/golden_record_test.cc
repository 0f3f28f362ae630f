// SPDX-License-Identifier: GPL-3.0-or-later
// Stored bytes are for ever: files written by the first version of each kind are read by every later program, and
// written alike. A file here is never changed; a new field gets a file of its own beside the old.
#include "storage/record.h"

#include <fstream>
#include <iterator>

namespace chauban::storage {
namespace {

Bytes golden(const std::string& name) {
  std::ifstream in(std::string(CHAUBAN_TEST_DATA "/golden/record-") + name + ".hex");
  std::string hex{std::istreambuf_iterator<char>(in), {}};
  std::erase(hex, '\n');
  return from_hex(hex).value_or("");
}

Uuid id(std::uint64_t n) { return Uuid::from_words(n, 0x0102030405060708ULL); }

EventEnvelope envelope() {
  EventEnvelope e;
  e.id = {id(1)};
  e.stream = id(2);
  e.seq = 3;
  e.aggregate = 4;
  e.type = 5;
  e.version = 6;
  e.flags = EventEnvelope::kNotPublic;
  e.agency = {id(7)};
  e.occurred_at = from_micros(1'795'000'000'123'456);
  e.business_date = 20775;
  e.rule_set = 8;
  e.calendar = 9;
  e.cause = {id(10)};
  e.matter = id(11);
  e.actor = {{id(12)}, {id(13)}, {id(14)}, id(15)};
  e.legal_basis = "NĐ 30/2020/NĐ-CP đ.22";
  e.payload = Bytes("\x00\x01\x02\xff", 4);
  return e;
}

Record record(decltype(Record::body) body, std::uint16_t n_events = 0) {
  Record r;
  r.level = 1;
  r.partition = {1};
  r.n_events = n_events;
  r.generation = 2;
  r.digest_key = 682;
  r.epoch = 17;
  r.first_pos = 128'841;
  r.hlc = (1'795'000'000'123ULL << 16U) | 5U;
  r.writer = {id(20)};
  r.prev_root = sha256("root");
  r.idem_key = {id(21)};
  r.req_digest = {id(22)};
  r.body = std::move(body);
  return r;
}

struct Golden {
  std::string name;
  Record record;
};

std::vector<Golden> all_kinds() {
  return {
      {"events", record(Events{{encode_envelope(envelope()), encode_envelope({})}}, 2)},
      {"genesis", record(Genesis{{id(30)}, 1, 128'841, 16, sha256("base"), "restored", 128'000, true})},
      {"claim", record(Claim{{id(31)}, 1, Claim::Reason::own_record_void, 130'000})},
      {"release", record(Release{2, {id(32)}})},
      {"seal", record(Seal{3, "migration", "operator", "kafka://broker"})},
      {"opened", record(Opened{18, 128'841, "embedded:"})},
  };
}

TEST(GoldenRecord, every_kind_is_read_and_written_as_by_the_first_version) {
  const auto kinds = all_kinds();
  ASSERT_EQ(kinds.size(), std::variant_size_v<decltype(Record::body)>);
  for (const auto& [name, expected] : kinds) {
    SCOPED_TRACE(name);
    const auto bytes = golden(name);
    const auto read = decode_record(bytes);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, expected);
    EXPECT_EQ(to_hex(encode_record(expected)), to_hex(bytes));
  }
}

TEST(GoldenRecord, an_envelope_is_read_and_written_as_by_the_first_version) {
  const auto bytes = golden("envelope");
  const auto read = decode_envelope(bytes);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, envelope());
  EXPECT_EQ(to_hex(encode_envelope(envelope())), to_hex(bytes));
}

}  // namespace
}  // namespace chauban::storage
