// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/sse.h"

#include <algorithm>

namespace chauban::http {
namespace {

std::string one_line(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return out;
}

}  // namespace

std::string sse_frame(std::string_view id, std::string_view event, std::string_view data) {
  std::string out;
  if (!id.empty()) out += "id: " + one_line(id) + "\n";
  if (!event.empty()) out += "event: " + one_line(event) + "\n";
  for (;;) {
    const auto end = data.find_first_of("\r\n");
    out += "data: ";
    out += data.substr(0, end);
    out += '\n';
    if (end == std::string_view::npos) break;
    data.remove_prefix(end + (data.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return out + "\n";
}

bool EventStream::push(Bytes frame) {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || queue_.size() + frame.size() > kMaxUnsent) return false;
    queue_ += frame;
    wake = wake_;
  }
  if (wake) wake();
  return true;
}

bool EventStream::full() const {
  const std::lock_guard lock(mutex_);
  return queue_.size() >= kMaxUnsent * 3 / 4;
}

void EventStream::notify() {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || ready_) return;
    ready_ = true;
    wake = wake_;
  }
  if (wake) wake();
}

void EventStream::close() {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    wake = wake_;
  }
  if (wake) wake();
  run_close_callbacks();
}

bool EventStream::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void EventStream::on_close(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      on_close_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

void EventStream::run_close_callbacks() {
  std::vector<std::function<void()>> callbacks;
  {
    const std::lock_guard lock(mutex_);
    callbacks.swap(on_close_);
  }
  for (const auto& callback : callbacks) callback();
}

void EventStream::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

Bytes EventStream::take_queued(std::size_t max) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() <= max) return std::exchange(queue_, {});
  Bytes part = queue_.substr(0, max);
  queue_.erase(0, max);
  return part;
}

Bytes EventStream::take(std::size_t max) {
  auto queued = take_queued(max);
  if (!queued.empty() || !pull_) return queued;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || !ready_) return {};
    // Taken back before asking: a notify() while the producer looks means to ask again.
    ready_ = false;
  }
  auto pulled = pull_(max);
  if (!pulled) {
    close();
    return {};
  }
  if (!pulled->empty()) {
    const std::lock_guard lock(mutex_);
    ready_ = true;  // there may be more
  }
  return std::move(*pulled);
}

void EventStream::abandon() {
  {
    const std::lock_guard lock(mutex_);
    queue_.clear();
    wake_ = nullptr;
  }
  close();
}

bool EventStream::finished() const {
  const std::lock_guard lock(mutex_);
  return closed_ && queue_.empty();
}

}  // namespace chauban::http
