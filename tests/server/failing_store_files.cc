// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/failing_store_files.h"

#include <rocksdb/file_system.h>

#include <string>
#include <utility>

namespace chauban {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::shared_ptr<std::atomic<bool>> broken, std::unique_ptr<rocksdb::FSWritableFile> real)
      : FSWritableFileOwnerWrapper(std::move(real)), broken_(std::move(broken)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (*broken_) return IOStatus::IOError("broken by the test");
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }

 private:
  std::shared_ptr<std::atomic<bool>> broken_;
};

class Files final : public rocksdb::FileSystemWrapper {
 public:
  explicit Files(std::shared_ptr<std::atomic<bool>> broken)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), broken_(std::move(broken)) {}
  [[nodiscard]] const char* Name() const override { return "FailingStoreFiles"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    auto status = FileSystemWrapper::NewWritableFile(path, options, file, context);
    if (status.ok()) *file = std::make_unique<File>(broken_, std::move(*file));
    return status;
  }

 private:
  std::shared_ptr<std::atomic<bool>> broken_;
};

}  // namespace

FailingStoreFiles::FailingStoreFiles() : env_(rocksdb::NewCompositeEnv(std::make_shared<Files>(broken_))) {}
FailingStoreFiles::~FailingStoreFiles() = default;

}  // namespace chauban
