// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/failing_store_files.h"

#include <rocksdb/file_system.h>

#include <string>
#include <utility>

namespace chauban {
namespace {

using Fault = FailingStoreFiles::Fault;
using Broken = std::shared_ptr<std::atomic<Fault>>;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

IOStatus of_write(Fault fault) {
  if (fault == Fault::fails_when_full) return IOStatus::NoSpace("filled by the test");
  return fault == Fault::fails ? IOStatus::IOError("broken by the test") : IOStatus::OK();
}

class File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(Broken broken, std::unique_ptr<rocksdb::FSWritableFile> real)
      : FSWritableFileOwnerWrapper(std::move(real)), broken_(std::move(broken)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (auto fault = of_write(*broken_); !fault.ok()) return fault;
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    if (*broken_ != Fault::none) return IOStatus::IOError("broken by the test");
    return FSWritableFileOwnerWrapper::Sync(options, context);
  }

 private:
  Broken broken_;
};

class Files final : public rocksdb::FileSystemWrapper {
 public:
  explicit Files(Broken broken) : FileSystemWrapper(rocksdb::FileSystem::Default()), broken_(std::move(broken)) {}
  [[nodiscard]] const char* Name() const override { return "FailingStoreFiles"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    if (auto fault = of_write(*broken_); !fault.ok()) return fault;
    auto status = FileSystemWrapper::NewWritableFile(path, options, file, context);
    if (status.ok()) *file = std::make_unique<File>(broken_, std::move(*file));
    return status;
  }

 private:
  Broken broken_;
};

}  // namespace

FailingStoreFiles::FailingStoreFiles() : env_(rocksdb::NewCompositeEnv(std::make_shared<Files>(broken_))) {}
FailingStoreFiles::~FailingStoreFiles() = default;

}  // namespace chauban
