// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/partition_writer.h"

#include "schemas/base/log.h"
#include "storage/head_check.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

namespace chauban::storage {
namespace {

constexpr int kClaimAttempts = 6;  // then an operator must look (event-log.md 3.4)

std::uint64_t next_hlc(std::uint64_t previous, Timestamp now) {
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(to_micros(now) / 1000, 0));
  return std::max(previous + 1, ms << 16U);
}

}  // namespace

class PartitionWriter::Body {
 public:
  Body(Options options, Log& log, Follower& follower, Clock& clock, IdSource& ids)
      : options_(options), log_(log), follower_(follower), clock_(clock), ids_(ids) {}
  /// What is in flight reports to this object.
  ~Body() { wait_for_landing(); }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  Status start(Claim::Reason reason);
  Result<Sent> append(const Outcome& outcome, Log::Done done);
  void followed(Offset offset, const Verdict& verdict);
  void in_doubt() {
    const std::scoped_lock lock(mutex_);
    failed_ = true;
  }
  Status release();
  [[nodiscard]] bool is_owner() const {
    const std::scoped_lock lock(mutex_);
    return owner_ && !failed_;
  }
  [[nodiscard]] std::uint64_t next_pos() const { return speculative_.next_pos(); }

 private:
  Status follow_to(std::optional<Offset> last);
  Result<Verdict> write_control(Record record);
  Record control(const LogState& state) const;
  Status begin_log();
  Status claim(Claim::Reason reason);
  void landed(std::size_t bytes, const Result<Offset>& offset);
  void wait_for_landing();

  Options options_;
  Log& log_;
  Follower& follower_;
  Clock& clock_;
  IdSource& ids_;
  WriterId writer_;
  LogState speculative_;  // what will be, if all in flight is valid
  std::optional<Verdict> last_verdict_;

  mutable std::mutex mutex_;  // guards all below: the log's thread reports here
  std::condition_variable landed_;
  std::size_t in_flight_ = 0;
  std::size_t in_flight_bytes_ = 0;
  bool owner_ = false;
  bool failed_ = false;
  std::set<Offset> own_;  // landed, not yet followed
};

/// Follows up to `last`, that included, or to the present end.
Status PartitionWriter::Body::follow_to(std::optional<Offset> last) {
  CHAUBAN_CHECK(check_head(log_, follower_.log_state()));
  const auto cursor = log_.read(options_.partition, follower_.log_state().next_offset);
  while (!last || follower_.log_state().next_offset <= *last) {
    CHAUBAN_TRY(const auto record, cursor->next());
    if (!record) break;
    CHAUBAN_TRY(const auto verdict, follower_.follow(record->offset, record->bytes));
    if (const auto stop = verdict.stop_reason()) {
      return refuse(*stop == StopReason::upgrade_needed ? ErrorCode::upgrade_needed : ErrorCode::partition_halted,
                    std::string(to_string(*stop)));
    }
    last_verdict_ = verdict;
    CHAUBAN_CHECK(check_head(log_, follower_.log_state()));
  }
  return {};
}

Record PartitionWriter::Body::control(const LogState& state) const {
  Record record;
  record.partition = options_.partition;
  record.generation = state.generation;
  record.epoch = state.epoch;
  record.first_pos = state.next_pos();
  record.prev_root = state.tree.root();
  record.hlc = next_hlc(state.hlc, clock_.now());
  record.writer = writer_;
  return record;
}

/// Appends, waits until it is durable, follows up to it, says what it was judged.
Result<Verdict> PartitionWriter::Body::write_control(Record record) {
  const auto state = follower_.log_state();
  struct Landing {
    std::mutex mutex;  // guards offset
    std::condition_variable done;
    std::optional<Result<Offset>> offset;
  };
  const auto landing = std::make_shared<Landing>();
  CHAUBAN_CHECK(log_.append(options_.partition, encode_record(record), {{}, state.next_pos(), state.tree.root()},
                            [landing](Result<Offset> offset) {
                              const std::scoped_lock lock(landing->mutex);
                              landing->offset = std::move(offset);
                              landing->done.notify_one();
                            }));
  std::unique_lock lock(landing->mutex);
  landing->done.wait(lock, [&] { return landing->offset.has_value(); });
  CHAUBAN_TRY(const auto offset, std::move(*landing->offset));
  CHAUBAN_CHECK(follow_to(offset));
  CHAUBAN_ASSERT(last_verdict_.has_value());
  return *last_verdict_;
}

Status PartitionWriter::Body::begin_log() {
  Record record;
  record.partition = options_.partition;
  record.prev_root = IntegrityTree().root();
  record.hlc = next_hlc(0, clock_.now());
  record.writer = writer_;
  Genesis genesis;
  genesis.log = log_.id();
  genesis.root = record.prev_root;
  genesis.reason = "new log";
  record.body = genesis;
  CHAUBAN_TRY(const auto verdict, write_control(std::move(record)));
  if (!verdict.is_valid()) return refuse(ErrorCode::partition_halted, "genesis_void");
  return {};
}

Status PartitionWriter::Body::claim(Claim::Reason reason) {
  for (int attempt = 0; attempt < kClaimAttempts; ++attempt) {
    const auto state = follower_.log_state();
    if (state.phase != Phase::live) return refuse(ErrorCode::partition_halted, "partition_sealed");
    writer_ = WriterId{ids_.random()};  // drawn anew for each claim: an old record of ours must never fit again
    auto record = control(state);
    record.epoch = state.epoch + 1;
    record.body = Claim{options_.node, kSoftwareLevel, reason, state.next_offset.value};
    CHAUBAN_TRY(const auto verdict, write_control(std::move(record)));
    if (verdict.is_valid()) return {};
    log_warning("writer.claim_void", {{"partition", std::to_string(options_.partition.value)}});
    CHAUBAN_CHECK(follow_to(std::nullopt));
  }
  return refuse(ErrorCode::partition_halted, "claims_void");
}

