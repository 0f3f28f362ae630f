// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace chauban::server {

/// Limits of the API (docs: api, limits), as this server has them. One value is made at the start and given to all that
/// keep one of them.
struct RouteLimits {
  std::uint64_t max_file_bytes = std::uint64_t{512} * 1024 * 1024;
  int max_file_pages = 2000;
  std::uint64_t max_json_bytes = std::uint64_t{1024} * 1024;
  std::size_t uploads_at_once = 8;      ///< bodies under way, an account
  std::size_t uploads_unfinished = 64;  ///< kept, an account
  std::chrono::hours unfinished_kept = std::chrono::hours(7 * 24);
  std::size_t streams_per_account = 5;
  std::chrono::seconds cursor_lifetime = std::chrono::hours(24);
  std::chrono::milliseconds view_wait{2000};  ///< for Min-Log-Position without Prefer
  std::chrono::seconds longest_wait{10};      ///< of Prefer: wait on a read; 25 s on /v1/events
};

}  // namespace chauban::server
