// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/view_store.h"

#include "storage/key_value.h"
#include "storage/state.h"
#include "storage/state_rows.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <mutex>

namespace chauban::storage {
namespace {

constexpr char kProgress = '\0';
constexpr char kRow = '\1';

Bytes row_key(BytesView key) { return Bytes(1, kRow) + Bytes(key); }
Bytes progress_key(PartitionId partition) { return Bytes(1, kProgress) + rows::be16(partition.value); }

std::string family_name(std::string_view name, std::uint32_t version) {
  return "view:" + std::string(name) + "@" + std::to_string(version);
}

/// SipHash-2-4 with key zero. The lengths' border is hashed too: (ab, c) and (a, bc) differ.
std::uint64_t row_hash(BytesView key, BytesView value) {
  static const std::array<unsigned char, crypto_shorthash_KEYBYTES> kZero{};
  const auto bytes = rows::le32(static_cast<std::uint32_t>(key.size())) + Bytes(key) + Bytes(value);
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), kZero.data());
  return rows::read_le({reinterpret_cast<const char*>(hash.data()), hash.size()}, 0, 8);
}

struct Progress {
  std::uint64_t next_pos = 0;
  std::uint64_t digest = 0;
};

Result<Progress> read_progress(const KeyValueStore& store, const FamilyRef& family, const SnapshotRef& snapshot,
                               PartitionId partition) {
  CHAUBAN_TRY(const auto row, store.get(family, progress_key(partition), snapshot));
  if (!row) return Progress{};
  if (row->size() != 16) return refuse(ErrorCode::record_damaged, "view_progress");
  return Progress{rows::read_le(*row, 0, 8), rows::read_le(*row, 8, 8)};
}

}  // namespace

struct View::Body {
  KeyValueStore* store = nullptr;
  FamilyRef family;
  std::string name;
  std::uint32_t version = 0;
};

struct ViewReader::Body {
  std::shared_ptr<const View::Body> view;
  SnapshotRef snapshot;
};

struct ViewBatch::Body {
  std::shared_ptr<const View::Body> view;
  std::map<Bytes, std::optional<Bytes>> changes;  ///< nothing: erased
  std::map<Bytes, std::optional<Bytes>> stored;   ///< what is known to stand there before the batch: commit needs it
};

const std::string& View::name() const { return body_->name; }
std::uint32_t View::version() const { return body_->version; }

ViewReader View::read() const {
  return ViewReader(std::make_unique<ViewReader::Body>(ViewReader::Body{body_, body_->store->snapshot()}));
}

ViewBatch View::batch() const { return ViewBatch(std::make_unique<ViewBatch::Body>(ViewBatch::Body{body_, {}, {}})); }

ViewReader::ViewReader(std::unique_ptr<Body> body) : body_(std::move(body)) {}
ViewReader::~ViewReader() = default;
ViewReader::ViewReader(ViewReader&&) noexcept = default;
ViewReader& ViewReader::operator=(ViewReader&&) noexcept = default;

Result<std::optional<Bytes>> ViewReader::get(BytesView key) const {
  return body_->view->store->get(body_->view->family, row_key(key), body_->snapshot);
}

Result<std::vector<Row>> ViewReader::scan(const Scan& scan) const {
  std::vector<Row> found;
  const auto prefix = row_key(scan.prefix);
  const auto from = scan.from.empty() ? Bytes() : row_key(scan.from);
  auto cursor = body_->view->store->walk(body_->view->family, body_->snapshot);
  if (scan.reverse) {
    // One byte more than any key below the prefix has.
    cursor.seek_back(from.empty() ? prefix + Bytes(64, '\xff') : from);
  } else {
    cursor.seek(from.empty() ? prefix : from);
  }
  if (scan.after_from && cursor.valid() && cursor.key() == from) scan.reverse ? cursor.previous() : cursor.next();
  while (cursor.valid() && cursor.key().starts_with(prefix) && found.size() < scan.limit) {
    found.push_back({Bytes(cursor.key().substr(1)), Bytes(cursor.value())});
    scan.reverse ? cursor.previous() : cursor.next();
  }
  CHAUBAN_CHECK(cursor.status());
  return found;
}

Status ViewReader::each(BytesView prefix, const std::function<bool(BytesView key, BytesView value)>& visit) const {
  const auto whole = row_key(prefix);
  auto cursor = body_->view->store->walk(body_->view->family, body_->snapshot);
  for (cursor.seek(whole); cursor.valid() && cursor.key().starts_with(whole); cursor.next()) {
    if (!visit(cursor.key().substr(1), cursor.value())) break;
  }
  return cursor.status();
}

std::uint64_t ViewReader::next_pos(PartitionId partition) const {
  const auto progress = read_progress(*body_->view->store, body_->view->family, body_->snapshot, partition);
  return progress ? progress->next_pos : 0;
}

std::uint64_t ViewReader::digest() const {
  std::uint64_t sum = 0;
  auto cursor = body_->view->store->walk(body_->view->family, body_->snapshot);
  const Bytes prefix(1, kProgress);
  for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
    if (cursor.value().size() == 16) sum += rows::read_le(cursor.value(), 8, 8);
  }
  return sum;
}

std::uint32_t ViewReader::version() const { return body_->view->version; }

ViewBatch::ViewBatch(std::unique_ptr<Body> body) : body_(std::move(body)) {}
ViewBatch::~ViewBatch() = default;
ViewBatch::ViewBatch(ViewBatch&&) noexcept = default;
ViewBatch& ViewBatch::operator=(ViewBatch&&) noexcept = default;

