// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command/partition.h"

#include "domain/decide.h"
#include "schemas/base/log.h"
#include "schemas/base/of_disk.h"
#include "schemas/base/thread.h"
#include "server/command/envelopes.h"

#include <map>
#include <optional>

namespace chauban::server {
namespace {

storage::Position at(storage::PartitionId partition, std::uint64_t pos) { return {partition, pos}; }

}  // namespace

/// The commands that are decided together, and what became of them.
class Partition::Group {
 public:
  /// One record on its way, or a command that waits for those before it.
  struct Entry {
    Waiting waiting;
    storage::IdemKey key;
    std::optional<storage::Sent> sent;
    std::vector<storage::EntityWrite> writes;  ///< sent: what the record changes
    std::optional<Result<Receipt>> answer;     ///< sent: the answer if the record turns out valid
    std::optional<std::size_t> same_as;        ///< the same key came twice in this group: answered like that entry
    std::vector<telemetry::HopTime> hops;
  };
  /// Shared with the log's thread, which may outlive a group that gave up.
  struct Landing {
    std::mutex mutex;  // guards all below
    std::condition_variable all;
    std::vector<Result<storage::Offset>> offsets;  ///< in the order they were sent
    std::optional<std::size_t> awaited;            ///< how many, once somebody waits: nobody is woken for less
  };

  std::vector<Entry> entries;
  std::map<storage::IdemKey, std::size_t> keys;
  std::shared_ptr<Landing> landing = std::make_shared<Landing>();
  std::size_t sent = 0;

  [[nodiscard]] storage::Log::Done done() const {
    return [landing = landing](Result<storage::Offset> offset) {
      const std::scoped_lock lock(landing->mutex);
      landing->offsets.push_back(std::move(offset));
      if (landing->offsets.size() == landing->awaited) landing->all.notify_one();
    };
  }
  std::vector<Result<storage::Offset>> wait() const {
    std::unique_lock lock(landing->mutex);
    landing->awaited = sent;
    landing->all.wait(lock, [this] { return landing->offsets.size() == sent; });
    return landing->offsets;
  }
};

Partition::Partition(storage::PartitionId id, PartitionParts parts, Applied applied)
    : id_(id),
      parts_(parts),
      applier_(id, parts.state, parts.directory),
      writer_({.partition = id, .node = parts.node}, parts.log, applier_, parts.clock, parts.ids),
      applied_world_(parts.state),
      applied_(std::move(applied)) {}

Partition::~Partition() { stop(); }

Status Partition::start() {
  if (const auto claimed = writer_.start(); !claimed) {
    // On a disk without room a known log is read all the same; the first command for which there is room claims it.
    const bool known = applier_.log_state().phase != storage::Phase::empty;
    if (!known || !is_of_disk(claimed.error().code)) return claimed;
    log_warning("partition.starts_read_only",
                {{"partition", std::to_string(id_.value)}, {"code", std::string(to_string(claimed.error().code))}});
  }
  tell_applied();
  thread_ = named_thread("partition", [this] { run(); });
  return {};
}

void Partition::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  if (const auto released = writer_.release(); !released) {
    log_warning("partition.release_failed", {{"code", std::string(to_string(released.error().code))}});
  }
}

Result<std::future<Result<Receipt>>> Partition::submit(Command command, CommandMeta meta) {
  Waiting waiting{std::move(command), std::move(meta), {}, telemetry::now()};
  auto future = waiting.promise.get_future();
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || !thread_.joinable()) return refuse(ErrorCode::maintenance);
    if (queue_.size() >= kMaxQueue) return refuse(ErrorCode::overloaded);
    queue_.push_back(std::move(waiting));
  }
  wake_.notify_one();
  return future;
}

void Partition::run() {
  while (true) {
    auto group = take();
    if (group.empty()) return;
    process(std::move(group));
  }
}

std::deque<Partition::Waiting> Partition::take() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  std::deque<Waiting> group;
  while (!queue_.empty() && group.size() < kMaxTogether) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

std::size_t Partition::queued() const {
  const std::scoped_lock lock(mutex_);
  return queue_.size();
}

