// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <rocksdb/env.h>

#include <atomic>
#include <memory>

namespace chauban {

/// The files of a RocksDB, until a test breaks the disk under them: then each append fails. Thread-safe.
class FailingStoreFiles {
 public:
  FailingStoreFiles();
  ~FailingStoreFiles();

  void break_writes() { *broken_ = true; }
  void mend() { *broken_ = false; }
  [[nodiscard]] rocksdb::Env* env() const { return env_.get(); }

 private:
  std::shared_ptr<std::atomic<bool>> broken_ = std::make_shared<std::atomic<bool>>(false);
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace chauban
