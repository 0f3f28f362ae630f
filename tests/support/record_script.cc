// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/record_script.h"

#include <utility>

namespace chauban::storage {

Bytes sample_envelope(std::uint64_t n, std::string payload) {
  EventEnvelope envelope;
  envelope.id = EventId{Uuid::from_words(n, 1)};
  envelope.stream = Uuid::from_words(n / 3, 2);
  envelope.seq = static_cast<std::uint32_t>(n % 3) + 1;
  envelope.aggregate = 4;
  envelope.type = 9;
  envelope.version = 1;
  envelope.agency = AgencyId{Uuid::from_words(5, 5)};
  envelope.occurred_at = from_micros(1'767'225'600'000'000 + static_cast<std::int64_t>(n));
  envelope.business_date = 20'454;
  envelope.actor.account = AccountId{Uuid::from_words(6, 6)};
  envelope.legal_basis = "30/2020/NĐ-CP";
  envelope.payload = std::move(payload);
  return encode_envelope(envelope);
}

Record RecordScript::base() const {
  const auto state = fold_.log_state();
  Record record;
  record.partition = partition_;
  record.generation = state.phase == Phase::empty ? 1 : state.generation;
  record.epoch = state.epoch;
  record.first_pos = state.next_pos();
  record.prev_root = state.tree.root();
  record.hlc = state.hlc + 1;
  record.writer = state.owner.value_or(writer(99));
  return record;
}

Record RecordScript::genesis(bool copy) const {
  auto record = base();
  const auto state = fold_.log_state();
  Genesis genesis;
  genesis.log = LogId{Uuid::from_words(1, 1)};
  genesis.base_pos = state.next_pos();
  genesis.base_epoch = state.epoch;
  genesis.root = state.tree.root();
  genesis.reason = "test";
  genesis.copy = copy;
  record.body = genesis;
  return record;
}

Record RecordScript::claim(std::uint64_t n) const {
  auto record = base();
  ++record.epoch;
  record.writer = writer(n);
  record.body = Claim{NodeId{Uuid::from_words(n, 8)}, kSoftwareLevel, Claim::Reason::start, record.first_pos};
  return record;
}

Record RecordScript::data(std::size_t n_events) {
  auto record = base();
  Events events;
  for (std::size_t i = 0; i < n_events; ++i) events.envelopes.push_back(sample_envelope(++events_));
  record.n_events = static_cast<std::uint16_t>(n_events);
  record.idem_key = idem_key("script", std::to_string(events_));
  record.req_digest = ReqDigest{Uuid::from_words(events_, 3)};
  record.body = std::move(events);
  return record;
}

Record RecordScript::release() const {
  auto record = base();
  record.body = Release{};
  return record;
}

Record RecordScript::seal(std::uint32_t next_generation) const {
  auto record = base();
  ++record.epoch;
  record.body = Seal{next_generation, "moved", "operator", "elsewhere"};
  return record;
}

Record RecordScript::opened(std::uint64_t epoch) const {
  auto record = base();
  record.body = Opened{epoch, 0, "source"};
  return record;
}

Verdict RecordScript::put_bytes(Bytes bytes) {
  const auto verdict = fold_.follow(fold_.log_state().next_offset, bytes).value();
  if (!verdict.stop_reason()) records_.push_back(std::move(bytes));
  return verdict;
}

void RecordScript::begin(std::uint64_t n) {
  CHAUBAN_ASSERT(put(genesis()).is_valid());
  CHAUBAN_ASSERT(put(claim(n)).is_valid());
}

}  // namespace chauban::storage
