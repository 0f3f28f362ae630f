// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chauban::http {

/// One frame of text/event-stream (WHATWG HTML §9.2.6). Line breaks inside `data` become several data lines; those in
/// `id` and `event` are dropped, for they would forge fields. Empty parts are left out.
std::string sse_frame(std::string_view id, std::string_view event, std::string_view data);

/// A client's open stream of events. Memory is bounded: a producer that pushes sees full() when the client is slow, and
/// decides (close, or go on from the log later); a producer that is pulled is simply not asked.
/// Pull is the better way: the connection asks on a worker thread whenever the client can take more.
/// Thread-safe. A keep-alive comment goes out by itself every 15 s; the stream closes when the client goes or the
/// server stops.
class EventStream {
 public:
  static constexpr std::size_t kMaxUnsent = std::size_t{256} * 1024;

  /// Gives finished frames, about `max` bytes; empty = nothing now, ask again after notify(); an error ends the stream.
  /// Called on worker threads, never twice at once.
  using Pull = std::function<Result<Bytes>(std::size_t max)>;

  EventStream() = default;
  explicit EventStream(Pull pull) : pull_(std::move(pull)), ready_(true) {}
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// False, and the frame is not taken, when it would go over kMaxUnsent or the stream is closed.
  bool push(Bytes frame);
  [[nodiscard]] bool full() const;
  /// There may be something to pull. Cheap, from any thread.
  void notify();
  /// No more frames; what is queued is still sent. Idempotent.
  void close();
  [[nodiscard]] bool closed() const;
  /// Called once when the stream has closed from whichever side; at once if it has already. Not under a lock.
  void on_close(std::function<void()> callback);

  // The connection's side.
  /// `wake` is called from any thread when take() may have something.
  void attach(std::function<void()> wake);
  /// What is to be sent now; empty = nothing. Pulls if nothing is queued.
  Bytes take(std::size_t max);
  /// The client went: closes, drops what is queued.
  void abandon();
  /// Closed, and all of it taken.
  [[nodiscard]] bool finished() const;

 private:
  Bytes take_queued(std::size_t max);
  void run_close_callbacks();

  mutable std::mutex mutex_;  // guards all below but pull_
  Bytes queue_;
  Pull pull_;
  bool ready_ = false;  // a pull is due
  bool closed_ = false;
  std::function<void()> wake_;
  std::vector<std::function<void()>> on_close_;
};

}  // namespace chauban::http
