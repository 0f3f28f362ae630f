// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command/applier.h"

#include "schemas/base/log.h"

namespace chauban::server {
namespace {

Status fold(Directory& directory, const storage::EventEnvelope& envelope) {
  CHAUBAN_TRY(const auto event, decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload));
  if (const auto* account = std::get_if<account::Event>(&event)) directory.apply(*account, AccountId{envelope.stream});
  if (const auto* organisation = std::get_if<organisation::Event>(&event))
    directory.apply(*organisation, envelope.stream);
  return {};
}

}  // namespace

std::shared_ptr<const Directory> DirectoryBook::snapshot() const {
  const std::scoped_lock lock(mutex_);
  return present_;
}

void DirectoryBook::publish(std::shared_ptr<const Directory> next) {
  const std::scoped_lock lock(mutex_);
  present_ = std::move(next);
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
  publish(std::move(directory));
  return {};
}

Result<std::shared_ptr<const Directory>> DirectoryBook::with(const storage::Record& record) const {
  auto next = std::make_shared<Directory>(*snapshot());
  for (const auto& bytes : std::get<storage::Events>(record.body).envelopes) {
    CHAUBAN_TRY(const auto envelope, storage::decode_envelope(bytes));
    CHAUBAN_CHECK(fold(*next, envelope));
  }
  return next;
}

Applier::Applier(storage::PartitionId partition, storage::State& state, DirectoryBook& directory)
    : partition_(partition), state_(state), directory_(directory), world_(state) {}

storage::LogState Applier::log_state() const { return state_.log_state(partition_); }

Result<storage::Verdict> Applier::follow(storage::Offset offset, BytesView bytes) {
  return apply(offset, bytes, [this](const storage::Record& record) { return evolve_record(world_, record); });
}

Result<storage::Verdict> Applier::follow_own(storage::Offset offset, BytesView bytes,
                                             const std::vector<storage::EntityWrite>& writes) {
  return apply(offset, bytes, [&](const storage::Record& record) -> Result<std::vector<storage::EntityWrite>> {
#ifndef NDEBUG
    CHAUBAN_TRY(const auto evolved, evolve_record(world_, record));
    CHAUBAN_ASSERT(evolved == writes);
#else
    static_cast<void>(record);
#endif
    return writes;
  });
}

/// All that may fail comes before the state's batch: once a record is applied, the directory has it too.
Result<storage::Verdict> Applier::apply(storage::Offset offset, BytesView bytes, const storage::Evolve& evolve) {
  std::shared_ptr<const Directory> directory;
  const auto with_directory = [&](const storage::Record& record) -> Result<std::vector<storage::EntityWrite>> {
    if (partition_.value == 0) {
      CHAUBAN_TRY(directory, directory_.with(record));
    }
    return evolve(record);
  };
  CHAUBAN_TRY(auto verdict, state_.apply(partition_, offset, bytes, with_directory));
  if (const auto reason = verdict.void_reason()) {
    log_warning("applier.void_record", {{"partition", std::to_string(partition_.value)},
                                        {"offset", std::to_string(offset.value)},
                                        {"reason", std::string(storage::to_string(*reason))}});
  }
  if (directory) directory_.publish(std::move(directory));
  return verdict;
}

}  // namespace chauban::server
