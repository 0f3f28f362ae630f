// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/noting_files.h"

#include <utility>

namespace chauban::storage {

class NotingFiles::File final : public OpenFile {
 public:
  File(NotingFiles& files, std::unique_ptr<OpenFile> real) : files_(files), real_(std::move(real)) {}
  Status write_at(std::uint64_t offset, BytesView data) override { return files_.note(real_->write_at(offset, data)); }
  Result<Bytes> read_at(std::uint64_t offset, std::size_t size) override { return real_->read_at(offset, size); }
  Result<std::uint64_t> size() override { return real_->size(); }
  Status sync() override { return files_.note(real_->sync()); }

 private:
  NotingFiles& files_;
  std::unique_ptr<OpenFile> real_;
};

Status NotingFiles::check() const {
  const std::scoped_lock lock(mutex_);
  if (refused_) return refuse(*refused_);
  return {};
}

void NotingFiles::remember(const Error& error) {
  const std::scoped_lock lock(mutex_);
  refused_ = error;
}

Status NotingFiles::tend() {
  if (check()) return {};
  CHAUBAN_CHECK(probe_disk(real_, folder_ / "probe-files"));
  const std::scoped_lock lock(mutex_);
  refused_.reset();
  return {};
}

Result<std::unique_ptr<OpenFile>> NotingFiles::open(const std::filesystem::path& path, Mode mode) {
  CHAUBAN_TRY(auto file, note(real_.open(path, mode)));
  return std::make_unique<File>(*this, std::move(file));
}

Status NotingFiles::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  return note(real_.rename(from, to));
}

}  // namespace chauban::storage
