// SPDX-License-Identifier: GPL-3.0-or-later
// A data folder, open: log, state, keys, blobs and the two partitions. What a server, a rebuild and the demo have in
// common.
#pragma once

#include "server/command/partition_bus.h"
#include "storage/directory_blobs.h"
#include "storage/keystore.h"
#include "storage/log.h"
#include "storage/noting_files.h"
#include "storage/state.h"
#include "storage/view_store.h"

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace chauban::server {

/// Members stand in the order they are made; they end in the opposite one. Thread-safe as its parts are.
class Store {
 public:
  struct Options {
    std::filesystem::path data;
    bool discard_state = false;
    storage::KeyStore::Randomness randomness = {};  ///< of the keys; empty: the operating system's
    std::optional<std::uint64_t> reserve_bytes =
        {};  ///< room on the disk that changes leave free; nothing: 2 GiB or 5 %
  };
  /// Errors: maintenance (restore_unfinished, restore_unconfirmed), data_folder_locked, log_shorter_than_head,
  /// head_lost, log_lost, log_damaged, state_from_other_log, ….
  static Result<std::unique_ptr<Store>> open(const Options& options, Clock& clock, IdSource& ids);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// `applied` is told after each record, on the partition's thread. Claims both partitions.
  Status start(Partition::Applied applied);
  /// Idempotent: answers what is queued, releases the claims, closes the log.
  void stop();

  [[nodiscard]] storage::Log& log() { return *log_; }
  [[nodiscard]] storage::State& state() { return *state_; }
  [[nodiscard]] storage::KeyStore& keys() { return *keys_; }
  [[nodiscard]] storage::DirectoryBlobs& blobs() { return *blobs_; }
  [[nodiscard]] storage::ViewStore& views() { return *views_; }
  [[nodiscard]] storage::NotingFiles& files() { return *files_; }
  [[nodiscard]] DirectoryBook& directory() { return directory_; }
  [[nodiscard]] CommandBus& bus() { return *bus_; }
  /// For whoever has many commands and an order for them, and does not wait for each.
  [[nodiscard]] Partition& documents() { return *documents_; }
  [[nodiscard]] const Partition& partition(storage::PartitionId id) const {
    return id.value == 0 ? *system_ : *documents_;
  }

 private:
  Store(Clock& clock, IdSource& ids) : clock_(clock), ids_(ids) {}

  Clock& clock_;
  IdSource& ids_;
  std::unique_ptr<storage::NotingFiles> files_;
  std::unique_ptr<storage::Log> log_;  // before all others: it holds the folder's lock
  std::unique_ptr<storage::KeyStore> keys_;
  std::unique_ptr<storage::DirectoryBlobs> blobs_;
  std::unique_ptr<storage::State> state_;
  std::unique_ptr<storage::ViewStore> views_;
  DirectoryBook directory_;
  std::unique_ptr<Partition> system_;
  std::unique_ptr<Partition> documents_;
  std::unique_ptr<PartitionBus> bus_;
};

/// The partitions of this version: 0 system, 1 the commune.
inline constexpr std::array<storage::PartitionId, 2> kPartitions{storage::PartitionId{0}, storage::PartitionId{1}};

/// Builds state/ anew from the log; the store must not be open. Returns the number of records. Errors: as Store::open.
Result<std::uint64_t> rebuild_from_log(const std::filesystem::path& data, Clock& clock, IdSource& ids,
                                       const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace chauban::server
