// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/catalogue.h"

#include "projections/archive.h"
#include "projections/documents.h"
#include "projections/inbox.h"
#include "projections/incoming_register.h"
#include "projections/jobs.h"
#include "projections/timeline.h"

namespace chauban::projections {

std::vector<std::shared_ptr<const Projection>> all_projections() {
  return {
      std::make_shared<DocumentsView>(),        std::make_shared<JobsView>(),    std::make_shared<InboxView>(),
      std::make_shared<IncomingRegisterView>(), std::make_shared<ArchiveView>(), std::make_shared<TimelineView>(),
  };
}

Result<std::unique_ptr<Views>> Views::open(const Runner::Options& options,
                                           std::function<void(std::string_view name)> advanced) {
  auto views = std::unique_ptr<Views>(new Views);
  auto shared = options;
  shared.live_events = Runner::live_window(options.state);
  shared.rebuild_events = Runner::rebuild_window(options.state);
  for (const auto& projection : all_projections()) {
    auto of_view = shared;
    const std::string name(projection->name());
    if (advanced) of_view.advanced = [advanced, name] { advanced(name); };
    CHAUBAN_TRY(auto runner, Runner::open(of_view, projection));
    views->runners_.emplace(name, std::move(runner));
  }
  return views;
}

void Views::start() {
  for (const auto& [name, runner] : runners_) runner->start();
}
void Views::stop() {
  for (const auto& [name, runner] : runners_) runner->stop();
}
void Views::notify() {
  for (const auto& [name, runner] : runners_) runner->notify();
}

Runner& Views::runner(std::string_view name) {
  const auto found = runners_.find(std::string(name));
  CHAUBAN_ASSERT(found != runners_.end());
  return *found->second;
}
const Runner& Views::runner(std::string_view name) const {
  const auto found = runners_.find(std::string(name));
  CHAUBAN_ASSERT(found != runners_.end());
  return *found->second;
}

std::vector<ViewStatus> Views::status() const {
  std::vector<ViewStatus> all;
  for (const auto& [name, runner] : runners_) all.push_back(runner->status());
  return all;
}

}  // namespace chauban::projections
