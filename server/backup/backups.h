// SPDX-License-Identifier: GPL-3.0-or-later
// A running server's part of a backup: it freezes what is durable as files in `<data>/backup/<id>`, from which somebody
// else copies, and signs the list of what was copied. Freezing costs hard links and one flush; commands go on.
// Reference: event-log.md 9.
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/time.h"
#include "server/backup/log_signer.h"
#include "server/processes/checkpoints.h"
#include "storage/file_system.h"
#include "storage/keystore.h"
#include "storage/log.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace chauban::server {

using BackupId = Id<struct BackupTag>;

/// What is signed of a backup, beside its list of files.
struct BackupNote {
  storage::LogId log;
  BackupId id;
  Timestamp at{};
  Digest manifest;  ///< SHA-256 of its bytes

  [[nodiscard]] std::string text() const;
};

/// Thread-safe.
class Backups {
 public:
  /// All outlive it.
  struct Parts {
    storage::Log& log;
    storage::KeyStore& keys;
    const LogSigner& signer;
    Checkpoints& checkpoints;
    Clock& clock;
    IdSource& ids;
    std::filesystem::path folder;  ///< `<data>/backup`
  };
  static constexpr std::size_t kAtOnce = 4;
  /// One that is older was left behind by somebody who was killed.
  static constexpr std::chrono::hours kLongest{24};

  /// Removes what a crash left there. Errors: storage errors.
  static Result<std::unique_ptr<Backups>> open(Parts parts);

  struct Frozen {
    BackupId id;
    Timestamp at{};
    std::filesystem::path folder;  ///< holds `HEAD`, `log/`, and `keys/` if they were asked for
  };
  /// Errors: overloaded (kAtOnce are under way), those of Log::copy_to and of Checkpoints::sign.
  Result<Frozen> begin(bool with_keys);
  /// The signed note of what was copied. Errors: not_found (no such backup is under way), storage errors.
  Result<std::string> sign(BackupId id, const Digest& manifest);
  /// Lets go of the frozen files. Missing is success.
  Status end(BackupId id);
  /// What the newest backup that was signed holds is as of then, also after a restart; nothing: there was none.
  [[nodiscard]] std::optional<Timestamp> last() const;
  [[nodiscard]] storage::VerifierKey key() const { return parts_.signer.key(); }
  [[nodiscard]] storage::LogId log() const { return parts_.log.id(); }

 private:
  explicit Backups(Parts parts) : parts_(std::move(parts)) {}
  Status end_forgotten(Timestamp now);

  const Parts parts_;
  mutable std::mutex mutex_;  // guards the two below
  std::map<BackupId, Timestamp> under_way_;
  std::optional<Timestamp> last_;
};

}  // namespace chauban::server
