// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/page_queue.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace chauban::ocr {

namespace {
constexpr std::array<int, 4> kWeights = {8, 4, 2, 1};
}  // namespace

void PageQueue::add(PageTask task) {
  auto& jobs = lanes_[static_cast<std::size_t>(task.lane)].jobs;
  auto job = std::find_if(jobs.begin(), jobs.end(), [&](const Job& other) { return other.id == task.job; });
  if (job == jobs.end()) job = jobs.insert(jobs.end(), Job{task.job, {}});
  job->pages.push_back(std::move(task));
}

std::optional<PageTask> PageQueue::next() {
  // Smooth weighted round robin: every lane with work earns its weight, the richest pays for all. Over 15 turns with
  // all lanes full that gives 8, 4, 2 and 1, spread evenly; an empty lane neither earns nor costs.
  LaneState* richest = nullptr;
  int earned = 0;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    auto& lane = lanes_[i];
    if (lane.jobs.empty()) continue;
    lane.credit += kWeights[i];
    earned += kWeights[i];
    if (richest == nullptr || lane.credit > richest->credit) richest = &lane;
  }
  if (richest == nullptr) return std::nullopt;
  richest->credit -= earned;

  auto& jobs = richest->jobs;
  auto task = std::move(jobs.front().pages.front());
  jobs.front().pages.pop_front();
  if (jobs.front().pages.empty()) {
    jobs.pop_front();
  } else {
    jobs.splice(jobs.end(), jobs, jobs.begin());
  }
  if (jobs.empty()) richest->credit = 0;
  return task;
}

std::size_t PageQueue::cancel(const Uuid& job) {
  std::size_t dropped = 0;
  for (auto& lane : lanes_) {
    lane.jobs.remove_if([&](const Job& other) {
      if (other.id == job) dropped += other.pages.size();
      return other.id == job;
    });
  }
  return dropped;
}

std::array<std::size_t, 4> PageQueue::depths() const {
  std::array<std::size_t, 4> pages{};
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    for (const auto& job : lanes_[i].jobs) pages[i] += job.pages.size();
  }
  return pages;
}

std::size_t PageQueue::size() const {
  const auto all = depths();
  return std::accumulate(all.begin(), all.end(), std::size_t{0});
}

}  // namespace chauban::ocr
