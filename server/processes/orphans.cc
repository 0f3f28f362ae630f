// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/orphans.h"

#include "schemas/base/log.h"
#include "server/check/named_blobs.h"

#include <string>

namespace chauban::server {
namespace {

constexpr std::size_t kEventsAtOnce = 1000;
constexpr std::chrono::hours kFirstAfter{1};

}  // namespace

Status Orphans::take_out_named(std::set<storage::BlobId>& candidates) const {
  for (const auto partition : parts_.state.partitions()) {
    for (std::uint64_t next = 0; !candidates.empty();) {
      CHAUBAN_TRY(const auto events, parts_.state.events(partition, next, kEventsAtOnce));
      if (events.empty()) break;
      for (const auto& event : events) {
        CHAUBAN_TRY(const auto named, blobs_named_by(event.envelope));
        for (const auto& digest : named) candidates.erase(storage::BlobId{digest});
      }
      next = events.back().position.pos + 1;
    }
  }
  return {};
}

Result<Orphans::Swept> Orphans::sweep() {
  const auto before = parts_.clock.now() - kLeftAlone;
  if (looked_until_ > before) looked_until_ = {};  // the clock was set back
  std::set<storage::BlobId> candidates;
  Swept swept;
  CHAUBAN_CHECK(parts_.blobs.each([&](const storage::DirectoryBlobs::Entry& entry) {
    if (entry.modified >= looked_until_ && entry.modified < before) candidates.insert(entry.id);
    return true;
  }));
  if (parts_.held) {
    for (const auto& id : parts_.held()) candidates.erase(id);
  }
  CHAUBAN_CHECK(take_out_named(candidates));
  for (const auto& id : candidates) {
    CHAUBAN_TRY(const auto reader, parts_.blobs.open(id));
    // Put again since we looked: then somebody is about to name it.
    CHAUBAN_TRY(const bool erased, parts_.blobs.erase_older(id, before));
    if (!erased) continue;
    ++swept.blobs;
    swept.bytes += reader->size();
  }
  looked_until_ = before;
  if (swept.blobs > 0) {
    log_info("orphans.swept", {{"blobs", std::to_string(swept.blobs)}, {"bytes", std::to_string(swept.bytes)}});
  }
  return swept;
}

Status Orphans::sweep_daily() {
  const auto now = parts_.clock.now();
  const bool set_back = next_ && *next_ > now + kEvery;
  if (!next_ || set_back) next_ = now + kFirstAfter;
  if (now < *next_) return {};
  next_ = now + kEvery;
  return sweep().map([](auto&&) {});
}

}  // namespace chauban::server
