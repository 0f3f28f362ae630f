// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store.h"

#include "server/backup/copy_in.h"
#include "storage/open_log.h"

namespace chauban::server {
namespace {

Result<std::unique_ptr<storage::Log>> open_embedded(const std::filesystem::path& data, storage::FileSystem& files,
                                                    IdSource& ids, std::optional<std::uint64_t> reserve_bytes = {}) {
  CHAUBAN_CHECK(files.make_folders(data));
  storage::EmbeddedLog::Options options;
  options.data = data;
  options.files = &files;
  options.ids = &ids;
  if (reserve_bytes) {
    options.min_free_bytes = *reserve_bytes;
    options.min_free_share = 0;
  }
  return storage::open_log("embedded:", options);
}

storage::State::Options state_options(const std::filesystem::path& data) {
  storage::State::Options options;
  options.folder = data / "state";
  options.entity_shape = kStateShape;
  return options;
}

/// Which installation this is: drawn once, kept with the keys.
Result<storage::NodeId> node_id(storage::KeyStore& keys, IdSource& ids) {
  CHAUBAN_TRY(const auto known, keys.get("node", "id"));
  if (known) {
    if (const auto id = Uuid::from_bytes(*known)) return storage::NodeId{*id};
  }
  const storage::NodeId fresh{ids.random()};
  CHAUBAN_CHECK(keys.put("node", "id", fresh.value.view()));
  return fresh;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const Options& options, Clock& clock, IdSource& ids) {
  CHAUBAN_CHECK(RestoreMark(options.data).check());
  std::unique_ptr<Store> store(new Store(clock, ids));
  store->files_ = std::make_unique<storage::NotingFiles>(options.data);
  CHAUBAN_TRY(store->log_, open_embedded(options.data, *store->files_, ids, options.reserve_bytes));
  CHAUBAN_TRY(store->keys_, storage::KeyStore::open(options.data / "keys", clock, options.randomness));
  CHAUBAN_TRY(store->blobs_, storage::DirectoryBlobs::open(options.data / "blobs", *store->files_));
  auto state = state_options(options.data);
  state.discard = options.discard_state;
  CHAUBAN_TRY(store->state_, storage::State::open(state, *store->log_));
  store->views_ = std::make_unique<storage::ViewStore>(*store->state_);
  return store;
}

Status Store::start(Partition::Applied applied) {
  CHAUBAN_CHECK(directory_.load(*state_));
  CHAUBAN_TRY(const auto node, node_id(*keys_, ids_));
  const PartitionParts parts{*log_, *state_, *keys_, directory_, vietnam_calendar(), clock_, ids_, node};
  system_ = std::make_unique<Partition>(kPartitions[0], parts, applied);
  documents_ = std::make_unique<Partition>(kPartitions[1], parts, applied);
  CHAUBAN_CHECK(system_->start());
  CHAUBAN_CHECK(documents_->start());
  bus_ = std::make_unique<PartitionBus>(*system_, *documents_, ids_);
  return {};
}

void Store::stop() {
  if (documents_) documents_->stop();
  if (system_) system_->stop();
  if (log_) std::ignore = log_->close();
  if (state_) std::ignore = state_->close();
}

Store::~Store() { stop(); }

Result<std::uint64_t> rebuild_from_log(const std::filesystem::path& data, Clock&, IdSource& ids,
                                       const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  storage::PosixFileSystem files;
  CHAUBAN_TRY(const auto log, open_embedded(data, files, ids));
  return storage::rebuild_state(
      state_options(data), *log, kPartitions,
      [](const storage::State& state, const storage::Record& record) {
        return evolve_record(StateWorld(state), record);
      },
      progress);
}

}  // namespace chauban::server
