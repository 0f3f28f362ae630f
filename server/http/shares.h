// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace chauban::http {

/// Something scarce, of which each holder may have a few places and all together no more than there are. Thread-safe.
class Shares {
 public:
  Shares(std::size_t each, std::size_t all) : each_(each), all_(all) {}

  /// Given back when it ends; must not outlive the shares.
  class Place {
   public:
    Place(Shares& shares, std::string holder) : shares_(&shares), holder_(std::move(holder)) {}
    Place(Place&& other) noexcept : shares_(std::exchange(other.shares_, nullptr)), holder_(std::move(other.holder_)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (shares_ != nullptr) shares_->leave(holder_);
    }

   private:
    Shares* shares_;
    std::string holder_;
  };
  /// nullopt: the holder has its share already, or all are taken.
  std::optional<Place> take(const std::string& holder) {
    const std::lock_guard lock(mutex_);
    const auto found = taken_.find(holder);
    if (total_ >= all_ || (found != taken_.end() && found->second >= each_)) return std::nullopt;
    ++taken_[holder];
    ++total_;
    return Place(*this, holder);
  }

 private:
  void leave(const std::string& holder) {
    const std::lock_guard lock(mutex_);
    const auto found = taken_.find(holder);
    --total_;
    if (--found->second == 0) taken_.erase(found);
  }

  const std::size_t each_;
  const std::size_t all_;
  std::mutex mutex_;  // guards taken_ and total_
  std::map<std::string, std::size_t> taken_;
  std::size_t total_ = 0;
};

}  // namespace chauban::http
