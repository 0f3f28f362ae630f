// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/backends.h"

#include "storage/embedded/embedded_log.h"
#include "storage/key_value.h"
#include "storage/state_rows.h"
#include "tests/support/faulty_files.h"
#include "tests/support/sim_log.h"
#include "tests/support/temporary_folder.h"

#include <stdexcept>

namespace chauban::storage {
namespace {

class EmbeddedBackend final : public Backend {
 public:
  Result<std::unique_ptr<Log>> open() override {
    EmbeddedLog::Options options;
    options.data = folder_.path();
    options.files = &files_;
    options.ids = &ids_;
    options.min_free_bytes = 1000;
    options.min_free_share = 0;
    options.probe_every = std::chrono::milliseconds(5);
    CHAUBAN_TRY(auto log, EmbeddedLog::open(options));
    return std::unique_ptr<Log>(std::move(log));
  }
  void break_disk() override { files_.break_writes(folder_.path().string(), {ErrorCode::internal, "storage_io", {}}); }
  void mend_disk() override { files_.mend(); }
  void fill_disk() override { files_.set_space(DiskSpace{10, 100'000}); }
  void empty_disk() override { files_.set_space(DiskSpace{50'000, 100'000}); }

  void lose_tail(PartitionId partition, std::size_t count) override {
    const auto store =
        KeyValueStore::open(folder_ / "log", {.use = KeyValueOptions::Use::log, .sync = true, .families = {}}).value();
    const auto family = store->family("default");
    for (; count > 0; --count) {
      auto cursor = store->walk(family);
      cursor.seek_back(rows::be16(partition.value) + rows::be64(~std::uint64_t{0}));
      KeyValueBatch batch;
      batch.erase(family, cursor.key());
      if (!store->write(std::move(batch))) throw std::runtime_error("lose_tail");
    }
  }

 private:
  TemporaryFolder folder_;
  FaultyFiles files_;
  SeededIds ids_{11};
};

class SimBackend final : public Backend {
 public:
  SimBackend() { disk_.id = LogId{Uuid::from_words(1, 1)}; }

  Result<std::unique_ptr<Log>> open() override {
    for (const auto& [partition, head] : disk_.heads) {
      if (disk_.records[partition].size() < head.next_offset.value) return refuse(ErrorCode::log_shorter_than_head);
    }
    auto log = std::make_unique<SimLog>(disk_);
    now_ = log.get();
    return std::unique_ptr<Log>(std::move(log));
  }
  void break_disk() override { now_->set_fault(SimLog::Fault::kept); }
  void mend_disk() override { now_->set_fault(SimLog::Fault::none); }
  void fill_disk() override { now_->set_fault(SimLog::Fault::full); }
  void empty_disk() override { now_->set_fault(SimLog::Fault::none); }
  void lose_tail(PartitionId partition, std::size_t count) override {
    auto& records = disk_.records[partition];
    records.resize(records.size() - count);
  }

 private:
  SimDisk disk_;
  SimLog* now_ = nullptr;
};

}  // namespace

const std::vector<BackendKind>& backends() {
  static const std::vector<BackendKind> all{{"Embedded", [] { return std::make_unique<EmbeddedBackend>(); }},
                                            {"Sim", [] { return std::make_unique<SimBackend>(); }}};
  return all;
}

}  // namespace chauban::storage
