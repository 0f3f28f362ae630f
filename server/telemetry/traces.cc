// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/telemetry/traces.h"

#include "schemas/base/log.h"
#include "schemas/base/thread.h"
#include "server/http/json.h"

#include <curl/curl.h>

#include <memory>

namespace chauban::telemetry {
namespace {

using http::Json;

/// Spans say when on the wall clock, hops on the steady one: the two are laid side by side once a message.
class Wall {
 public:
  explicit Wall(Timestamp at) : wall_(at), steady_(now()) {}
  [[nodiscard]] std::string nanos(Moment moment) const {
    const auto ago = std::chrono::duration_cast<std::chrono::nanoseconds>(steady_ - moment);
    return std::to_string((std::chrono::nanoseconds(wall_.time_since_epoch()) - ago).count());
  }

 private:
  Timestamp wall_;
  Moment steady_;
};

Json attribute(std::string_view key, std::string value) {
  return Json::object({{"key", std::string(key)}, {"value", Json::object({{"stringValue", std::move(value)}})}});
}

/// Whole numbers are strings in OTLP's JSON (protobuf's mapping of 64 bits).
Json attribute(std::string_view key, int value) {
  return Json::object({{"key", std::string(key)}, {"value", Json::object({{"intValue", std::to_string(value)}})}});
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

bool post(const std::string& url, const std::string& body, std::chrono::milliseconds patience) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return false;
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");  // nothing of the environment
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, ignore);
  if (curl_easy_perform(curl.get()) != CURLE_OK) return false;
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  return status >= 200 && status < 300;
}

}  // namespace

Traces::Traces(Options options, Clock& clock, IdSource& ids)
    : options_(std::move(options)), clock_(clock), ids_(ids), thread_(named_thread("traces", [this] { run(); })) {}

Traces::~Traces() { stop(); }

void Traces::observe(const http::Answered& answered) {
  const auto& request = answered.request;
  if (!request.traced) return;
  Kept kept;
  kept.trace = request.trace;
  kept.parent = request.parent_span;
  kept.method = to_string(request.method);
  kept.route = answered.route == nullptr ? "" : answered.route->path;
  kept.name = kept.route.empty() ? kept.method : kept.method + " " + kept.route;
  kept.position = answered.position;
  kept.status = answered.status;
  kept.begin = answered.begin;
  kept.hops = request.hops;
  kept.end = answered.ready;
  for (const auto& hop : kept.hops) kept.end = std::max(kept.end, hop.end);
  bool full = false;
  {
    const std::scoped_lock lock(mutex_);
    full = stopping_ || queue_.size() >= options_.max_queued;
    if (!full) queue_.push_back(std::move(kept));
  }
  if (full) figures_.dropped.add();
}

void Traces::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Traces::run() {
  for (bool last = false; !last;) {
    std::vector<Kept> batch;
    {
      std::unique_lock lock(mutex_);
      if (queue_.size() < options_.max_together) wake_.wait_for(lock, options_.every, [this] { return stopping_; });
      while (!queue_.empty() && batch.size() < options_.max_together) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
      last = stopping_ && queue_.empty();
    }
    if (!batch.empty() && !send(batch)) last = last || is_stopping();
  }
}

bool Traces::is_stopping() {
  const std::scoped_lock lock(mutex_);
  return stopping_;
}

bool Traces::send(const std::vector<Kept>& batch) {
  const bool taken = post(options_.collector + "/v1/traces", message(batch), options_.patience);
  (taken ? figures_.sent : figures_.failed).add(batch.size());
  // Said once until it works again: a collector that is away for a night must not fill the log.
  if (!taken && works_) log_warning("traces.not_taken", {{"requests", std::to_string(batch.size())}});
  if (taken && !works_) log_info("traces.taken_again");
  works_ = taken;
  return taken;
}

std::string Traces::message(const std::vector<Kept>& batch) {
  const Wall wall(clock_.now());
  const auto new_span = [this] { return to_hex(ids_.random().view().substr(0, 8)); };
  Json spans = Json::array();
  for (const auto& kept : batch) {
    const auto id = new_span();
    Json attributes = Json::array(
        {attribute("http.request.method", kept.method), attribute("http.response.status_code", kept.status)});
    if (!kept.route.empty()) attributes.push(attribute("http.route", kept.route));
    if (!kept.position.empty()) attributes.push(attribute("chauban.log.position", kept.position));
    Json span = Json::object({{"traceId", kept.trace},
                              {"spanId", id},
                              {"name", kept.name},
                              {"kind", 2},  // server
                              {"startTimeUnixNano", wall.nanos(kept.begin)},
                              {"endTimeUnixNano", wall.nanos(kept.end)},
                              {"attributes", std::move(attributes)}});
    if (!kept.parent.empty()) span.set("parentSpanId", kept.parent);
    if (kept.status >= 500) span.set("status", Json::object({{"code", 2}}));  // error
    spans.push(std::move(span));
    for (const auto& hop : kept.hops) {
      spans.push(Json::object({{"traceId", kept.trace},
                               {"spanId", new_span()},
                               {"parentSpanId", id},
                               {"name", std::string(to_string(hop.hop))},
                               {"kind", 1},  // internal
                               {"startTimeUnixNano", wall.nanos(hop.begin)},
                               {"endTimeUnixNano", wall.nanos(hop.end)}}));
    }
  }
  Json scope = Json::object({{"scope", Json::object({{"name", "chauban"}})}, {"spans", std::move(spans)}});
  Json resource = Json::object({{"attributes", Json::array({attribute("service.name", std::string("chauban")),
                                                            attribute("service.version", options_.version)})}});
  Json all = Json::object({{"resource", std::move(resource)}, {"scopeSpans", Json::array({std::move(scope)})}});
  return Json::object({{"resourceSpans", Json::array({std::move(all)})}}).str();
}

}  // namespace chauban::telemetry
