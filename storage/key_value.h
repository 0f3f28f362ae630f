// SPDX-License-Identifier: GPL-3.0-or-later
//
// Our own view of RocksDB: its headers are included by key_value.cc only, and by store_words.h, which belongs to it.
// Ordered bytes to bytes, several families in one store, one batch is all or nothing over all of them.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class Env;
}

namespace chauban::storage {

/// One ordered map of a KeyValueStore. Stays readable after it was dropped, as long as someone holds it.
class Family;
using FamilyRef = std::shared_ptr<const Family>;

/// Changes that become visible and durable together. A value; not thread-safe.
class KeyValueBatch {
 public:
  KeyValueBatch();
  ~KeyValueBatch();
  KeyValueBatch(KeyValueBatch&&) noexcept;
  KeyValueBatch& operator=(KeyValueBatch&&) noexcept;

  void put(const FamilyRef& family, BytesView key, BytesView value);
  void erase(const FamilyRef& family, BytesView key);
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  friend class KeyValueStore;
  struct Body;
  std::unique_ptr<Body> body_;
};

/// The store as it was at one moment. Thread-safe; must not outlive the store.
class KeyValueSnapshot;
using SnapshotRef = std::shared_ptr<const KeyValueSnapshot>;

/// Walks a family in key order. Views are valid until the next move. Check status() when it stops.
class KeyValueCursor {
 public:
  ~KeyValueCursor();
  KeyValueCursor(KeyValueCursor&&) noexcept;
  KeyValueCursor& operator=(KeyValueCursor&&) noexcept;

  void seek(BytesView key);       ///< first key ≥ `key`
  void seek_back(BytesView key);  ///< last key ≤ `key`
  void seek_first();
  void seek_last();
  void next();
  void previous();
  [[nodiscard]] bool valid() const;
  [[nodiscard]] BytesView key() const;
  [[nodiscard]] BytesView value() const;
  [[nodiscard]] Status status() const;

 private:
  friend class KeyValueStore;
  struct Body;
  explicit KeyValueCursor(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

struct KeyValueOptions {
  enum class Use {
    log,    ///< appended, read in order, deletes never issued; event-log.md 4
    state,  ///< rows of all kinds, disposable
    small,  ///< keys and sessions: few, precious
  };
  Use use = Use::state;
  bool sync = false;        ///< every write waits for the disk
  bool write_ahead = true;  ///< false only while a store is built that is thrown away on a crash
  bool must_exist = false;
  /// Looks without changing a byte of it, beside whoever writes it; families are those that are there.
  bool read_only = false;
  /// Only with read_only: what is broken before the write-ahead file's end is an error, not the end of what is there.
  bool strict = false;
  std::vector<std::string> families;                    ///< made if missing; "default" always exists
  std::size_t memtable_bytes = std::size_t{64} << 20U;  ///< of all families together
  std::size_t cache_bytes = std::size_t{64} << 20U;     ///< blocks, and the indexes and filters over them
  rocksdb::Env* env = nullptr;                          ///< tests put a disk with faults here; not owned
};

/// What a store holds in memory, in bytes.
struct StoreMemory {
  std::uint64_t unwritten = 0;  ///< rows that no table has yet
  std::uint64_t cached = 0;     ///< blocks of tables, with their indexes and filters
};

/// A file of a store whose bytes are not those that were written.
struct DamagedFile {
  std::string name;    ///< `000123.sst`
  std::string family;  ///< whose rows stand in it
  Bytes first_key;     ///< they lie between these two, both included
  Bytes last_key;
};

/// Thread-safe. Errors of all calls: record_damaged (checksum or structure wrong), storage_full, internal with key
/// `storage_io` (the disk said no) or `storage_failed`; of write and check also log_read_only (the disk takes nothing).
/// After the disk refused a write, every later one is refused until tend() or, for a log, until it is opened anew.
class KeyValueStore {
 public:
  static Result<std::unique_ptr<KeyValueStore>> open(const std::filesystem::path& folder,
                                                     const KeyValueOptions& options);
  ~KeyValueStore();
  KeyValueStore(const KeyValueStore&) = delete;
  KeyValueStore& operator=(const KeyValueStore&) = delete;

  /// Null if there is no such family.
  [[nodiscard]] FamilyRef family(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> family_names() const;
  Result<FamilyRef> create_family(const std::string& name);
  Status drop_family(const std::string& name);

  Status write(KeyValueBatch batch);
  /// Does it take writes? What the disk said when it last did not. Costs nothing.
  [[nodiscard]] Status check() const;
  /// Called now and then: makes it take writes again once the disk does, and sees to it that this will be possible.
  /// Reading goes on meanwhile. What was acknowledged stays: it stands in memory and is written anew, into new files
  /// (docs/decisions/0019). When nothing was written for ten calls, what stands in memory is written out and given
  /// back, and after twenty more the cached blocks, once: a quiet server holds little, and starts at once. Not for a
  /// log. Errors: as write, while the disk goes on refusing.
  Status tend();
  [[nodiscard]] Result<std::optional<Bytes>> get(const FamilyRef& family, BytesView key,
                                                 const SnapshotRef& snapshot = nullptr) const;
  [[nodiscard]] KeyValueCursor walk(const FamilyRef& family, const SnapshotRef& snapshot = nullptr) const;
  [[nodiscard]] SnapshotRef snapshot() const;

  /// Everything written so far is on disk, also without a write-ahead file.
  Status flush();
  [[nodiscard]] StoreMemory memory() const;
  Status sync();
  Status compact(const FamilyRef& family);
  /// A consistent copy with hard links, in a folder that must not exist.
  Status checkpoint(const std::filesystem::path& folder);
  /// Reads every block of every file and compares its checksum. `visited` is told (files done, files in all).
  [[nodiscard]] std::vector<DamagedFile> damaged_files(
      const std::function<void(std::uint64_t, std::uint64_t)>& visited = {}) const;

 private:
  KeyValueStore();
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace chauban::storage
