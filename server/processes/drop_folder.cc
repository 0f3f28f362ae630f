// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/drop_folder.h"

#include "ocr/media_type.h"
#include "schemas/base/log.h"
#include "schemas/base/thread.h"
#include "server/messages/messages.h"
#include "server/uploads/headers.h"

#include <array>
#include <fstream>

namespace chauban::server {
namespace {

namespace fs = std::filesystem;

CommandMeta meta_of(std::string_view process, std::string key) {
  CommandMeta meta;
  meta.actor = {system_account(process), {}};
  meta.key_scope = process;
  meta.canonical = key;
  meta.idempotency_key = std::move(key);
  return meta;
}

struct Copied {
  storage::BlobId blob;
  std::uint64_t size = 0;
  std::string media_type;
};

Result<Copied> copy_in(const fs::path& path, storage::BlobStore& blobs, std::uint64_t max_bytes) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return refuse(ErrorCode::file_unreadable, "file_unreadable");
  std::array<char, 65536> buffer{};
  in.read(buffer.data(), buffer.size());
  auto got = static_cast<std::size_t>(in.gcount());
  if (got == 0) return refuse(ErrorCode::file_unreadable, "file_empty");
  Copied copied;
  copied.media_type = ocr::sniff_media_type({buffer.data(), got});
  if (copied.media_type.empty()) return refuse(ErrorCode::unsupported_media, "file_not_supported");
  CHAUBAN_TRY(const auto writer, blobs.begin());
  while (got > 0) {
    copied.size += got;
    if (copied.size > max_bytes) {
      writer->abandon();
      return refuse(ErrorCode::file_too_large);
    }
    CHAUBAN_CHECK(writer->write({buffer.data(), got}));
    in.read(buffer.data(), buffer.size());
    got = static_cast<std::size_t>(in.gcount());
  }
  CHAUBAN_TRY(copied.blob, writer->finish());
  return copied;
}

}  // namespace

Result<Intake::Taken> Intake::take(const fs::path& path, AgencyId agency, std::string_view channel,
                                   std::string_view process) {
  if (room) CHAUBAN_CHECK(room());
  CHAUBAN_TRY(const auto copied, copy_in(path, blobs, max_bytes));
  const auto name = clean_file_name(path.filename().string());
  const auto key = copied.blob.hex() + "/" + name;
  const Taken taken{FileId{derived_id("intake-file", key)}, DocumentId{derived_id("intake-document", key)}};
  CHAUBAN_CHECK(
      bus.submit(file::StoreFile{taken.file, agency, copied.blob.digest, copied.size, copied.media_type, name},
                 meta_of(process, key + "/store"))
          .map([](auto&&) {}));
  incoming::RecordArrival arrival;
  arrival.document = taken.document;
  arrival.agency = agency;
  arrival.files = {taken.file};
  arrival.channel = channel;
  CHAUBAN_CHECK(bus.submit(std::move(arrival), meta_of(process, key + "/arrive")).map([](auto&&) {}));
  return taken;
}

DropFolder::DropFolder(fs::path folder, Intake intake, std::function<std::optional<AgencyId>()> agency)
    : folder_(std::move(folder)), intake_(std::move(intake)), agency_(std::move(agency)) {}

DropFolder::~DropFolder() { stop(); }

void DropFolder::start() {
  std::error_code ignored;
  fs::create_directories(folder_ / "done", ignored);
  fs::create_directories(folder_ / "refused", ignored);
  thread_ = named_thread("drop-folder", [this] { run(); });
}

void DropFolder::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void DropFolder::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) return;
    }
    look();
  }
}

std::size_t DropFolder::look() {
  const auto agency = agency_();
  if (!agency) return 0;
  std::map<fs::path, Seen> now;
  std::vector<fs::path> settled;
  std::error_code failed;
  for (fs::directory_iterator entry(folder_, failed), end; !failed && entry != end; entry.increment(failed)) {
    std::error_code vanished;
    // A link could lead anywhere; only files that lie here are taken. Names beginning with a dot are unfinished copies.
    if (entry->is_symlink(vanished) || !entry->is_regular_file(vanished) ||
        entry->path().filename().string().starts_with('.'))
      continue;
    const Seen seen{entry->file_size(vanished), entry->last_write_time(vanished)};
    if (vanished) continue;
    const auto before = seen_.find(entry->path());
    if (before != seen_.end() && before->second == seen) settled.push_back(entry->path());
    now[entry->path()] = seen;
  }
  seen_ = std::move(now);
  for (const auto& path : settled) {
    settle(path, intake_.take(path, *agency, "folder", "drop-folder"));
    seen_.erase(path);
  }
  return settled.size();
}

void DropFolder::settle(const fs::path& path, const Result<Intake::Taken>& taken) {
  if (!taken && may_retry(taken.error().code)) return;  // the log is busy or full: the file stays and is tried again
  const auto folder = folder_ / (taken ? "done" : "refused");
  auto target = folder / path.filename();
  for (int n = 2; fs::exists(target); ++n)
    target = folder / (path.stem().string() + "-" + std::to_string(n) + path.extension().string());
  std::error_code failed;
  fs::rename(path, target, failed);
  if (failed) log_error("drop_folder.not_moved", {{"reason", failed.message()}});
  if (taken) return;
  const auto vi = messages::text_of(taken.error(), http::Language::vi);
  const auto en = messages::text_of(taken.error(), http::Language::en);
  std::ofstream(target.string() + ".txt") << vi.title << "\n"
                                          << vi.detail << "\n\n"
                                          << en.title << "\n"
                                          << en.detail << "\n";
}

}  // namespace chauban::server
