// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/keystore.h"

#include "storage/key_value.h"
#include "storage/state_rows.h"

#include <sodium.h>

#include <array>
#include <map>
#include <mutex>

namespace chauban::storage {
namespace {

constexpr std::string_view kMonthKind = "month_key";
constexpr std::size_t kMonthKeyBytes = 32;
constexpr int kMonthKeyDays = 62;

Bytes row_key(std::string_view kind, BytesView key) { return Bytes(kind) + Bytes(1, '\0') + Bytes(key); }

Bytes system_random(std::size_t n) {
  Bytes bytes(n, '\0');
  randombytes_buf(bytes.data(), n);
  return bytes;
}

std::uint16_t month_of(Timestamp at) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
  const int month = static_cast<int>(static_cast<unsigned>(day.month()));
  return static_cast<std::uint16_t>((static_cast<int>(day.year()) - 1970) * 12 + month - 1);
}

Timestamp end_of_month(std::uint16_t month) {
  using namespace std::chrono;
  const int next = month + 1;
  const std::chrono::month name{static_cast<unsigned>(next % 12 + 1)};
  return Timestamp{sys_days{year{1970 + next / 12} / name / day{1}}};
}

Bytes hmac_sha256(BytesView key, BytesView message) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> out{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(message.data()), message.size());
  crypto_auth_hmacsha256_final(&state, out.data());
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

}  // namespace

struct KeyStore::Body {
  std::unique_ptr<KeyValueStore> store;
  FamilyRef rows;
  Clock& clock;
  Randomness random;
  std::mutex mutex;  // guards month_keys: asked for with every command
  std::map<std::uint16_t, Bytes> month_keys;
};

KeyStore::KeyStore(std::unique_ptr<Body> body) : body_(std::move(body)) {}
KeyStore::~KeyStore() = default;

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::filesystem::path& folder, Clock& clock, Randomness random) {
  if (sodium_init() < 0) return refuse(ErrorCode::internal, "storage_failed");
  CHAUBAN_TRY(auto store, KeyValueStore::open(folder, {.use = KeyValueOptions::Use::small,
                                                       .sync = true,
                                                       .families = {},
                                                       .memtable_bytes = std::size_t{4} << 20U,
                                                       .cache_bytes = std::size_t{4} << 20U}));
  auto rows = store->family("default");
  if (!random) random = system_random;
  auto body = std::unique_ptr<Body>(new Body{std::move(store), std::move(rows), clock, std::move(random), {}, {}});
  return std::unique_ptr<KeyStore>(new KeyStore(std::move(body)));
}

Status KeyStore::put(std::string_view kind, BytesView key, BytesView value) {
  KeyValueBatch batch;
  batch.put(body_->rows, row_key(kind, key), value);
  return body_->store->write(std::move(batch));
}

Result<std::optional<Bytes>> KeyStore::get(std::string_view kind, BytesView key) const {
  return body_->store->get(body_->rows, row_key(kind, key));
}

Status KeyStore::erase(std::string_view kind, BytesView key) {
  KeyValueBatch batch;
  batch.erase(body_->rows, row_key(kind, key));
  return body_->store->write(std::move(batch));
}

Result<std::vector<SecretRow>> KeyStore::scan(std::string_view kind, BytesView prefix) const {
  std::vector<SecretRow> found;
  const auto whole = row_key(kind, prefix);
  auto cursor = body_->store->walk(body_->rows);
  for (cursor.seek(whole); cursor.valid() && cursor.key().starts_with(whole); cursor.next()) {
    found.push_back({Bytes(cursor.key().substr(kind.size() + 1)), Bytes(cursor.value())});
  }
  CHAUBAN_CHECK(cursor.status());
  return found;
}

std::uint16_t KeyStore::current_month() const { return month_of(body_->clock.now()); }

Result<std::optional<ReqDigest>> KeyStore::req_digest(std::uint16_t month, BytesView canonical) {
  const std::scoped_lock lock(body_->mutex);
  auto known = body_->month_keys.find(month);
  if (known == body_->month_keys.end()) {
    CHAUBAN_TRY(auto stored, get(kMonthKind, rows::be16(month)));
    if (!stored && month != current_month()) return std::nullopt;
    if (!stored) {
      stored = body_->random(kMonthKeyBytes);
      CHAUBAN_CHECK(put(kMonthKind, rows::be16(month), *stored));
    }
    known = body_->month_keys.emplace(month, std::move(*stored)).first;
  }
  return ReqDigest{*Uuid::from_bytes(BytesView(hmac_sha256(known->second, canonical)).substr(0, 16))};
}

Result<int> KeyStore::destroy_old_month_keys() {
  CHAUBAN_TRY(const auto keys, scan(kMonthKind));
  const auto limit = body_->clock.now() - std::chrono::days(kMonthKeyDays);
  int destroyed = 0;
  const std::scoped_lock lock(body_->mutex);
  for (const auto& row : keys) {
    if (row.key.size() != 2) continue;
    const auto month = static_cast<std::uint16_t>(rows::read_be(row.key, 0, 2));
    if (end_of_month(month) > limit) continue;
    CHAUBAN_CHECK(erase(kMonthKind, row.key));
    body_->month_keys.erase(month);
    ++destroyed;
  }
  // The bytes leave the disk, not only the index.
  if (destroyed > 0) CHAUBAN_CHECK(body_->store->compact(body_->rows));
  return destroyed;
}

Status KeyStore::check() const { return body_->store->check(); }
Status KeyStore::tend() { return body_->store->tend(); }

Status KeyStore::copy_to(const std::filesystem::path& folder) { return body_->store->checkpoint(folder); }

Bytes KeyStore::random(std::size_t n) const { return body_->random(n); }

}  // namespace chauban::storage
