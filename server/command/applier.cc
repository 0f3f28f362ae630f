// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command/applier.h"

#include "schemas/base/log.h"

namespace chauban::server {

std::shared_ptr<const Directory> DirectoryBook::snapshot() const {
  const std::scoped_lock lock(mutex_);
  return present_;
}

Status DirectoryBook::fold(Directory& directory, const storage::EventEnvelope& envelope) const {
  CHAUBAN_TRY(const auto event, decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload));
  if (const auto* account = std::get_if<account::Event>(&event)) directory.apply(*account, AccountId{envelope.stream});
  if (const auto* organisation = std::get_if<organisation::Event>(&event))
    directory.apply(*organisation, envelope.stream);
  return {};
}

Status DirectoryBook::load(const storage::State& state) {
  auto directory = std::make_shared<Directory>();
  std::uint64_t next = 0;
  while (true) {
    CHAUBAN_TRY(const auto events, state.events({0}, next, 1000));
    if (events.empty()) break;
    for (const auto& event : events) CHAUBAN_CHECK(fold(*directory, event.envelope));
    next = events.back().position.pos + 1;
  }
  const std::scoped_lock lock(mutex_);
  present_ = std::move(directory);
  return {};
}

Status DirectoryBook::apply(const storage::EventEnvelope& envelope) {
  auto next = std::make_shared<Directory>(*snapshot());
  CHAUBAN_CHECK(fold(*next, envelope));
  const std::scoped_lock lock(mutex_);
  present_ = std::move(next);
  return {};
}

Applier::Applier(storage::PartitionId partition, storage::State& state, DirectoryBook& directory, Applied applied)
    : partition_(partition), state_(state), directory_(directory), world_(state), applied_(std::move(applied)) {}

storage::LogState Applier::log_state() const { return state_.log_state(partition_); }

Result<storage::Verdict> Applier::follow(storage::Offset offset, BytesView bytes) {
  const auto before = state_.log_state(partition_).next_pos();
  CHAUBAN_TRY(auto verdict, state_.apply(partition_, offset, bytes, [this](const storage::Record& record) {
    return evolve_record(world_, record);
  }));
  if (const auto reason = verdict.void_reason()) {
    log_warning("applier.void_record", {{"partition", std::to_string(partition_.value)},
                                        {"offset", std::to_string(offset.value)},
                                        {"reason", std::string(storage::to_string(*reason))}});
  }
  const auto after = state_.log_state(partition_).next_pos();
  if (after == before) return verdict;
  if (partition_.value == 0) {
    CHAUBAN_TRY(const auto events, state_.record_events(partition_, before));
    for (const auto& event : events) CHAUBAN_CHECK(directory_.apply(event.envelope));
  }
  if (applied_) applied_({partition_, after - 1});
  return verdict;
}

}  // namespace chauban::server