void Partition::answer(Waiting& waiting, Result<Receipt> answer) {
  auto& count = !answer ? figures_.refused : answer->hops.empty() ? figures_.unchanged : figures_.written;
  count.add();
  waiting.promise.set_value(std::move(answer));
}

void Partition::put_back(std::deque<Waiting> waiting) {
  const std::scoped_lock lock(mutex_);
  while (!waiting.empty()) {
    queue_.push_front(std::move(waiting.back()));
    waiting.pop_back();
  }
}

Status Partition::own() {
  if (writer_.is_owner()) return {};
  log_warning("partition.claims_anew", {{"partition", std::to_string(id_.value)}});
  auto claimed = writer_.start(storage::Claim::Reason::own_record_void);
  tell_applied();
  return claimed;
}

void Partition::tell_applied() {
  const auto next = parts_.state.next_pos(id_);
  if (next == told_) return;
  told_ = next;
  if (applied_) applied_(at(id_, next - 1));
}

Result<Receipt> Partition::first_answer(const storage::KeyEntry& entry) const {
  CHAUBAN_TRY(const auto stored, parts_.state.record_events(id_, entry.first_pos));
  Receipt receipt;
  receipt.replayed = true;
  receipt.position = at(id_, entry.first_pos + entry.n_events - 1);
  for (const auto& event : stored) {
    const auto& envelope = event.envelope;
    CHAUBAN_TRY(auto decoded, decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload));
    receipt.events.push_back({envelope.id,
                              {static_cast<Aggregate>(envelope.aggregate), envelope.stream},
                              envelope.seq,
                              event.position,
                              std::move(decoded)});
  }
  return receipt;
}

Status Partition::same_command(const storage::KeyEntry& entry, const CommandMeta& meta) const {
  CHAUBAN_TRY(const auto digest, parts_.keys.req_digest(entry.digest_key, meta.canonical));
  // A destroyed month key leaves nothing to compare with; the key alone then decides, as it did before the month ended.
  if (digest && *digest != entry.req_digest) return refuse(ErrorCode::idempotency_key_reused);
  return {};
}

Result<Partition::Decided> Partition::decide_one(const Waiting& waiting, const storage::IdemKey& key,
                                                 OverlayWorld& draft) {
  for (const auto& expected : waiting.meta.expected) {
    CHAUBAN_TRY(const auto now, draft.load(expected.stream));
    if (now.version == expected.version) continue;
    return refuse(ErrorCode::version_conflict, "",
                  {{"stream", expected.stream.id.str()}, {"current", std::to_string(now.version)}});
  }
  const auto now = parts_.clock.now();
  const auto directory = parts_.directory.snapshot();
  const Context context{now,        vietnam_date(now), waiting.meta.actor,
                        *directory, parts_.calendar,   [this, now] { return parts_.ids.next(now); }};
  CHAUBAN_TRY(auto events, decide(draft, waiting.command, context));
  Decided decided;
  if (events.empty()) return decided;
  CHAUBAN_TRY(auto sealed,
              seal_events(std::move(events), draft, context, CommandId{context.new_id()}, waiting.meta.matter));
  decided.outcome.envelopes = std::move(sealed.envelopes);
  decided.outcome.idem_key = key;
  decided.outcome.digest_key = parts_.keys.current_month();
  CHAUBAN_TRY(const auto digest, parts_.keys.req_digest(decided.outcome.digest_key, waiting.meta.canonical));
  decided.outcome.req_digest = digest.value_or(storage::ReqDigest{});
  decided.writes = writes_of(draft);
  decided.receipt.events = std::move(sealed.events);
  return decided;
}

