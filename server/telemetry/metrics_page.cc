// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/telemetry/metrics_page.h"

#include "server/telemetry/machine.h"
#include "storage/key_value.h"

#include <algorithm>

namespace chauban::telemetry {
namespace {

using storage::PartitionId;
using NextPos = std::map<PartitionId, std::uint64_t>;

constexpr std::array<Hop, 5> kCommandHops{Hop::queue, Hop::decide, Hop::log, Hop::apply, Hop::answer};
constexpr std::array<std::string_view, 4> kLanes{"waiting", "new_mail", "batch", "archive"};

std::string name(PartitionId partition) { return std::to_string(partition.value); }

/// A view as the page needs it, search like all others.
struct View {
  std::string name;
  NextPos next_pos;
  bool failed = false;
  bool rebuilding = false;
};

std::vector<View> views_of(const Watched& watched) {
  std::vector<View> all;
  for (auto& view : watched.read_side.views().status()) {
    all.push_back({view.name, std::move(view.next_pos), view.failure && !view.waits_for_disk, view.rebuilding});
  }
  auto search = watched.read_side.search().status();
  all.push_back({"search", std::move(search.next_pos), search.failure && !search.waits_for_disk, search.rebuilding});
  return all;
}

void write_commands(MetricsText& out, const Watched& watched) {
  const auto each = [&](auto write) {
    for (const auto partition : server::kPartitions) {
      write(name(partition), watched.store.partition(partition));
    }
  };
  out.family("chauban_command_hop_seconds", "histogram",
             "Of a command: waiting for its partition, deciding, log until durable, state, way back");
  each([&](const auto& id, const auto& partition) {
    for (const auto hop : kCommandHops) {
      out.sample({{"partition", id}, {"hop", to_string(hop)}}, partition.figures().hops[hop]);
    }
  });
  out.family("chauban_commands_total", "counter", "Commands answered, by what became of them");
  each([&](const auto& id, const auto& partition) {
    const auto& figures = partition.figures();
    out.sample({{"partition", id}, {"outcome", "written"}}, figures.written.value());
    out.sample({{"partition", id}, {"outcome", "unchanged"}}, figures.unchanged.value());
    out.sample({{"partition", id}, {"outcome", "refused"}}, figures.refused.value());
  });
  out.family("chauban_command_queue", "gauge", "Commands waiting to be decided");
  each([&](const auto& id, const auto& partition) {
    out.sample({{"partition", id}}, static_cast<std::uint64_t>(partition.queued()));
  });
  out.family("chauban_log_position", "gauge", "Position the next event gets: events in the state");
  for (const auto partition : server::kPartitions) {
    out.sample({{"partition", name(partition)}}, watched.store.state().next_pos(partition));
  }
  const auto memory = watched.store.state().store().memory();
  out.family("chauban_state_memory_bytes", "gauge",
             "Held by the state and the views: rows not yet on disk, cached blocks");
  out.sample({{"what", "unwritten"}}, memory.unwritten);
  out.sample({{"what", "cached"}}, memory.cached);
  out.family("chauban_writable", "gauge", "1: the disk takes what this part writes");
  for (const auto& part : watched.disk.now()) {
    out.sample({{"part", part.name}}, std::uint64_t{part.refused ? 0U : 1U});
  }
}

void write_views(MetricsText& out, const Watched& watched) {
  const auto all = views_of(watched);
  const auto now = watched.clock.now();
  std::vector<Lag> lags;
  for (const auto& view : all) lags.push_back(lag_of(watched.store.state(), view.next_pos, now));
  out.family("chauban_view_lag_events", "gauge", "Events in the state and not yet in the view");
  for (std::size_t i = 0; i < all.size(); ++i) out.sample({{"view", all[i].name}}, lags[i].events);
  out.family("chauban_view_lag_seconds", "gauge", "Since the oldest event that is not yet in the view was recorded");
  for (std::size_t i = 0; i < all.size(); ++i) out.sample({{"view", all[i].name}}, lags[i].seconds);
  out.family("chauban_view_failed", "gauge", "1: the view has stopped, and answers with what it has");
  for (const auto& view : all) out.sample({{"view", view.name}}, std::uint64_t{view.failed ? 1U : 0U});
  out.family("chauban_view_rebuilding", "gauge", "1: another version is built beside the one that is read");
  for (const auto& view : all) out.sample({{"view", view.name}}, std::uint64_t{view.rebuilding ? 1U : 0U});
}

void write_http(MetricsText& out, const Watched& watched) {
  const auto figures = watched.http.figures();
  const auto refusals = watched.sign_ins.refusals();
  watched.requests.write(out);
  out.single("chauban_http_connections", "gauge", "Open connections", std::uint64_t{figures.connections});
  out.single("chauban_http_queue", "gauge", "Requests waiting for a worker thread", std::uint64_t{figures.queued});
  out.single("chauban_http_buffered_bytes", "gauge", "Of bodies on their way", std::uint64_t{figures.buffered_bytes});
  out.family("chauban_tls_certificate_ends_seconds", "gauge", "When the certificate's time is over, since 1970");
  if (figures.certificate_ends) out.sample({}, static_cast<double>(to_micros(*figures.certificate_ends)) / 1e6);
  out.single("chauban_event_streams", "gauge", "Open streams of events", std::uint64_t{watched.hub.open_streams()});
  out.family("chauban_sign_in_refusals_total", "counter", "Sign-ins refused, and why")
      .sample({{"reason", "wrong"}}, refusals.wrong)
      .sample({{"reason", "limited"}}, refusals.limited);
}

void write_reading(MetricsText& out, const Watched& watched) {
  const auto figures = watched.ocr.figures();
  out.family("chauban_ocr_pages_total", "counter", "Pages that were to be read, and how it ended")
      .sample({{"outcome", "read"}}, figures.read)
      .sample({{"outcome", "cached"}}, figures.from_cache)
      .sample({{"outcome", "failed"}}, figures.failed);
  out.single("chauban_ocr_attempts_failed_total", "counter", "Attempts at a page that killed or outlasted its worker",
             figures.attempts_failed);
  out.single("chauban_ocr_waits_total", "counter",
             "Times that no reading worker could be started for want of something", figures.waits);
  out.single("chauban_ocr_cpu_seconds_total", "counter", "CPU time of the reading workers", figures.cpu_seconds);
  out.family("chauban_ocr_pages_waiting", "gauge", "Pages waiting to be read");
  for (std::size_t i = 0; i < kLanes.size(); ++i) {
    out.sample({{"lane", kLanes[i]}}, std::uint64_t{figures.waiting[i]});
  }
  out.single("chauban_ocr_pages_being_read", "gauge", "Pages being read", std::uint64_t{figures.being_read});
  out.single("chauban_digitization_jobs_open", "gauge", "Files whose reading has not ended",
             std::uint64_t{watched.digitization.open_jobs()});
}

void write_traces(MetricsText& out, const Watched& watched) {
  const auto count = [&](const Counter Traces::Figures::* which) {
    return watched.traces == nullptr ? std::uint64_t{0} : (watched.traces->figures().*which).value();
  };
  out.family("chauban_traces_total", "counter", "Requests whose trace was kept, by what became of it")
      .sample({{"outcome", "sent"}}, count(&Traces::Figures::sent))
      .sample({{"outcome", "dropped"}}, count(&Traces::Figures::dropped))
      .sample({{"outcome", "failed"}}, count(&Traces::Figures::failed));
}

/// A clock that was ahead for a while leaves records of a time that has not come; later ones are numbered from there.
double clock_behind_log(const Watched& watched) {
  std::uint64_t newest = 0;
  for (const auto partition : server::kPartitions) {
    newest = std::max(newest, watched.store.state().log_state(partition).hlc >> 16U);
  }
  const auto now = to_micros(watched.clock.now()) / 1000;
  return std::max(0.0, static_cast<double>(static_cast<std::int64_t>(newest) - now) / 1e3);
}

void write_machine(MetricsText& out, const Watched& watched) {
  out.single("chauban_clock_behind_log_seconds", "gauge",
             "How far the newest record lies ahead of this machine's clock", clock_behind_log(watched));
  if (const auto space = watched.store.files().space(watched.data)) {
    out.single("chauban_data_free_bytes", "gauge", "Room on the disk of the data folder", space->free_bytes);
    out.single("chauban_data_disk_bytes", "gauge", "Size of the disk of the data folder", space->total_bytes);
  }
  out.family("chauban_backup_last_seconds", "gauge", "What the newest backup holds is as of then, since 1970");
  if (const auto last = watched.backups.last()) out.sample({}, static_cast<double>(to_micros(*last)) / 1e6);
  write_process(out);
  out.family("chauban_build_info", "gauge", "1, labelled with the version").sample({{"version", watched.version}}, 1.0);
}

}  // namespace

Lag lag_of(const storage::State& state, const NextPos& next_pos, Timestamp now) {
  Lag lag;
  for (const auto partition : server::kPartitions) {
    const auto head = state.next_pos(partition);
    const auto found = next_pos.find(partition);
    const auto next = found == next_pos.end() ? 0 : found->second;
    if (next >= head) continue;
    lag.events += head - next;
    const auto oldest = state.event_at({partition, next});
    if (!oldest || !*oldest) continue;
    const auto recorded = from_micros(static_cast<std::int64_t>((*oldest)->hlc >> 16U) * 1000);
    lag.seconds = std::max(lag.seconds, std::chrono::duration<double>(now - recorded).count());
  }
  return lag;
}

std::string metrics_page(const Watched& watched) {
  MetricsText out;
  write_commands(out, watched);
  write_views(out, watched);
  write_http(out, watched);
  write_reading(out, watched);
  write_traces(out, watched);
  write_machine(out, watched);
  return out.text();
}

}  // namespace chauban::telemetry
