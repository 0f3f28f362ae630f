// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <pthread.h>

#include <thread>
#include <utility>

namespace chauban {

/// A thread that `top -H`, profilers and debuggers show by `name`: at most 15 bytes, of which more are cut off.
template <class Work>
std::thread named_thread(const char* name, Work work) {
  return std::thread([name, work = std::move(work)]() mutable {
    char kept[16] = {};
    for (unsigned i = 0; i < sizeof kept - 1 && name[i] != '\0'; ++i) kept[i] = name[i];
    pthread_setname_np(pthread_self(), kept);
    work();
  });
}

}  // namespace chauban
