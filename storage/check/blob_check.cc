// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/check/blob_check.h"

#include <algorithm>

namespace chauban::storage {
namespace {

constexpr std::uint64_t kTellEvery = 100;

Finding finding(const char* what, const BlobId& id, const NamedBlob* named) {
  Finding found{Place::blobs, what, {{"blob", id.hex()}}};
  if (named != nullptr) {
    found.where["partition"] = std::to_string(named->by.partition.value);
    found.where["pos"] = std::to_string(named->by.pos);
  }
  return found;
}

/// Walks what is named beside what is there, both in order of their names.
class Beside {
 public:
  Beside(std::vector<NamedBlob> named, const Report& report) : named_(std::move(named)), report_(report) {
    // Several events may name the same content: the first is enough to say where.
    std::ranges::sort(named_);
    const auto rest = std::ranges::unique(named_, {}, &NamedBlob::id);
    named_.erase(rest.begin(), rest.end());
  }

  /// Who names this one, those before it that are not there reported. Null: nobody.
  const NamedBlob* reach(const BlobId& id) {
    for (; at_ < named_.size() && named_[at_].id < id; ++at_) missing();
    const bool found = at_ < named_.size() && named_[at_].id == id;
    return found ? &named_[at_++] : nullptr;
  }
  void finish() {
    for (; at_ < named_.size(); ++at_) missing();
  }
  [[nodiscard]] std::size_t size() const { return named_.size(); }

 private:
  void missing() { report_(finding("found_blob_missing", named_[at_].id, &named_[at_])); }

  std::vector<NamedBlob> named_;
  const Report& report_;
  std::size_t at_ = 0;
};

}  // namespace

Result<BlobFacts> check_blobs(DirectoryBlobs& blobs, std::vector<NamedBlob> named, const Report& report,
                              const Progress& progress) {
  BlobFacts facts;
  Beside beside(std::move(named), report);
  CHAUBAN_CHECK(blobs.each([&](const DirectoryBlobs::Entry& entry) {
    const auto* by = beside.reach(entry.id);
    if (!blobs.verify(entry.id)) report(finding("found_blob_damaged", entry.id, by));
    ++facts.checked;
    facts.bytes += entry.size_bytes;
    if (by == nullptr) {
      ++facts.orphans;
      facts.orphan_bytes += entry.size_bytes;
    }
    const auto all = std::max<std::uint64_t>(beside.size() + facts.orphans, facts.checked);
    if (progress && facts.checked % kTellEvery == 0) progress(facts.checked, all);
    return true;
  }));
  beside.finish();
  if (progress) progress(facts.checked, facts.checked);
  CHAUBAN_TRY(facts.remains, blobs.remains());
  return facts;
}

}  // namespace chauban::storage
