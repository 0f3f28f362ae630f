// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/bulk_blobs.h"

#include "storage/unnamed_blob.h"

#include <string>
#include <utility>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSettledAtOnce = 4000;

}  // namespace

class BulkBlobs::Writer final : public UnnamedBlob {
 public:
  Writer(BulkBlobs& bulk, fs::path temporary, std::unique_ptr<OpenFile> file)
      : UnnamedBlob(bulk.files_, std::move(temporary), std::move(file)), bulk_(bulk) {}

  Result<BlobId> finish() override {
    const auto id = close();
    CHAUBAN_CHECK(bulk_.keep(id, hand_over()));
    return id;
  }

 private:
  BulkBlobs& bulk_;
};

Result<std::unique_ptr<BlobWriter>> BulkBlobs::begin() {
  const auto temporary = root_ / "incoming" / ("bulk-" + std::to_string(++next_temporary_));
  CHAUBAN_TRY(auto file, files_.open(temporary, FileSystem::Mode::create_new));
  return std::make_unique<Writer>(*this, temporary, std::move(file));
}

Result<BlobId> BulkBlobs::put(BytesView bytes) {
  CHAUBAN_TRY(const auto writer, begin());
  return write_whole(*writer, bytes);
}

bool BulkBlobs::exists(const BlobId& id) { return unsettled_.contains(id) || files_.exists(blobs_.path_of(id)); }

Status BulkBlobs::keep(const BlobId& id, fs::path temporary) {
  if (const auto twin = unsettled_.find(id); twin != unsettled_.end()) CHAUBAN_CHECK(files_.remove(twin->second));
  unsettled_[id] = std::move(temporary);
  return unsettled_.size() < kSettledAtOnce ? Status() : settle();
}

Status BulkBlobs::settle() {
  if (unsettled_.empty()) return {};
  CHAUBAN_CHECK(files_.sync_all(root_));
  for (const auto& [id, temporary] : unsettled_) {
    const auto path = blobs_.path_of(id);
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    CHAUBAN_CHECK(files_.rename(temporary, path));
  }
  unsettled_.clear();
  return files_.sync_all(root_);  // the names
}

}  // namespace chauban::storage
