// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_view.h"

#include "projections/search_generation.h"
#include "schemas/base/bell.h"
#include "schemas/base/log.h"
#include "schemas/base/of_disk.h"
#include "schemas/base/thread.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace chauban::projections {
namespace {

using Positions = std::map<storage::PartitionId, std::uint64_t>;

/// What a commit of the index carries.
struct Payload {
  bool complete = false;  ///< it has been level once: it may be read from
  std::map<std::uint16_t, std::uint64_t> next_pos;
  static void fields(auto& row, auto& io) { io(row.complete, row.next_pos); }
};

Payload payload_of(const Generation& generation) {
  const auto bytes = generation.index->committed_payload();
  return bytes.empty() ? Payload{} : unpack<Payload>(bytes);
}

Positions positions_of(const Payload& payload, const std::vector<storage::PartitionId>& partitions) {
  Positions positions;
  for (const auto partition : partitions) {
    const auto found = payload.next_pos.find(partition.value);
    positions[partition] = found == payload.next_pos.end() ? 0 : found->second;
  }
  return positions;
}

Bytes payload_for(const Positions& positions, bool complete) {
  Payload payload;
  payload.complete = complete;
  for (const auto& [partition, next] : positions) payload.next_pos[partition.value] = next;
  return pack(payload);
}

}  // namespace

class SearchView::Body {
 public:
  explicit Body(Options options) : options_(std::move(options)) {}
  ~Body() { stop(); }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  Status open();
  void start();
  void stop();
  void notify();
  Result<std::uint64_t> step();
  GenerationPtr live() const {
    const std::scoped_lock lock(mutex_);
    return live_;
  }
  Positions next_pos() const {
    const std::scoped_lock lock(mutex_);
    return reached_;
  }
  bool wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const;
  Status rebuild();
  bool wait_for_rebuild(std::chrono::milliseconds timeout) const;
  SearchStatus status() const;
  Status disk() const {
    const std::scoped_lock lock(mutex_);
    return waits_for_disk_locked() ? Status(refuse(*failure_)) : Status();
  }

 private:
  Result<std::uint64_t> bring_level(search::SearchIndex& index, const ViewSnapshot& documents, Positions& reached,
                                    bool complete);
  Status put(search::SearchIndex& index, const ViewSnapshot& documents, DocumentId id);
  bool level_locked(std::span<const storage::Position> positions) const;
  bool waits_for_disk() const;
  bool waits_for_disk_locked() const { return failure_ && is_of_disk(failure_->code); }
  void run();
  void run_rebuild(GenerationPtr old);
  Status build_and_swap(const GenerationPtr& old);

  const Options options_;
  std::mutex working_;  // held by whoever writes the live index
  mutable Bell bell_;

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable changed_;
  GenerationPtr live_;
  Positions reached_;
  std::optional<Error> failure_;
  std::optional<Error> rebuild_failure_;
  bool rebuilding_ = false;
  std::thread thread_;
  std::thread rebuild_thread_;
  std::atomic<bool> stopping_{false};
};

/// The highest generation that was level once is the one; without any, the lowest: the others are rebuilds cut off.
Status SearchView::Body::open() {
  auto numbers = generations_in(options_.folder);
  GenerationPtr chosen;
  for (; !numbers.empty() && !(chosen && payload_of(*chosen).complete); numbers.pop_back()) {
    if (chosen) chosen->replaced = true;
    CHAUBAN_TRY(chosen, open_generation(options_.folder, numbers.back()));
  }
  for (const auto number : numbers) {  // what a swap left behind
    std::error_code ignored;
    std::filesystem::remove_all(options_.folder / std::to_string(number), ignored);
  }
  if (!chosen) {
    CHAUBAN_TRY(chosen, open_generation(options_.folder, 1));
  }
  const std::scoped_lock lock(mutex_);
  reached_ = positions_of(payload_of(*chosen), options_.partitions);
  live_ = std::move(chosen);
  return {};
}

void SearchView::Body::start() {
  const std::scoped_lock lock(mutex_);
  if (thread_.joinable() || stopping_) return;
  thread_ = named_thread("search", [this] { run(); });
}

void SearchView::Body::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  bell_.stop();
  if (thread_.joinable()) thread_.join();
  if (rebuild_thread_.joinable()) rebuild_thread_.join();
}

