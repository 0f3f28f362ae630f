// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/directory_blobs.h"

#include "storage/unnamed_blob.h"

#include <algorithm>
#include <atomic>
#include <bitset>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <tuple>

namespace chauban::storage {

namespace fs = std::filesystem;

struct DirectoryBlobs::Body {
  fs::path root;
  FileSystem& files;
  std::atomic<std::uint64_t> next_temporary = 0;
  std::mutex folders;  // guards making them: whoever finds a folder must be able to rely on its name being on disk
  std::shared_mutex naming;  // shared by whoever gives a blob its name, alone by whoever takes one away
  std::bitset<65536> made;   // known to be there, by the first two bytes of the hash

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

class FileWriter final : public UnnamedBlob {
 public:
  /// Where the content goes, its folder made.
  using PlaceFor = std::function<Result<fs::path>(const BlobId&)>;

  FileWriter(FileSystem& files, std::shared_mutex& naming, fs::path temporary, std::unique_ptr<OpenFile> file,
             PlaceFor place_for)
      : UnnamedBlob(files, std::move(temporary), std::move(file)), naming_(naming), place_for_(std::move(place_for)) {}

  Result<BlobId> finish() override {
    CHAUBAN_CHECK(sync());
    const auto id = close();
    CHAUBAN_TRY(const auto path, place_for_(id));
    // Also over the same content: another writer may not have synced its name yet, and damaged bytes are healed.
    {
      const std::shared_lock shared(naming_);
      CHAUBAN_CHECK(files().rename(temporary(), path));
    }
    std::ignore = hand_over();
    CHAUBAN_CHECK(files().sync_folder(path.parent_path()));
    return id;
  }

 private:
  std::shared_mutex& naming_;
  PlaceFor place_for_;
};

/// `ab`: two lower-case hexadecimal digits, as the folders are named.
bool is_byte(std::string_view name) {
  return name.size() == 2 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<std::vector<FolderEntry>> sorted(FileSystem& files, const fs::path& folder) {
  CHAUBAN_TRY(auto entries, files.list(folder));
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

}  // namespace

DirectoryBlobs::DirectoryBlobs(std::shared_ptr<Body> body) : body_(std::move(body)) {}
DirectoryBlobs::~DirectoryBlobs() = default;

Result<std::unique_ptr<DirectoryBlobs>> DirectoryBlobs::open(const fs::path& root, FileSystem& files) {
  auto body = std::shared_ptr<Body>(new Body{root, files, {}, {}, {}, {}});
  CHAUBAN_CHECK(files.make_folders(body->incoming()));
  CHAUBAN_TRY(const auto left_over, files.list(body->incoming()));
  for (const auto& entry : left_over) CHAUBAN_CHECK(files.remove(body->incoming() / entry.name));
  return std::unique_ptr<DirectoryBlobs>(new DirectoryBlobs(std::move(body)));
}

std::unique_ptr<DirectoryBlobs> DirectoryBlobs::look_at(const fs::path& root, FileSystem& files) {
  return std::unique_ptr<DirectoryBlobs>(
      new DirectoryBlobs(std::shared_ptr<Body>(new Body{root, files, {}, {}, {}, {}})));
}

Result<std::unique_ptr<BlobWriter>> DirectoryBlobs::begin() {
  const auto temporary = body_->incoming() / std::to_string(++body_->next_temporary);
  CHAUBAN_TRY(auto file, body_->files.open(temporary, FileSystem::Mode::create_new));
  return std::make_unique<FileWriter>(body_->files, body_->naming, temporary, std::move(file),
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

Status DirectoryBlobs::each(const std::function<bool(const Entry&)>& visit) const {
  if (!body_->files.exists(body_->root)) return {};
  CHAUBAN_TRY(const auto firsts, sorted(body_->files, body_->root));
  for (const auto& first : firsts) {
    if (!first.is_folder || !is_byte(first.name)) continue;
    CHAUBAN_TRY(const auto seconds, sorted(body_->files, body_->root / first.name));
    for (const auto& second : seconds) {
      if (!second.is_folder || !is_byte(second.name)) continue;
      CHAUBAN_TRY(const auto found, sorted(body_->files, body_->root / first.name / second.name));
      for (const auto& file : found) {
        const auto id = BlobId::from_hex(file.name);
        if (!id || file.is_folder || body_->path_of(*id).filename() != file.name) continue;
        if (!visit({*id, file.size_bytes, file.modified})) return {};
      }
    }
  }
  return {};
}

Result<bool> DirectoryBlobs::erase_older(const BlobId& id, Timestamp before) {
  const std::unique_lock alone(body_->naming);
  const auto path = body_->path_of(id);
  std::error_code gone;
  const auto modified = std::chrono::file_clock::to_sys(fs::last_write_time(path, gone));
  if (gone || modified >= before) return false;
  CHAUBAN_CHECK(body_->files.remove(path));
  return true;
}

Result<DirectoryBlobs::Remains> DirectoryBlobs::remains() const {
  Remains found;
  if (body_->files.exists(body_->incoming())) {
    CHAUBAN_TRY(const auto left_over, body_->files.list(body_->incoming()));
    found.broken_off = left_over.size();
  }
  if (!body_->files.exists(body_->root)) return found;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(body_->root, failed), end; !failed && at != end; at.increment(failed)) {
    if (!at->is_regular_file(failed)) continue;
    const auto relative = at->path().lexically_relative(body_->root);
    const auto top = relative.begin()->string();
    if (top == "incoming" || top == "checkpoints") continue;
    const auto id = BlobId::from_hex(at->path().filename().string());
    if (!id || body_->path_of(*id) != at->path()) ++found.unknown;
  }
  if (failed) return refuse(ErrorCode::internal, "storage_io");
  return found;
}

bool DirectoryBlobs::exists(const BlobId& id) { return body_->files.exists(body_->path_of(id)); }
Status DirectoryBlobs::erase(const BlobId& id) { return body_->files.remove(body_->path_of(id)); }
fs::path DirectoryBlobs::path_of(const BlobId& id) const { return body_->path_of(id); }

}  // namespace chauban::storage
