// SPDX-License-Identifier: GPL-3.0-or-later
// What RocksDB says beside its answers. Internal to key_value.cc.
#pragma once

#include "schemas/base/log.h"

#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include <array>
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <mutex>

namespace chauban::storage {

/// RocksDB's own log, into ours: its file would lie on the same disk, and Debian's RocksDB ends the process on the
/// first line after one that the disk did not take.
class StoreLog final : public rocksdb::Logger {
 public:
  StoreLog() : Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using Logger::Logv;
  void LogHeader(const char*, va_list) override {}  // its options, hundreds of lines at each start
  void Logv(const char* format, va_list values) override {
    std::array<char, 1000> text{};
    std::vsnprintf(text.data(), text.size(), format, values);
    log_warning("store_says", {{"text", text.data()}});
  }
};

/// Hears what the disk says, also to flushes in the background. RocksDB takes any word but "no space" for the end of
/// the store; but its rows stand in memory, so it may go on once the disk does.
class DiskErrors final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override {
    if (!status->IsIOError() && !status->IsNoSpace()) return;
    *status = rocksdb::Status(*status, rocksdb::Status::Severity::kHardError);
    const std::scoped_lock lock(mutex_);
    last_ = *status;
    log_is_broken_ = log_is_broken_ || reason == rocksdb::BackgroundErrorReason::kWriteCallback;
  }
  /// A fresh memtable has a fresh write-ahead file.
  void OnMemTableSealed(const rocksdb::MemTableInfo&) override { log_is_broken_ = false; }
  /// tend() is who tries, also when there is no room: two at once would stand in each other's way.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* by_itself) override {
    *by_itself = false;
  }
  [[nodiscard]] rocksdb::Status last() const {
    const std::scoped_lock lock(mutex_);
    return last_;
  }
  [[nodiscard]] bool log_is_broken() const { return log_is_broken_; }
  void forget() {
    const std::scoped_lock lock(mutex_);
    last_ = rocksdb::Status::OK();
  }

 private:
  mutable std::mutex mutex_;  // guards last_
  rocksdb::Status last_;
  std::atomic<bool> log_is_broken_ = false;
};

}  // namespace chauban::storage