void Partition::process(std::deque<Waiting> waiting) {
  if (const auto owned = own(); !owned) {
    for (auto& one : waiting) answer(one, refuse(owned.error()));
    return;
  }
  Group group;
  OverlayWorld world(applied_world_);
  for (auto& one : waiting) {
    auto& entry = group.entries.emplace_back(Group::Entry{std::move(one), {}, {}, {}, {}, {}, {}});
    entry.hops.push_back({telemetry::Hop::queue, entry.waiting.submitted, telemetry::now()});
    figures_.hops.observe(entry.hops.back());
    entry.key = storage::idem_key(entry.waiting.meta.key_scope, entry.waiting.meta.idempotency_key);
    if (const auto twin = group.keys.find(entry.key); twin != group.keys.end()) {
      entry.same_as = twin->second;
      if (group.entries[twin->second].waiting.meta.canonical != entry.waiting.meta.canonical) {
        entry.same_as.reset();
        entry.answer = refuse(ErrorCode::idempotency_key_reused);
      }
      continue;
    }
    const auto known = parts_.state.find_key(id_, entry.key);
    if (!known) {
      entry.answer = refuse(known.error());
      continue;
    }
    if (*known) {
      const auto same = same_command(**known, entry.waiting.meta);
      entry.answer = same ? first_answer(**known) : Result<Receipt>(refuse(same.error()));
      continue;
    }
    OverlayWorld draft(static_cast<const LoadedWorld&>(world));
    auto decided = decide_one(entry.waiting, entry.key, draft);
    entry.hops.push_back({telemetry::Hop::decide, entry.hops.back().end, telemetry::now()});
    figures_.hops.observe(entry.hops.back());
    if (!decided) {
      entry.answer = refuse(decided.error());
      continue;
    }
    if (decided->receipt.events.empty()) {
      decided->receipt.position = at(id_, std::max<std::uint64_t>(writer_.next_pos(), 1) - 1);
      entry.answer = std::move(decided->receipt);
      continue;
    }
    auto sent = writer_.append(decided->outcome, group.done());
    if (!sent) {
      entry.answer = refuse(sent.error());
      continue;
    }
    ++group.sent;
    for (std::size_t i = 0; i < decided->receipt.events.size(); ++i) {
      decided->receipt.events[i].position = at(id_, sent->first_pos + i);
    }
    world.merge(std::move(draft));
    decided->receipt.position = decided->receipt.events.back().position;
    entry.sent = std::move(*sent);
    entry.writes = std::move(decided->writes);
    entry.answer = std::move(decided->receipt);
    group.keys[entry.key] = group.entries.size() - 1;
  }
  finish(group);
}

void Partition::finish(Group& group) {
  const auto offsets = group.wait();
  const auto durable = telemetry::now();
  std::size_t landed = 0;
  bool intact = true;
  for (auto& entry : group.entries) {
    if (!entry.sent) continue;
    const auto& offset = offsets[landed++];
    if (intact && offset) {
      entry.hops.push_back({telemetry::Hop::log, entry.hops.back().end, durable});
      const auto begin = telemetry::now();
      const auto verdict = applier_.follow_own(*offset, entry.sent->bytes, entry.writes);
      entry.hops.push_back({telemetry::Hop::apply, begin, telemetry::now()});
      figures_.hops.observe(entry.hops.end()[-2]);
      figures_.hops.observe(entry.hops.back());
      if (verdict) {
        writer_.followed(*offset, *verdict);
      } else {
        // Durable, yet not in the state: nothing more may be decided until the log was followed up to its end.
        writer_.in_doubt();
        log_error("partition.state_failed", {{"code", std::string(to_string(verdict.error().code))}});
      }
      intact = verdict && verdict->is_valid();
      if (intact) (*entry.answer)->hops = std::move(entry.hops);
    } else {
      intact = false;
    }
    if (!intact) {
      log_error("partition.record_in_doubt", {{"partition", std::to_string(id_.value)}});
      entry.answer = refuse(offset ? Error{ErrorCode::outcome_unknown, "", {}} : offset.error());
    }
  }
  tell_applied();
  std::deque<Waiting> again;
  for (auto& entry : group.entries) {
    // A refusal that may rest on a record in doubt is decided again when the log has told.
    if (!intact && !entry.sent) {
      again.push_back(std::move(entry.waiting));
    } else if (entry.same_as) {
      auto answer = *group.entries[*entry.same_as].answer;
      if (answer) {
        answer->replayed = true;
        answer->hops.clear();
      }
      this->answer(entry.waiting, std::move(answer));
    }
  }
  for (auto& entry : group.entries) {
    if (entry.same_as || (!intact && !entry.sent)) continue;
    answer(entry.waiting, std::move(*entry.answer));
  }
  put_back(std::move(again));
}

}  // namespace chauban::server
