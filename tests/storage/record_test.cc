// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/record.h"

#include "tests/support/matchers.h"
#include "tests/support/record_script.h"

#include <random>

namespace chauban::storage {
namespace {

std::vector<Record> one_of_each() {
  RecordScript script;
  std::vector<Record> records{script.genesis(), script.claim(1), script.data(3),
                              script.release(), script.seal(2),  script.opened(7)};
  for (auto& record : records) {
    record.digest_key = 671;
    record.epoch = 1ULL << 40U;
    record.hlc = 1ULL << 60U;
    record.prev_root = sha256("some root");
  }
  return records;
}

TEST(RecordTest, EveryKindComesBackAsItWasWritten) {
  for (const auto& record : one_of_each()) {
    const auto bytes = encode_record(record);
    const auto read = decode_record(bytes);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, record);
    EXPECT_EQ(encode_record(*read), bytes);
  }
}

TEST(RecordTest, HeadFieldsStandWhereEveryLaterProgramLooksForThem) {
  auto record = one_of_each()[2];
  record.level = 0x0102;
  const auto bytes = encode_record(record);
  EXPECT_EQ(to_hex(bytes.substr(8, 8)), "0100020101000300");  // format, level, partition, nEvents, little-endian
}

TEST(RecordTest, AnyCutIsNotARecord) {
  for (const auto& record : one_of_each()) {
    const auto bytes = encode_record(record);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto read = decode_record(BytesView(bytes).substr(0, size));
      ASSERT_FALSE(read.has_value() && *read == record) << size;
    }
  }
}

TEST(RecordTest, TrailingBytesAreNotCanonical) {
  const auto bytes = encode_record(one_of_each()[1]);
  EXPECT_EQ(decode_record(bytes + Bytes(8, '\0')).error(), RecordFault::not_canonical);
  EXPECT_EQ(decode_record(bytes + "x").error(), RecordFault::not_canonical);
}

TEST(RecordTest, AnotherFormatIsNotMistakenForDamage) {
  auto record = one_of_each()[1];
  record.format = 2;
  EXPECT_EQ(decode_record(encode_record(record)).error(), RecordFault::unknown_format);
}

TEST(RecordTest, LimitsAreHeld) {
  RecordScript script;
  auto record = script.data(kMaxEventsPerRecord);
  EXPECT_TRUE(decode_record(encode_record(record)).has_value());
  std::get<Events>(record.body).envelopes.push_back(sample_envelope(1));
  EXPECT_EQ(decode_record(encode_record(record)).error(), RecordFault::over_limit);

  record = script.data(1);
  std::get<Events>(record.body).envelopes[0] = Bytes(kMaxEventBytes + 1, 'x');
  EXPECT_EQ(decode_record(encode_record(record)).error(), RecordFault::over_limit);
  std::get<Events>(record.body).envelopes[0] = Bytes(kMaxEventBytes, 'x');
  EXPECT_TRUE(decode_record(encode_record(record)).has_value());

  std::get<Events>(record.body).envelopes.assign(16, Bytes(kMaxEventBytes, 'x'));
  EXPECT_EQ(decode_record(encode_record(record)).error(), RecordFault::over_limit);  // 960 KiB
}

TEST(RecordTest, ForeignBytesAreRefusedWithoutHarm) {
  std::mt19937_64 random(7);
  const auto records = one_of_each();
  int read_again = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = encode_record(records[random() % records.size()]);
    for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; --flips) {
      bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
    }
    // Bits that no field of ours has may be those of a newer program; what is read is a record like any other.
    if (const auto read = decode_record(bytes)) {
      ++read_again;
      const auto once = decode_record(encode_record(*read));
      ASSERT_TRUE(once.has_value());
      ASSERT_EQ(once->first_pos, read->first_pos);
      ASSERT_EQ(decode_record(encode_record(*once)), once);
    }
  }
  EXPECT_GT(read_again, 0);
}

TEST(EnvelopeTest, ComesBackAsItWasWritten) {
  const auto bytes = sample_envelope(5, Bytes("\0\xff raw", 6));
  const auto read = decode_envelope(bytes);
  ASSERT_THAT(read, Succeeds());
  EXPECT_EQ(read->payload, Bytes("\0\xff raw", 6));
  EXPECT_EQ(read->legal_basis, "30/2020/NĐ-CP");
  EXPECT_EQ(encode_envelope(*read), bytes);
}

TEST(EnvelopeTest, DamageIsAnErrorOfTheRecord) {
  const auto bytes = sample_envelope(5);
  EXPECT_THAT(decode_envelope(""), FailsWith(ErrorCode::record_damaged));
  EXPECT_THAT(decode_envelope(bytes.substr(0, bytes.size() - 8)), FailsWith(ErrorCode::record_damaged));
  EXPECT_THAT(decode_envelope(Bytes(kMaxEventBytes + 8, '\0')), FailsWith(ErrorCode::record_damaged));
}

TEST(LeafTest, SaysItsPlaceInAHundredAndTwelveBytes) {
  Leaf leaf{LogId{Uuid::from_words(1, 2)}, {3}, 4, 5, 6, 7, sha256("record"), sha256("envelope")};
  const auto bytes = encode_leaf(leaf);
  EXPECT_EQ(bytes.size(), 112U);
  EXPECT_EQ(leaf_hash(leaf), sha256(Bytes(1, '\0') + bytes));
  const auto hash = leaf_hash(leaf);
  leaf.pos = 7;
  EXPECT_NE(leaf_hash(leaf), hash);
}

TEST(IdemKeyTest, ScopesDoNotMix) {
  EXPECT_EQ(idem_key("a", "key").value.view(), sha256(Bytes("chauban/idem/1a\0key", 19)).view().substr(0, 16));
  EXPECT_NE(idem_key("a", "bc"), idem_key("ab", "c"));
}

}  // namespace
}  // namespace chauban::storage
