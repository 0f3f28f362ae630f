// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/check/truth_check.h"

#include "server/check/named_blobs.h"
#include "storage/embedded/stopped_log.h"

#include <algorithm>

namespace chauban::server {
namespace {

using storage::PartitionId;
using storage::Place;
using storage::SignedCheckpoint;

storage::Progress part_of(const Shown& shown, const std::string& what) {
  if (!shown) return {};
  return [&shown, what](std::uint64_t done, std::uint64_t all) { shown(what, done, all); };
}

storage::Finding about(const char* what, const SignedCheckpoint& one) {
  const auto& checkpoint = one.checkpoint;
  return {Place::checkpoints,
          what,
          {{"partition", std::to_string(checkpoint.origin.partition.value)},
           {"generation", std::to_string(checkpoint.origin.generation)},
           {"size", std::to_string(checkpoint.size)}}};
}

/// Holds the checkpoints of one partition against its log while that is followed.
class Witness {
 public:
  Witness(std::vector<SignedCheckpoint> checkpoints, const storage::Report& report)
      : left_(std::move(checkpoints)), report_(report) {
    std::ranges::stable_sort(left_, {}, [](const auto& one) { return one.checkpoint.size; });
  }

  void follow(const storage::MemoryFold& fold) {
    const auto state = fold.log_state();
    handed_on_ = state.handed_on;
    for (; at_ < left_.size() && left_[at_].checkpoint.size <= state.next_pos(); ++at_) {
      const auto& checkpoint = left_[at_].checkpoint;
      const auto root = fold.root_at(checkpoint.size);
      if (root && *root == checkpoint.root) {
        ++facts_.matched;
        facts_.covered = std::max(facts_.covered, checkpoint.size);
      } else {
        differing_.push_back(at_);
      }
    }
  }

  /// What is beyond the log's end, or differs: lost, unless a later generation says that it is.
  CheckpointFacts finish() {
    for (; at_ < left_.size(); ++at_) differing_.push_back(at_);
    for (const auto at : differing_) {
      const auto& one = left_[at];
      if (one.checkpoint.size > storage::shared_with(handed_on_, one.checkpoint.origin.generation)) {
        ++facts_.outlived;
        continue;
      }
      report_(about("found_checkpoint_differs", one));
    }
    return facts_;
  }

 private:
  std::vector<SignedCheckpoint> left_;  // by size
  const storage::Report& report_;
  std::size_t at_ = 0;
  std::vector<std::size_t> differing_;
  std::vector<storage::HandedOn> handed_on_;
  CheckpointFacts facts_;
};

class TruthCheck {
 public:
  TruthCheck(const TruthOptions& options, storage::FileSystem& files, const storage::Report& report, const Shown& shown)
      : options_(options), files_(files), report_(report), shown_(shown) {}

  Status read_checkpoints();
  Status log();
  Status blobs();
  TruthFacts facts;

 private:
  void keep(const std::vector<SignedCheckpoint>& some, const std::vector<storage::VerifierKey>& trust);
  void judged(const storage::Judged& judged, Witness& witness);

  const TruthOptions& options_;
  storage::FileSystem& files_;
  const storage::Report& report_;
  const Shown& shown_;
  std::map<PartitionId, std::vector<SignedCheckpoint>> checkpoints_;
  std::vector<storage::NamedBlob> named_;
};

void TruthCheck::keep(const std::vector<SignedCheckpoint>& some, const std::vector<storage::VerifierKey>& trust) {
  for (const auto& one : some) {
    const bool known = std::ranges::any_of(trust, [&](const auto& key) { return one.is_signed_by(key); });
    if (known) checkpoints_[one.checkpoint.origin.partition].push_back(one);
    if (!known) report_(about("found_checkpoint_unsigned", one));
  }
}

Status TruthCheck::read_checkpoints() {
  const storage::CheckpointFolder folder(options_.data / "blobs" / "checkpoints", files_);
  auto trust = options_.trust;
  if (trust.empty()) {
    CHAUBAN_TRY(trust, folder.trust());
  }
  CHAUBAN_TRY(const auto own, folder.all());
  for (const auto& file : own.damaged) report_({Place::checkpoints, "found_checkpoints_damaged", {{"file", file}}});
  keep(own.checkpoints, trust);
  keep(options_.kept, trust);
  return {};
}

void TruthCheck::judged(const storage::Judged& judged, Witness& witness) {
  if (options_.onlooker) options_.onlooker(judged);
  witness.follow(judged.fold);
  if (!judged.verdict.is_valid() || !std::holds_alternative<storage::Events>(judged.decoded->body)) return;
  const auto added = add_named_blobs(*judged.decoded, named_);
  if (added) return;
  auto where = added.error().details;
  where["partition"] = std::to_string(judged.decoded->partition.value);
  report_({Place::log, "found_event_unreadable", std::move(where)});
}

Status TruthCheck::log() {
  auto log = storage::StoppedLog::open(files_, options_.data);
  if (!log && log.error().code == ErrorCode::not_found) return refuse(log.error());
  if (!log) {
    report_({Place::log, "found_log_unreadable", {{"reason", to_text(log.error())}}});
    return {};
  }
  storage::check_log_files(**log, report_, part_of(shown_, "log files"));
  for (const auto partition : (*log)->partitions()) {
    Witness witness(std::move(checkpoints_[partition]), report_);
    facts.partitions[partition] = storage::check_partition(
        **log, partition, report_, [&](const storage::Judged& one) { judged(one, witness); },
        part_of(shown_, "log " + std::to_string(partition.value)));
    facts.checkpoints[partition] = witness.finish();
  }
  return {};
}

Status TruthCheck::blobs() {
  const auto store = storage::DirectoryBlobs::look_at(options_.data / "blobs", files_);
  CHAUBAN_TRY(facts.blobs, storage::check_blobs(*store, std::move(named_), report_, part_of(shown_, "blobs")));
  return {};
}

}  // namespace

Result<TruthFacts> check_truth(const TruthOptions& options, storage::FileSystem& files, const storage::Report& report,
                               const Shown& shown) {
  TruthCheck check(options, files, report, shown);
  CHAUBAN_CHECK(check.read_checkpoints());
  CHAUBAN_CHECK(check.log());
  CHAUBAN_CHECK(check.blobs());
  return std::move(check.facts);
}

}  // namespace chauban::server
