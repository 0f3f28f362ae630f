// SPDX-License-Identifier: GPL-3.0-or-later
// What the routes are given: references to every part of a running server. app.cc makes the parts and fills this in.
#pragma once

#include "domain/access.h"
#include "domain/calendar.h"
#include "domain/directory.h"
#include "projections/catalogue.h"
#include "projections/search_view.h"
#include "schemas/base/ids.h"
#include "schemas/base/time.h"
#include "server/auth/password.h"
#include "server/auth/personal_keys.h"
#include "server/auth/rate_limit.h"
#include "server/auth/session.h"
#include "server/command/command_bus.h"
#include "server/limits.h"
#include "server/processes/disk_watch.h"
#include "storage/blob_store.h"
#include "storage/keystore.h"
#include "storage/state.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chauban::server {

class Backups;
class Uploads;
class Hub;

/// What the routes ask of the reading of files. Implemented over ocr::OcrService. Thread-safe; may block for seconds.
class Reader {
 public:
  struct Image {
    Bytes bytes;
    std::string media_type;  ///< image/png or image/jpeg
  };
  struct PageSize {
    double width_pt = 0;
    double height_pt = 0;
  };
  virtual ~Reader() = default;
  /// JobCancelled has happened: its pages need not be read any more.
  virtual void cancel(JobId job) = 0;
  /// The page upright, `width` pixels wide (64 to 3000). `page` from 1. Errors: not_found (no such page),
  /// file_unreadable.
  virtual Result<Image> preview(const storage::BlobId& file, int page, int width) = 0;
  /// As a viewer shows it; asked for pages that nobody has read yet. `page` from 1. Errors: as preview.
  virtual Result<PageSize> page_size(const storage::BlobId& file, int page) = 0;
  /// `words` by page, in order: blob of what was read there, or nothing. Errors: file_unreadable, unsupported_media.
  virtual Result<Bytes> searchable_pdf(const storage::BlobId& file,
                                       const std::vector<std::optional<Digest>>& words) = 0;
  /// Waiting and being read.
  [[nodiscard]] virtual std::size_t pages_open() const = 0;
};

/// The account under which the command line speaks to a running server of the same data folder.
inline AccountId operator_account() { return system_account("operator"); }

/// What somebody signed in may read: by positions, or as the operator.
inline Rights reading_rights(const Directory& directory, AccountId account, AgencyId agency) {
  return account == operator_account() ? operator_rights(agency) : reader_rights(directory, account);
}

struct ServerConfig {
  std::string base_url;         ///< `https://chauban.example.gov.vn`, empty: relative links only
  std::string version;          ///< of the program
  bool secure_cookies = false;  ///< TLS in front
  std::chrono::seconds session_lifetime = std::chrono::hours(12);
  RouteLimits limits;
};

/// Everything here outlives the routes. Thread-safe as its parts are.
struct Services {
  Clock& clock;
  IdSource& ids;
  CommandBus& bus;
  std::function<std::shared_ptr<const Directory>()> directory;  ///< the present snapshot
  const Calendar& calendar;
  const storage::State& state;
  storage::BlobStore& blobs;
  projections::Views& views;
  projections::SearchView& search;
  Reader& reader;
  Uploads& uploads;
  Backups& backups;
  Hub& hub;
  auth::Sessions& sessions;
  auth::PersonalKeys& personal_keys;
  auth::Passwords& passwords;
  auth::SignInLimiter& sign_ins;
  storage::KeyStore& keys;                      ///< the secret that cursors are signed with lies there
  std::function<std::vector<DiskPart>()> disk;  ///< what the disk takes now
  std::function<bool()> is_ready;               ///< /ready: partitions claimed, views open, not stopping
  std::function<void(AccountId)> account_ends;  ///< besides sessions and keys: streams of it. May be empty
  ServerConfig config;
};

}  // namespace chauban::server
