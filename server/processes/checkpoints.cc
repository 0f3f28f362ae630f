// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/checkpoints.h"

#include "schemas/base/log.h"
#include "schemas/base/thread.h"
#include "storage/integrity_tree.h"

namespace chauban::server {

using storage::Checkpoint;
using storage::PartitionId;

Result<std::unique_ptr<Checkpoints>> Checkpoints::open(Parts parts) {
  std::unique_ptr<Checkpoints> made(new Checkpoints(std::move(parts)));
  CHAUBAN_CHECK(made->parts_.folder.set_trust(made->parts_.signer.key()));
  for (const auto partition : made->parts_.partitions) CHAUBAN_CHECK(made->load(partition));
  return made;
}

Status Checkpoints::load(PartitionId partition) {
  const auto state = parts_.state.log_state(partition);
  CHAUBAN_TRY(const auto newest, parts_.folder.newest(partition, state.generation));
  if (!newest) return {};
  const auto& checkpoint = newest->checkpoint;
  // HEAD alone would not notice that its newest slot rotted together with what it told of.
  if (checkpoint.size <= state.next_pos()) {
    CHAUBAN_TRY(const auto root, root_at(partition, checkpoint.size));
    if (root == checkpoint.root) {
      newest_[partition] = checkpoint;
      return {};
    }
  }
  return refuse(ErrorCode::log_shorter_than_head, "log_behind_checkpoint",
                {{"partition", std::to_string(partition.value)},
                 {"size", std::to_string(checkpoint.size)},
                 {"log", std::to_string(state.next_pos())}});
}

Checkpoints::~Checkpoints() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Checkpoints::start() {
  thread_ = named_thread("checkpoints", [this] { run(); });
}

void Checkpoints::stop() {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  if (const auto signed_now = sign(); !signed_now) {
    log_error("checkpoints.not_signed", {{"why", to_text(signed_now.error())}});
  }
}

void Checkpoints::applied(storage::Position position) {
  {
    const std::scoped_lock lock(mutex_);
    const auto last = newest_.find(position.partition);
    const auto size = last == newest_.end() ? 0 : last->second.size;
    if (due_ || position.pos + 1 < size + kEvents) return;
    due_ = true;
  }
  wake_.notify_one();
}

void Checkpoints::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, kEvery, [this] { return stopping_ || due_; });
    if (stopping_) return;
    due_ = false;
    lock.unlock();
    if (const auto done = sign(); !done) log_error("checkpoints.not_signed", {{"why", to_text(done.error())}});
    lock.lock();
  }
}

/// The state's rows are written while we read: a hash may move from the edge into its tile in between, once.
Result<Digest> Checkpoints::root_at(PartitionId partition, std::uint64_t size) const {
  constexpr int kAttempts = 3;
  Result<Digest> root = refuse(ErrorCode::record_damaged, "tree_row_missing");
  for (int attempt = 0; attempt < kAttempts && !root; ++attempt) {
    root = storage::tree_at(size, [&](unsigned level, std::uint64_t index) {
             return parts_.state.tree_node(partition, level, index);
           }).map([](const storage::IntegrityTree& tree) { return tree.root(); });
  }
  return root;
}

Status Checkpoints::sign_one(PartitionId partition) {
  const auto state = parts_.state.log_state(partition);
  std::optional<Checkpoint> last;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = newest_.find(partition); found != newest_.end()) last = found->second;
  }
  const auto origin = parts_.signer.origin(partition, state.generation);
  if (state.next_pos() == 0 || (last && last->size == state.next_pos() && last->origin == origin)) return {};
  if (last) {
    CHAUBAN_TRY(const auto root, root_at(partition, last->size));
    if (root != last->root) return refuse(ErrorCode::record_damaged, "checkpoint_contradicts");
  }
  const Checkpoint next{origin, state.next_pos(), state.tree.root()};
  const auto day = format_date(vietnam_date(parts_.clock.now()));
  CHAUBAN_CHECK(parts_.folder.add(next, parts_.signer.sign(next), day));
  const std::scoped_lock lock(mutex_);
  newest_[partition] = next;
  return {};
}

Status Checkpoints::thin(const std::string& day) {
  if (thinned_ == day) return {};
  const auto today = vietnam_date(parts_.clock.now());
  CHAUBAN_CHECK(parts_.folder.thin(format_date(from_days(to_days(today) - kKeptWholeDays))));
  thinned_ = day;
  return {};
}

Result<std::map<PartitionId, Checkpoint>> Checkpoints::sign() {
  const std::scoped_lock one_at_a_time(signing_);
  for (const auto partition : parts_.partitions) CHAUBAN_CHECK(sign_one(partition));
  CHAUBAN_CHECK(thin(format_date(vietnam_date(parts_.clock.now()))));
  const std::scoped_lock lock(mutex_);
  return newest_;
}

}  // namespace chauban::server