void SearchView::Body::notify() { bell_.ring(); }

Status SearchView::Body::put(search::SearchIndex& index, const ViewSnapshot& documents, DocumentId id) {
  CHAUBAN_TRY(const auto card, find_document(documents, id));
  auto document = card ? search_document(documents, *card, options_.page_words, options_.name_of) : std::nullopt;
  if (documents.failure()) return refuse(*documents.failure());
  return document ? index.put(*document) : index.erase(id.value);
}

/// Puts what changed since `reached`, committing every so many documents, and at the end.
Result<std::uint64_t> SearchView::Body::bring_level(search::SearchIndex& index, const ViewSnapshot& documents,
                                                    Positions& reached, bool complete) {
  std::uint64_t done = 0;
  const auto before = index.committed_payload();
  const bool was_complete = !before.empty() && unpack<Payload>(before).complete;
  Positions target = reached;
  for (auto& [partition, next] : reached) {
    target[partition] = std::max(next, documents.next_pos(partition));
    storage::Position from{partition, next};
    for (std::optional<DocumentId> after;;) {
      CHAUBAN_TRY(const auto changed, changed_documents(documents, from, options_.commit_documents, after));
      for (const auto& change : changed) CHAUBAN_CHECK(put(index, documents, change.document));
      done += changed.size();
      if (changed.size() < options_.commit_documents) break;
      from = changed.back().at;
      after = changed.back().document;
      next = from.pos;  // others may stand at the same place: it is read again after a restart
      CHAUBAN_CHECK(index.commit(payload_for(reached, was_complete)));
      if (stopping_) return done;
    }
    next = target[partition];
  }
  // Positions alone are not worth a commit: without it the next start looks at a stretch in which nothing changed.
  if (done > 0 || (complete && !was_complete)) {
    CHAUBAN_CHECK(index.commit(payload_for(reached, complete || was_complete)));
  }
  return done;
}

Result<std::uint64_t> SearchView::Body::step() {
  const std::scoped_lock work(working_);
  GenerationPtr generation;
  Positions reached;
  {
    const std::scoped_lock lock(mutex_);
    if (failure_ && !waits_for_disk_locked()) return refuse(*failure_);
    generation = live_;
    reached = reached_;
  }
  const auto done = bring_level(*generation->index, options_.documents(), reached, true);
  {
    const std::scoped_lock lock(mutex_);
    if (done) {
      reached_ = reached;
      if (failure_) log_info("search_goes_on");
      failure_.reset();
    } else {
      const bool known = failure_.has_value();
      failure_ = done.error();
      if (!known) {
        log_error(waits_for_disk_locked() ? "search_waits_for_disk" : "search_stopped", {{"why", to_text(*failure_)}});
      }
    }
  }
  changed_.notify_all();
  return done;
}

void SearchView::Body::run() {
  std::chrono::nanoseconds rest{};
  do {
    const auto begun = std::chrono::steady_clock::now();
    const auto done = step();
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begun;
    rest = {};
    if (done && *done > 0) {
      if (!bell_.pause(options_.commit_idle)) return;
      rest = std::min<std::chrono::nanoseconds>(3 * took, options_.commit_idle_most) - options_.commit_idle;
    }
  } while (waits_for_disk() ? bell_.pause(kDiskPause) : bell_.wait(rest));
}

bool SearchView::Body::waits_for_disk() const {
  const std::scoped_lock lock(mutex_);
  return waits_for_disk_locked();
}

bool SearchView::Body::level_locked(std::span<const storage::Position> positions) const {
  return std::ranges::all_of(positions, [this](const storage::Position& position) {
    const auto found = reached_.find(position.partition);
    return found != reached_.end() && found->second > position.pos;
  });
}

bool SearchView::Body::wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const {
  const Bell::Hurry hurry(bell_);
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [&] { return level_locked(positions) || failure_ || stopping_; });
  return level_locked(positions);
}

Status SearchView::Body::rebuild() {
  const std::scoped_lock lock(mutex_);
  if (stopping_) return refuse(ErrorCode::maintenance);
  if (rebuilding_) return {};
  if (rebuild_thread_.joinable()) rebuild_thread_.join();  // of a rebuild that is over
  rebuilding_ = true;
  rebuild_failure_.reset();
  rebuild_thread_ = named_thread("search-rebuild", [this, old = live_]() mutable { run_rebuild(std::move(old)); });
  return {};
}

