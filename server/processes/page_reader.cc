// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/page_reader.h"

#include "ocr/page_codec.h"
#include "server/processes/child_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace chauban::server {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::size_t kMaxPicture = std::size_t{16} << 20U;
constexpr std::size_t kMaxWords = std::size_t{16} << 20U;

std::optional<Bytes> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

/// A lost or torn picture is drawn again, so nothing here is synced; the rename keeps readers from half a file, and
/// what a full disk cut short never gets its name.
void keep(const std::filesystem::path& path, BytesView bytes) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  const auto temporary = path.string() + "." + std::to_string(getpid()) + ".part";
  std::ofstream out(temporary, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) std::filesystem::rename(temporary, path, ignored);
  if (!out || ignored) std::filesystem::remove(temporary, ignored);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<int> open_blob(const storage::DirectoryBlobs& blobs, const storage::BlobId& id) {
  const int fd = ::open(blobs.path_of(id).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return refuse(errno == EMFILE || errno == ENFILE ? ErrorCode::overloaded : ErrorCode::not_found);
  return fd;
}

PageReader::PageReader(ocr::OcrService& service, storage::DirectoryBlobs& blobs, std::filesystem::path executable,
                       std::filesystem::path cache)
    : service_(service), blobs_(blobs), executable_(std::move(executable)), cache_(std::move(cache)) {}

void PageReader::cancel(JobId job) { service_.cancel(job.value); }
std::size_t PageReader::pages_open() const { return service_.pages_open(); }

Result<Bytes> PageReader::draw(const storage::BlobId& file, int page, int width) const {
  CHAUBAN_TRY(const int fd, open_blob(blobs_, file));
  const Descriptor open(fd);
  CHAUBAN_TRY(auto output, run_child(executable_, {"ocr-preview", std::to_string(page - 1), std::to_string(width)},
                                     open.get(), kPatience, kMaxPicture));
  if (output.exit_code == 0) return std::move(output.out);
  std::istringstream said(output.err);
  std::string code;
  std::string key;
  said >> code >> key;
  if (code == "not_found") return refuse(ErrorCode::not_found);
  return refuse(ErrorCode::file_unreadable, key.empty() ? "worker_died" : key);
}

Result<Reader::Image> PageReader::preview(const storage::BlobId& file, int page, int width) {
  const auto name = cache_ / file.hex().substr(0, 2) /
                    (file.hex() + "-" + std::to_string(page) + "-" + std::to_string(width) + ".jpg");
  if (auto kept = read_file(name)) return Image{std::move(*kept), "image/jpeg"};
  CHAUBAN_TRY(auto jpeg, draw(file, page, width));
  keep(name, jpeg);
  return Image{std::move(jpeg), "image/jpeg"};
}

Result<Reader::PageSize> PageReader::page_size(const storage::BlobId& file, int page) {
  CHAUBAN_TRY(const auto text, draw(file, page, 0));
  PageSize size;
  std::istringstream(text) >> size.width_pt >> size.height_pt;
  return size;
}

Result<Bytes> PageReader::searchable_pdf(const storage::BlobId& file, const std::vector<std::optional<Digest>>& words) {
  std::vector<std::optional<ocr::PageText>> pages;
  for (const auto& digest : words) {
    if (!digest) {
      pages.emplace_back();
      continue;
    }
    CHAUBAN_TRY(const auto bytes, blobs_.get(storage::BlobId{*digest}, kMaxWords));
    CHAUBAN_TRY(auto page, ocr::decode_page(bytes));
    pages.emplace_back(std::move(page));
  }
  CHAUBAN_TRY(const int fd, open_blob(blobs_, file));
  const Descriptor open(fd);
  return service_.searchable_pdf(open.get(), pages);
}

}  // namespace chauban::server
