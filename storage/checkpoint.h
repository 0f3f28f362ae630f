// SPDX-License-Identifier: GPL-3.0-or-later
// What a partition's log was at a size, signed: whoever keeps one can prove later that nothing before it was changed.
// C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint), without extension lines (event-log.md 8.2).
#pragma once

#include "storage/file_system.h"
#include "storage/position.h"
#include "storage/signed_note.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace chauban::storage {

/// Whose log it is: `<host>/chauban/<logId>/p<partition>/g<generation>`. A generation that lost something has another
/// origin on purpose: the break is visible.
struct Origin {
  std::string log_name;  ///< `<host>/chauban/<logId>`: the name under which the key is known
  PartitionId partition;
  std::uint32_t generation = 1;

  [[nodiscard]] std::string str() const;
  static std::optional<Origin> parse(std::string_view text);
  auto operator<=>(const Origin&) const = default;
};

struct Checkpoint {
  Origin origin;
  std::uint64_t size = 0;
  Digest root;

  /// The note's text.
  [[nodiscard]] std::string text() const;
  static std::optional<Checkpoint> parse(std::string_view text);
  bool operator==(const Checkpoint&) const = default;
};

/// A checkpoint as it is kept: the signed note, and what it says.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;

  /// `key`: that of the log's name; the signature is under the origin's.
  [[nodiscard]] bool is_signed_by(const VerifierKey& key) const;
};

/// Name of the log, of which the key and every origin are named.
std::string log_name(const std::string& host, LogId log);
std::string sign_checkpoint(const SigningKey& key, const Checkpoint& checkpoint);

/// All that a file of notes holds, one after the other, each ended by an empty line.
struct ReadCheckpoints {
  std::vector<SignedCheckpoint> checkpoints;
  std::size_t damaged = 0;  ///< notes that are whole and cannot be read
  std::size_t torn = 0;     ///< bytes behind the last whole one, as a crash leaves them
};
ReadCheckpoints read_checkpoints(std::string_view file);

/// `<data>/blobs/checkpoints`: `p<partition>/g<generation>/<day>`, the notes of a day in a file, and `trust`, the key
/// they are signed with. Of days older than 30 the last note stays. Thread-safe.
class CheckpointFolder {
 public:
  /// Made when first written to. `files` outlives it.
  CheckpointFolder(std::filesystem::path folder, FileSystem& files) : folder_(std::move(folder)), files_(files) {}

  /// Durable when it returns. `day` sorts as text: `2026-11-25`.
  Status add(const Checkpoint& checkpoint, std::string_view note, const std::string& day);
  /// The newest of a partition's generation. Errors: record_damaged (it cannot be read), storage errors.
  Result<std::optional<SignedCheckpoint>> newest(PartitionId partition, std::uint32_t generation) const;
  /// Every one, by partition, generation and day; and the files in which some cannot be read (`p1/g1/2026-11-25`).
  struct All {
    std::vector<SignedCheckpoint> checkpoints;
    std::vector<std::string> damaged;
  };
  Result<All> all() const;
  /// Days before this one keep their last note only.
  Status thin(const std::string& before_day);

  Status set_trust(const VerifierKey& key);
  /// One key a line.
  Result<std::vector<VerifierKey>> trust() const;

 private:
  Result<Bytes> read(const std::filesystem::path& path) const;
  Status replace(const std::filesystem::path& path, BytesView content);
  Result<std::vector<std::filesystem::path>> days(const std::filesystem::path& folder) const;
  Result<std::vector<std::filesystem::path>> generations() const;

  std::filesystem::path folder_;
  FileSystem& files_;
  std::mutex mutex_;  // one writer at a time
};

/// Keys, one a line as VerifierKey::str. Lines that are none are left out.
std::vector<VerifierKey> parse_trust(std::string_view text);

}  // namespace chauban::storage
