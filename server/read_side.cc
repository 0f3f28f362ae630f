// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/read_side.h"

#include "ocr/page_codec.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace chauban::server {
namespace {

constexpr std::size_t kMaxWords = std::size_t{16} << 20U;

std::optional<std::vector<std::string>> words_of(storage::DirectoryBlobs& blobs, const Digest& words) {
  const auto bytes = blobs.get(storage::BlobId{words}, kMaxWords);
  const auto page = bytes ? ocr::decode_page(*bytes) : Result<ocr::PageText>(refuse(bytes.error()));
  if (!page) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& word : page->words) texts.push_back(word.text);
  return texts;
}

std::string holder_of(const Directory& directory, PositionId id) {
  const auto* position = directory.position(id);
  const auto* holder = position == nullptr ? nullptr : directory.account(position->holder);
  return holder == nullptr ? std::string() : holder->full_name;
}

}  // namespace

Result<std::unique_ptr<ReadSide>> ReadSide::open(Store& store, Clock& clock, Options options) {
  std::unique_ptr<ReadSide> side(new ReadSide(store, std::move(options.advanced)));
  auto* const self = side.get();
  CHAUBAN_TRY(side->views_, projections::Views::open({.state = store.state(), .views = store.views(), .clock = clock},
                                                     [self](std::string_view name) {
                                                       if (name == "documents" && self->search_)
                                                         self->search_->notify();
                                                       if (self->advanced_) self->advanced_(name);
                                                     }));
  projections::SearchView::Options search;
  search.folder = options.data / "search";
  search.commit_idle_most = options.search_rests_most;
  search.documents = [self] { return self->views_->read("documents"); };
  search.page_words = [&store](const Digest& words) { return words_of(store.blobs(), words); };
  search.name_of = [&store](PositionId id) { return holder_of(*store.directory().snapshot(), id); };
  CHAUBAN_TRY(side->search_, projections::SearchView::open(std::move(search)));
  side->views_->start();
  side->search_->start();
  return side;
}

ReadSide::~ReadSide() { stop(); }

void ReadSide::stop() {
  if (search_) search_->stop();
  if (views_) views_->stop();
}

std::uint64_t ReadSide::lag() const {
  std::uint64_t most = 0;
  const auto searched = search_->next_pos();
  for (const auto partition : kPartitions) {
    const auto head = store_.state().next_pos(partition);
    const auto behind = [&](std::uint64_t next) { most = std::max(most, head - std::min(head, next)); };
    for (const auto& view : views_->status()) behind(views_->read(view.name).next_pos(partition));
    const auto found = searched.find(partition);
    behind(found == searched.end() ? 0 : found->second);
  }
  return most;
}

}  // namespace chauban::server
