// SPDX-License-Identifier: GPL-3.0-or-later
// The watched folder: a scanner or a person puts files there, each becomes an arrival. Taken files move to `done/`,
// refused ones to `refused/` beside a text that says why; nothing is ever deleted.
#pragma once

#include "schemas/base/time.h"
#include "server/command/command_bus.h"
#include "storage/blob_store.h"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace chauban::server {

/// Stores a file that is on disk, and records its arrival: what the drop folder, `import` and the demo have in common.
/// Idempotent by content and name. Errors: file_unreadable `file_empty`, unsupported_media, file_too_large, storage
/// errors, those of StoreFile and RecordArrival.
struct Intake {
  CommandBus& bus;
  storage::BlobStore& blobs;
  std::uint64_t max_bytes = std::uint64_t{512} << 20U;
  std::function<Status()> room = {};  ///< may the disk take more? Asked before a byte is copied. Empty: always

  struct Taken {
    FileId file;
    DocumentId document;
  };
  /// `channel`: as DocumentArrived. `process`: which system account acts.
  Result<Taken> take(const std::filesystem::path& path, AgencyId agency, std::string_view channel,
                     std::string_view process);
};

/// Thread: one of its own. A file is taken when two looks, a second apart, saw the same size and time: it is not being
/// written any more.
class DropFolder {
 public:
  DropFolder(std::filesystem::path folder, Intake intake, std::function<std::optional<AgencyId>()> agency);
  ~DropFolder();
  DropFolder(const DropFolder&) = delete;
  DropFolder& operator=(const DropFolder&) = delete;

  void start();
  void stop();
  /// One look on the calling thread. Number of files taken or refused.
  std::size_t look();

 private:
  struct Seen {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type time;
    bool operator==(const Seen&) const = default;
  };
  void run();
  void settle(const std::filesystem::path& path, const Result<Intake::Taken>& taken);

  std::filesystem::path folder_;
  Intake intake_;
  std::function<std::optional<AgencyId>()> agency_;
  std::map<std::filesystem::path, Seen> seen_;
  std::mutex mutex_;  // guards stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace chauban::server