Status PartitionWriter::Body::start(Claim::Reason reason) {
  {
    const std::scoped_lock lock(mutex_);
    owner_ = false;
  }
  wait_for_landing();
  CHAUBAN_CHECK(follow_to(std::nullopt));
  writer_ = WriterId{ids_.random()};
  if (follower_.log_state().phase == Phase::empty) CHAUBAN_CHECK(begin_log());
  CHAUBAN_CHECK(claim(reason));
  speculative_ = follower_.log_state();
  const std::scoped_lock lock(mutex_);
  owner_ = true;
  failed_ = false;
  own_.clear();
  return {};
}

void PartitionWriter::Body::landed(std::size_t bytes, const Result<Offset>& offset) {
  const std::scoped_lock lock(mutex_);
  --in_flight_;
  in_flight_bytes_ -= bytes;
  if (offset) own_.insert(*offset);
  failed_ = failed_ || !offset;
  landed_.notify_all();
}

void PartitionWriter::Body::wait_for_landing() {
  std::unique_lock lock(mutex_);
  landed_.wait(lock, [this] { return in_flight_ == 0; });
}

Result<Sent> PartitionWriter::Body::append(const Outcome& outcome, Log::Done done) {
  const auto count = outcome.envelopes.size();
  if (count == 0 || count > kMaxEventsPerRecord) return refuse(ErrorCode::record_too_large);
  for (const auto& envelope : outcome.envelopes) {
    if (envelope.size() > kMaxEventBytes) return refuse(ErrorCode::record_too_large);
  }
  auto next = speculative_;
  auto record = control(next);
  record.level = outcome.level;
  record.n_events = static_cast<std::uint16_t>(count);
  record.digest_key = outcome.digest_key;
  record.idem_key = outcome.idem_key;
  record.req_digest = outcome.req_digest;
  record.body = Events{outcome.envelopes};
  Sent sent{record.first_pos, record.hlc, encode_record(record)};
  const auto size = sent.bytes.size();
  if (size > kMaxRecordBytes) return refuse(ErrorCode::record_too_large);
  {
    const std::scoped_lock lock(mutex_);
    if (!owner_ || failed_) return refuse(ErrorCode::log_unavailable);
    if (in_flight_ >= options_.max_in_flight || in_flight_bytes_ + size > options_.max_in_flight_bytes) {
      return refuse(ErrorCode::overloaded);
    }
    ++in_flight_;
    in_flight_bytes_ += size;
  }
  advance(next, Verdict::valid(), &record, sent.bytes);
  auto status = log_.append(options_.partition, sent.bytes, {{}, next.next_pos(), next.tree.root()},
                            [this, size, done = std::move(done)](Result<Offset> offset) {
                              landed(size, offset);  // first: whoever waits for `done` may append again
                              done(std::move(offset));
                            });
  if (!status) {
    const std::scoped_lock lock(mutex_);  // nothing was sent: the position is still free
    --in_flight_;
    in_flight_bytes_ -= size;
    return refuse(std::move(status).error());
  }
  speculative_ = std::move(next);
  return sent;
}

/// Void records of others (a zombie's, a duplicate) mean nothing; a valid one of another's means that it owns now.
void PartitionWriter::Body::followed(Offset offset, const Verdict& verdict) {
  const bool still_mine = follower_.log_state().owner == writer_;
  const std::scoped_lock lock(mutex_);
  const bool own = own_.contains(offset);
  own_.erase(own_.begin(), own_.upper_bound(offset));
  if (!still_mine || (own && !verdict.is_valid())) failed_ = true;
}

Status PartitionWriter::Body::release() {
  wait_for_landing();
  {
    const std::scoped_lock lock(mutex_);
    if (!owner_) return {};
    owner_ = false;
    if (failed_) return {};
  }
  CHAUBAN_CHECK(follow_to(std::nullopt));
  if (follower_.log_state().owner != writer_) return {};  // another has claimed: nothing of ours to give up
  auto record = control(follower_.log_state());
  record.body = Release{};
  CHAUBAN_TRY(const auto verdict, write_control(std::move(record)));
  if (!verdict.is_valid()) return refuse(ErrorCode::partition_halted, "release_void");
  return {};
}

PartitionWriter::PartitionWriter(Options options, Log& log, Follower& follower, Clock& clock, IdSource& ids)
    : body_(std::make_unique<Body>(options, log, follower, clock, ids)) {}
PartitionWriter::~PartitionWriter() = default;

Status PartitionWriter::start(Claim::Reason reason) { return body_->start(reason); }
Result<Sent> PartitionWriter::append(const Outcome& outcome, Log::Done done) {
  return body_->append(outcome, std::move(done));
}
bool PartitionWriter::is_owner() const { return body_->is_owner(); }
void PartitionWriter::followed(Offset offset, const Verdict& verdict) { body_->followed(offset, verdict); }
void PartitionWriter::in_doubt() { body_->in_doubt(); }
std::uint64_t PartitionWriter::next_pos() const { return body_->next_pos(); }
Status PartitionWriter::release() { return body_->release(); }

}  // namespace chauban::storage
