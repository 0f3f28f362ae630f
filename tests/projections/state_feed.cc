// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/projections/state_feed.h"

#include <stdexcept>

namespace chauban::projections {
namespace {

const storage::WriterId kWriter = storage::WriterId{Uuid::from_words(7, 7)};

class ListCursor final : public storage::LogCursor {
 public:
  explicit ListCursor(std::vector<storage::LogRecord> records) : records_(std::move(records)) {}
  Result<std::optional<storage::LogRecord>> next() override {
    if (at_ == records_.size()) return std::optional<storage::LogRecord>();
    return std::optional(records_[at_++]);
  }

 private:
  std::vector<storage::LogRecord> records_;
  std::size_t at_ = 0;
};

Bytes envelope_of(const StoredEvent& stored) {
  const auto encoded = encode_event(stored.event);
  storage::EventEnvelope envelope;
  envelope.id = stored.facts.id;
  envelope.stream = stored.facts.stream.id;
  envelope.seq = stored.facts.seq;
  envelope.aggregate = encoded.aggregate;
  envelope.type = encoded.type;
  envelope.version = encoded.version;
  envelope.agency = stored.facts.agency;
  envelope.occurred_at = stored.facts.occurred_at;
  envelope.business_date = to_days(stored.facts.business_date);
  envelope.cause = stored.facts.command;
  envelope.actor.account = stored.facts.actor.account;
  envelope.actor.position = stored.facts.actor.position;
  envelope.payload = encoded.payload;
  return storage::encode_envelope(envelope);
}

}  // namespace

Status ListLog::append(storage::PartitionId partition, Bytes record, storage::Head, Done done) {
  storage::Offset at;
  {
    const std::scoped_lock lock(mutex_);
    at.value = records_[partition].size();
    records_[partition].push_back(std::move(record));
  }
  if (done) done(at);
  return {};
}

std::unique_ptr<storage::LogCursor> ListLog::read(storage::PartitionId partition, storage::Offset from) {
  const std::scoped_lock lock(mutex_);
  std::vector<storage::LogRecord> rest;
  const auto& records = records_[partition];
  for (auto i = from.value; i < records.size(); ++i) rest.push_back({{i}, records[i]});
  return std::make_unique<ListCursor>(std::move(rest));
}

storage::Offset ListLog::end(storage::PartitionId partition) {
  const std::scoped_lock lock(mutex_);
  return {records_[partition].size()};
}

storage::LogId ListLog::id() const { return storage::LogId{Uuid::from_words(1, 1)}; }

StateFeed::StateFeed(rocksdb::Env* env) : env_(env) {
  reopen();
  claim({0});
  claim({1});
}

void StateFeed::reopen() {
  views_.reset();
  state_.reset();
  storage::State::Options options;
  options.folder = folder_.path() / "state";
  options.env = env_;
  state_ = storage::State::open(options, log_).value();
  views_ = std::make_unique<storage::ViewStore>(*state_);
}

void StateFeed::claim(storage::PartitionId partition) {
  storage::Record genesis;
  genesis.body = storage::Genesis{.log = log_.id(),
                                  .parent = 0,
                                  .base_pos = 0,
                                  .base_epoch = 0,
                                  .root = storage::IntegrityTree().root(),
                                  .reason = "",
                                  .lost_from = 0,
                                  .copy = false};
  append(partition, genesis);
  storage::Record claim;
  claim.epoch = 1;
  claim.body = storage::Claim{};
  append(partition, claim);
}

void StateFeed::append(storage::PartitionId partition, storage::Record record) {
  const auto before = state_->log_state(partition);
  record.partition = partition;
  record.writer = kWriter;
  record.first_pos = before.next_pos();
  record.prev_root = before.tree.root();
  record.hlc = before.hlc + (1U << 16U);
  const auto bytes = storage::encode_record(record);
  if (!log_.append(partition, bytes, {}, {})) throw std::runtime_error("append");
  const auto verdict = state_->apply(partition, before.next_offset, bytes, std::span<const storage::EntityWrite>());
  if (!verdict || !verdict->is_valid()) {
    throw std::runtime_error(verdict && verdict->void_reason() ? std::string(to_string(*verdict->void_reason()))
                                                               : "apply");
  }
}

void StateFeed::add(const std::vector<StoredEvent>& events, std::size_t per_record, storage::PartitionId partition) {
  for (std::size_t at = 0; at < events.size();) {
    storage::Events body;
    for (; at < events.size() && body.envelopes.size() < per_record; ++at)
      body.envelopes.push_back(envelope_of(events[at]));
    storage::Record record;
    record.epoch = 1;
    record.n_events = static_cast<std::uint16_t>(body.envelopes.size());
    record.idem_key = storage::idem_key("test", std::to_string(++keys_));
    record.body = std::move(body);
    append(partition, std::move(record));
  }
}

}  // namespace chauban::projections
