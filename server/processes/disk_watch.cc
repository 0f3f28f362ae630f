// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/disk_watch.h"

#include "schemas/base/log.h"

#include <tuple>
#include <utility>

namespace chauban::server {

DiskWatch::DiskWatch(std::vector<Part> parts, std::chrono::milliseconds every)
    : parts_(std::move(parts)),
      thread_({{"disk",
                [this]() -> Status {
                  look();
                  return {};
                }}},
              every) {}

std::vector<DiskPart> DiskWatch::now() const {
  std::vector<DiskPart> all;
  for (const auto& part : parts_) {
    const auto well = part.check();
    all.push_back({part.name, well ? std::nullopt : std::optional(well.error())});
  }
  return all;
}

void DiskWatch::look() {
  const std::scoped_lock lock(looking_);
  for (const auto& part : parts_) {
    if (part.tend) std::ignore = part.tend();  // whether it worked is what now() says
  }
  for (const auto& part : now()) tell(part);
}

void DiskWatch::tell(const DiskPart& part) {
  const bool was_well = !stopped_.contains(part.name);
  if (was_well == !part.refused) return;
  if (part.refused) {
    stopped_.insert(part.name);
    log_error("disk.refuses", {{"part", part.name}, {"why", to_text(*part.refused)}});
  } else {
    stopped_.erase(part.name);
    log_info("disk.takes_again", {{"part", part.name}});
  }
}

}  // namespace chauban::server
