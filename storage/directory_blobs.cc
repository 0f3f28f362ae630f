// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/directory_blobs.h"

#include <atomic>
#include <bitset>
#include <functional>
#include <mutex>
#include <tuple>

namespace chauban::storage {

namespace fs = std::filesystem;

struct DirectoryBlobs::Body {
  fs::path root;
  FileSystem& files;
  std::atomic<std::uint64_t> next_temporary = 0;
  std::mutex folders;       // guards making them: whoever finds a folder must be able to rely on its name being on disk
  std::bitset<65536> made;  // known to be there, by the first two bytes of the hash

  Status make_folder_of(const BlobId& id) {
    const auto bytes = id.digest.view();
    const auto number =
        static_cast<std::size_t>(static_cast<unsigned char>(bytes[0]) << 8U | static_cast<unsigned char>(bytes[1]));
    const std::scoped_lock lock(folders);
    if (made[number]) return {};
    CHAUBAN_CHECK(files.make_folders(path_of(id).parent_path()));
    made.set(number);
    return {};
  }

  [[nodiscard]] fs::path incoming() const { return root / "incoming"; }
  [[nodiscard]] fs::path path_of(const BlobId& id) const {
    const auto hex = id.hex();
    return root / hex.substr(0, 2) / hex.substr(2, 2) / hex;
  }
};

namespace {

class FileReader final : public BlobReader {
 public:
  FileReader(std::unique_ptr<OpenFile> file, std::uint64_t size) : file_(std::move(file)), size_(size) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  Result<Bytes> read_at(std::uint64_t offset, std::size_t size) override { return file_->read_at(offset, size); }

 private:
  std::unique_ptr<OpenFile> file_;
  std::uint64_t size_;
};

class FileWriter final : public BlobWriter {
 public:
  /// Where the content goes, its folder made.
  using PlaceFor = std::function<Result<fs::path>(const BlobId&)>;

  FileWriter(FileSystem& files, fs::path temporary, std::unique_ptr<OpenFile> file, PlaceFor place_for)
      : files_(files), temporary_(std::move(temporary)), file_(std::move(file)), place_for_(std::move(place_for)) {}
  ~FileWriter() override { abandon(); }

  Status write(BytesView bytes) override {
    CHAUBAN_ASSERT(file_ != nullptr);
    CHAUBAN_CHECK(file_->write_at(size_, bytes));
    hash_.update(bytes);
    size_ += bytes.size();
    return {};
  }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

  Result<BlobId> finish() override {
    CHAUBAN_ASSERT(file_ != nullptr);
    CHAUBAN_CHECK(file_->sync());
    const BlobId id{hash_.finish()};
    file_.reset();
    CHAUBAN_TRY(const auto path, place_for_(id));
    // Also over the same content: another writer may not have synced its name yet, and damaged bytes are healed.
    CHAUBAN_CHECK(files_.rename(temporary_, path));
    temporary_.clear();
    CHAUBAN_CHECK(files_.sync_folder(path.parent_path()));
    return id;
  }

  void abandon() override {
    file_.reset();
    if (!temporary_.empty()) std::ignore = files_.remove(temporary_);
    temporary_.clear();
  }

 private:
  FileSystem& files_;
  fs::path temporary_;
  std::unique_ptr<OpenFile> file_;
  PlaceFor place_for_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
};

}  // namespace

DirectoryBlobs::DirectoryBlobs(std::shared_ptr<Body> body) : body_(std::move(body)) {}
DirectoryBlobs::~DirectoryBlobs() = default;

Result<std::unique_ptr<DirectoryBlobs>> DirectoryBlobs::open(const fs::path& root, FileSystem& files) {
  auto body = std::shared_ptr<Body>(new Body{root, files, {}, {}, {}});
  CHAUBAN_CHECK(files.make_folders(body->incoming()));
  CHAUBAN_TRY(const auto left_over, files.list(body->incoming()));
  for (const auto& entry : left_over) CHAUBAN_CHECK(files.remove(body->incoming() / entry.name));
  return std::unique_ptr<DirectoryBlobs>(new DirectoryBlobs(std::move(body)));
}

Result<std::unique_ptr<BlobWriter>> DirectoryBlobs::begin() {
  const auto temporary = body_->incoming() / std::to_string(++body_->next_temporary);
  CHAUBAN_TRY(auto file, body_->files.open(temporary, FileSystem::Mode::create_new));
  return std::make_unique<FileWriter>(body_->files, temporary, std::move(file),
                                      [body = body_](const BlobId& id) -> Result<fs::path> {
                                        auto path = body->path_of(id);
                                        CHAUBAN_CHECK(body->make_folder_of(id));
                                        return path;
                                      });
}

Result<std::unique_ptr<BlobReader>> DirectoryBlobs::open(const BlobId& id) {
  CHAUBAN_TRY(auto file, body_->files.open(body_->path_of(id), FileSystem::Mode::read));
  CHAUBAN_TRY(const auto size, file->size());
  return std::make_unique<FileReader>(std::move(file), size);
}

bool DirectoryBlobs::exists(const BlobId& id) { return body_->files.exists(body_->path_of(id)); }
Status DirectoryBlobs::erase(const BlobId& id) { return body_->files.remove(body_->path_of(id)); }
fs::path DirectoryBlobs::path_of(const BlobId& id) const { return body_->path_of(id); }

}  // namespace chauban::storage