void SearchView::Body::run_rebuild(GenerationPtr old) {
  const auto outcome = build_and_swap(old);
  old.reset();  // before anybody hears that it is over: the last reader's letting go removes the old folder
  {
    const std::scoped_lock lock(mutex_);
    rebuilding_ = false;
    if (!outcome && !stopping_) {
      rebuild_failure_ = outcome.error();
      log_error("search_rebuild_failed", {{"why", to_text(outcome.error())}});
    }
  }
  bell_.ring();
  changed_.notify_all();
}

Status SearchView::Body::build_and_swap(const GenerationPtr& old) {
  CHAUBAN_TRY(auto fresh, open_generation(options_.folder, old->number + 1));
  fresh->replaced = true;  // until it takes the place, it goes when it fails
  Positions reached = positions_of(payload_of(*fresh), options_.partitions);
  CHAUBAN_TRY(const auto most, bring_level(*fresh->index, options_.documents(), reached, false));
  const std::scoped_lock work(working_);
  const auto now = options_.documents();
  auto live_reached = next_pos();
  CHAUBAN_TRY(const auto rest, bring_level(*fresh->index, now, reached, true));
  CHAUBAN_TRY(const auto left, bring_level(*old->index, now, live_reached, true));
  if (stopping_) return refuse(ErrorCode::maintenance);  // cut short: it may lack documents that the old one has
  CHAUBAN_TRY(const auto was, old->index->term_digest());
  CHAUBAN_TRY(const auto is, fresh->index->term_digest());
  const LogFields fields{{"documents", std::to_string(fresh->index->document_count())},
                         {"put", std::to_string(most + rest + left)}};
  // The new one is right: it was made from the rows. A difference says that the old one was not.
  if (was == is) {
    log_info("search_rebuilt", fields);
  } else {
    log_warning("search_rebuilt_differs", fields);
  }
  fresh->replaced = false;
  old->replaced = true;
  const std::scoped_lock lock(mutex_);
  live_ = std::move(fresh);
  reached_ = reached;
  failure_.reset();
  return {};
}

bool SearchView::Body::wait_for_rebuild(std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return !rebuilding_; });
}

SearchStatus SearchView::Body::status() const {
  constexpr std::size_t kCountAtMost = 10'000;
  const auto documents = options_.documents();
  const std::scoped_lock lock(mutex_);
  SearchStatus status;
  status.documents = live_->index->document_count();
  status.generation = live_->number;
  status.next_pos = reached_;
  for (const auto& [partition, next] : reached_) {
    if (const auto changed = changed_documents(documents, {partition, next}, kCountAtMost))
      status.lag += changed->size();
  }
  if (rebuild_failure_) status.failure = "rebuild: " + to_text(*rebuild_failure_);
  if (failure_) status.failure = to_text(*failure_);
  status.waits_for_disk = waits_for_disk_locked();
  status.rebuilding = rebuilding_;
  return status;
}

SearchView::SearchView(std::unique_ptr<Body> body) : body_(std::move(body)) {}
SearchView::~SearchView() = default;

Result<std::unique_ptr<SearchView>> SearchView::open(Options options) {
  auto body = std::make_unique<Body>(std::move(options));
  CHAUBAN_CHECK(body->open());
  return std::unique_ptr<SearchView>(new SearchView(std::move(body)));
}

void SearchView::start() { body_->start(); }
void SearchView::stop() { body_->stop(); }
void SearchView::notify() { body_->notify(); }
Result<std::uint64_t> SearchView::step() { return body_->step(); }
std::shared_ptr<const search::SearchIndex> SearchView::index() const {
  const auto generation = body_->live();
  return {generation, generation->index.get()};
}
std::map<storage::PartitionId, std::uint64_t> SearchView::next_pos() const { return body_->next_pos(); }
bool SearchView::wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const {
  return body_->wait_for(positions, timeout);
}
Status SearchView::rebuild() { return body_->rebuild(); }
bool SearchView::wait_for_rebuild(std::chrono::milliseconds timeout) const { return body_->wait_for_rebuild(timeout); }
SearchStatus SearchView::status() const { return body_->status(); }
Status SearchView::disk() const { return body_->disk(); }

}  // namespace chauban::projections