Result<std::optional<Bytes>> ViewBatch::get(BytesView key) const {
  const Bytes name(key);
  if (const auto found = body_->changes.find(name); found != body_->changes.end()) return found->second;
  if (const auto found = body_->stored.find(name); found != body_->stored.end()) return found->second;
  CHAUBAN_TRY(auto value, body_->view->store->get(body_->view->family, row_key(key)));
  body_->stored.emplace(name, value);
  return value;
}

void ViewBatch::put(BytesView key, BytesView value) { body_->changes[Bytes(key)] = Bytes(value); }
void ViewBatch::add(BytesView key, BytesView value) {
  Bytes name(key);
  if (!body_->changes.contains(name)) body_->stored.emplace(name, std::nullopt);
  body_->changes.insert_or_assign(std::move(name), Bytes(value));
}
void ViewBatch::erase(BytesView key) { body_->changes[Bytes(key)] = std::nullopt; }

Result<std::vector<Row>> ViewBatch::rows(BytesView prefix) const {
  std::map<Bytes, Bytes> found;
  const auto whole = row_key(prefix);
  auto cursor = body_->view->store->walk(body_->view->family);
  for (cursor.seek(whole); cursor.valid() && cursor.key().starts_with(whole); cursor.next()) {
    found.emplace(cursor.key().substr(1), cursor.value());
  }
  CHAUBAN_CHECK(cursor.status());
  auto change = body_->changes.lower_bound(Bytes(prefix));
  for (; change != body_->changes.end() && change->first.starts_with(prefix); ++change) {
    if (change->second) {
      found[change->first] = *change->second;
    } else {
      found.erase(change->first);
    }
  }
  std::vector<Row> all;
  for (auto& [key, value] : found) all.push_back({key, std::move(value)});
  return all;
}

Status ViewBatch::commit(Position next) {
  const auto& view = *body_->view;
  CHAUBAN_TRY(auto progress, read_progress(*view.store, view.family, nullptr, next.partition));
  KeyValueBatch batch;
  for (const auto& [key, value] : body_->changes) {
    std::optional<Bytes> old;
    if (const auto found = body_->stored.find(key); found != body_->stored.end()) {
      old = std::move(found->second);
    } else {
      CHAUBAN_TRY(old, view.store->get(view.family, row_key(key)));
    }
    if (old) progress.digest -= row_hash(key, *old);
    if (value) {
      progress.digest += row_hash(key, *value);
      batch.put(view.family, row_key(key), *value);
    } else if (old) {
      batch.erase(view.family, row_key(key));
    }
  }
  batch.put(view.family, progress_key(next.partition), rows::le64(next.pos) + rows::le64(progress.digest));
  CHAUBAN_CHECK(view.store->write(std::move(batch)));
  body_->changes.clear();
  body_->stored.clear();
  return {};
}

Result<ViewDigests> view_digests(const KeyValueStore& store, const FamilyRef& family) {
  ViewDigests sums;
  auto cursor = store.walk(family);
  for (cursor.seek_first(); cursor.valid(); cursor.next()) {
    const auto key = cursor.key();
    if (key.starts_with(kRow)) sums.counted += row_hash(key.substr(1), cursor.value());
    if (!key.starts_with(kProgress)) continue;
    if (cursor.value().size() != 16) return refuse(ErrorCode::record_damaged, "view_progress");
    sums.kept += rows::read_le(cursor.value(), 8, 8);
  }
  CHAUBAN_CHECK(cursor.status());
  return sums;
}

ViewStore::ViewStore(State& state) : state_(state) {}

Result<View> ViewStore::open_view(std::string_view name, std::uint32_t version) {
  auto& store = state_.store();
  const auto family = family_name(name, version);
  auto found = store.family(family);
  if (!found) {
    CHAUBAN_TRY(found, store.create_family(family));
  }
  return View(std::make_shared<View::Body>(View::Body{&store, found, std::string(name), version}));
}

Result<std::optional<std::uint32_t>> ViewStore::current_version(std::string_view name) const {
  auto& store = state_.store();
  CHAUBAN_TRY(const auto row, store.get(store.family("meta"), "v" + std::string(name)));
  if (!row) return std::nullopt;
  if (row->size() != 12) return refuse(ErrorCode::record_damaged, "view_version");
  return static_cast<std::uint32_t>(rows::read_le(*row, 0, 4));
}

Status ViewStore::set_current(std::string_view name, std::uint32_t version, std::int64_t since_us) {
  auto& store = state_.store();
  KeyValueBatch batch;
  batch.put(store.family("meta"), "v" + std::string(name),
            rows::le32(version) + rows::le64(static_cast<std::uint64_t>(since_us)));
  return store.write(std::move(batch));
}

Status ViewStore::drop(std::string_view name, std::uint32_t version) {
  return state_.store().drop_family(family_name(name, version));
}

std::vector<std::uint32_t> ViewStore::versions(std::string_view name) const {
  const auto prefix = "view:" + std::string(name) + "@";
  std::vector<std::uint32_t> found;
  for (const auto& family : state_.store().family_names()) {
    std::uint32_t version = 0;
    if (!family.starts_with(prefix)) continue;
    const auto* end = family.data() + family.size();
    if (std::from_chars(family.data() + prefix.size(), end, version).ptr == end) found.push_back(version);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Status ViewStore::compact(std::string_view name, std::uint32_t version) {
  const auto family = state_.store().family(family_name(name, version));
  if (!family) return refuse(ErrorCode::not_found);
  return state_.store().compact(family);
}

}  // namespace chauban::storage
