// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/keystore.h"

#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_clock.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

class KeyStoreTest : public testing::Test {
 protected:
  std::unique_ptr<KeyStore> open() {
    return KeyStore::open(folder / "keys", clock, [](std::size_t n) { return Bytes(n, 'K'); }).value();
  }
  /// True if any file of the store holds these bytes.
  [[nodiscard]] bool on_disk(BytesView bytes) const {
    for (const auto& entry : fs::recursive_directory_iterator(folder / "keys")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const Bytes content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      if (content.find(bytes) != Bytes::npos) return true;
    }
    return false;
  }

  TemporaryFolder folder;
  TestClock clock;  // 2026-01-01
};

TEST_F(KeyStoreTest, RowsOfOneKindAreKeptApartAndLast) {
  {
    const auto keys = open();
    ASSERT_THAT(keys->put("password", "an", "hash 1"), Succeeds());
    ASSERT_THAT(keys->put("password", "anh", "hash 2"), Succeeds());
    ASSERT_THAT(keys->put("pass", "word", "other"), Succeeds());
  }
  const auto keys = open();
  EXPECT_EQ(keys->get("password", "an").value(), "hash 1");
  EXPECT_EQ(keys->get("pass", "wordan").value(), std::nullopt);
  const auto all = keys->scan("password").value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].key, "anh");
  EXPECT_EQ(keys->scan("password", "anh").value().size(), 1U);
  ASSERT_THAT(keys->erase("password", "an"), Succeeds());
  EXPECT_EQ(keys->get("password", "an").value(), std::nullopt);
  EXPECT_THAT(keys->erase("password", "an"), Succeeds());
}

TEST_F(KeyStoreTest, TheMonthCountsFromJanuary1970) { EXPECT_EQ(open()->current_month(), 56 * 12); }

TEST_F(KeyStoreTest, ADigestIsAKeyedHash) {
  const auto keys = open();
  const auto month = keys->current_month();
  const auto digest = keys->req_digest(month, "command").value();
  ASSERT_TRUE(digest.has_value());
  // HMAC-SHA-256 with a key of 32 letters K, by RFC 2104's own words.
  Bytes inner(64, '\x36');
  Bytes outer(64, '\x5c');
  for (std::size_t i = 0; i < 32; ++i) {
    inner[i] = static_cast<char>(inner[i] ^ 'K');
    outer[i] = static_cast<char>(outer[i] ^ 'K');
  }
  const auto expected = sha256(outer + Bytes(sha256(inner + "command").view()));
  EXPECT_EQ(digest->value.view(), expected.view().substr(0, 16));
  EXPECT_EQ(keys->req_digest(month, "command").value(), digest);
  EXPECT_NE(keys->req_digest(month, "another").value(), digest);
}

TEST_F(KeyStoreTest, OnlyThePresentMonthGetsANewKey) {
  const auto keys = open();
  const auto month = keys->current_month();
  EXPECT_EQ(keys->req_digest(static_cast<std::uint16_t>(month - 1), "c").value(), std::nullopt);
  EXPECT_EQ(keys->req_digest(static_cast<std::uint16_t>(month + 1), "c").value(), std::nullopt);
}

TEST_F(KeyStoreTest, AMonthsKeyOutlivesTheProcessAndDiesAfter62Days) {
  const auto month = open()->current_month();
  const auto digest = open()->req_digest(month, "c").value();
  clock.advance(std::chrono::days(31 + 62) - std::chrono::microseconds(1));
  {
    const auto keys = open();
    EXPECT_EQ(keys->req_digest(month, "c").value(), digest);
    EXPECT_EQ(keys->destroy_old_month_keys().value(), 0);
    clock.advance(std::chrono::microseconds(1));
    EXPECT_EQ(keys->destroy_old_month_keys().value(), 1);
    EXPECT_EQ(keys->req_digest(month, "c").value(), std::nullopt);
    EXPECT_EQ(keys->destroy_old_month_keys().value(), 0);
  }
  EXPECT_EQ(open()->req_digest(month, "c").value(), std::nullopt);
}

TEST_F(KeyStoreTest, ADestroyedKeyIsNoLongerOnDisk) {
  const Bytes key(32, 'K');
  {
    const auto keys = open();
    ASSERT_THAT(keys->req_digest(keys->current_month(), "c"), Succeeds());
    ASSERT_TRUE(on_disk(key));
    clock.advance(std::chrono::days(100));
    EXPECT_EQ(keys->destroy_old_month_keys().value(), 1);
  }
  std::ignore = open();
  EXPECT_FALSE(on_disk(key));
}

TEST_F(KeyStoreTest, TheSystemsChanceIsUsedIfNoneIsGiven) {
  const auto keys = KeyStore::open(folder / "other", clock).value();
  EXPECT_EQ(keys->random(32).size(), 32U);
  EXPECT_NE(keys->random(32), keys->random(32));
}

}  // namespace
}  // namespace chauban::storage
