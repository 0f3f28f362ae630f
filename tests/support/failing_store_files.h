// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <rocksdb/env.h>

#include <atomic>
#include <memory>

namespace chauban {

/// The files of a RocksDB, until a test breaks the disk under them. Thread-safe.
class FailingStoreFiles {
 public:
  FailingStoreFiles();
  ~FailingStoreFiles();

  enum class Fault {
    none,
    fails,            ///< each write, also of a new file
    fails_when_full,  ///< likewise, and says that there is no room
    fails_to_sync,    ///< takes all, and cannot say that it is on disk
  };
  void break_writes(Fault fault = Fault::fails) { *broken_ = fault; }
  void mend() { *broken_ = Fault::none; }
  [[nodiscard]] rocksdb::Env* env() const { return env_.get(); }

 private:
  std::shared_ptr<std::atomic<Fault>> broken_ = std::make_shared<std::atomic<Fault>>(Fault::none);
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace chauban
