// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/checkpoint.h"

#include <algorithm>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(PartitionId partition, std::uint32_t generation) {
  return fs::path("p" + std::to_string(partition.value)) / ("g" + std::to_string(generation));
}

bool is_day(std::string_view name) { return name.size() == 10 && name[4] == '-' && name[7] == '-'; }

}  // namespace

Result<Bytes> CheckpointFolder::read(const fs::path& path) const {
  CHAUBAN_TRY(const auto file, files_.open(path, FileSystem::Mode::read));
  CHAUBAN_TRY(const auto size, file->size());
  return file->read_at(0, static_cast<std::size_t>(size));
}

Status CheckpointFolder::replace(const fs::path& path, BytesView content) {
  const fs::path temporary = path.string() + ".part";
  CHAUBAN_CHECK(files_.remove(temporary));
  {
    CHAUBAN_TRY(const auto file, files_.open(temporary, FileSystem::Mode::create_new));
    CHAUBAN_CHECK(file->write_at(0, content));
    CHAUBAN_CHECK(file->sync());
  }
  CHAUBAN_CHECK(files_.rename(temporary, path));
  return files_.sync_folder(path.parent_path());
}

Status CheckpointFolder::add(const Checkpoint& checkpoint, std::string_view note, const std::string& day) {
  const std::scoped_lock lock(mutex_);
  const auto folder = folder_ / folder_of(checkpoint.origin.partition, checkpoint.origin.generation);
  const auto path = folder / day;
  const auto entry = Bytes(note) + "\n";
  CHAUBAN_CHECK(files_.make_folders(folder));
  if (!files_.exists(path)) return replace(path, entry);
  CHAUBAN_TRY(const auto before, read(path));
  const auto torn = read_checkpoints(before).torn;
  // What a crash left half-written goes first: behind it nothing could be found again.
  if (torn > 0) return replace(path, before.substr(0, before.size() - torn) + entry);
  CHAUBAN_TRY(const auto file, files_.open(path, FileSystem::Mode::write));
  CHAUBAN_CHECK(file->write_at(before.size(), entry));
  return file->sync();
}

Result<std::vector<fs::path>> CheckpointFolder::days(const fs::path& folder) const {
  std::vector<fs::path> found;
  if (!files_.exists(folder)) return found;
  CHAUBAN_TRY(const auto entries, files_.list(folder));
  for (const auto& entry : entries) {
    if (!entry.is_folder && is_day(entry.name)) found.push_back(folder / entry.name);
  }
  std::ranges::sort(found);
  return found;
}

Result<std::vector<fs::path>> CheckpointFolder::generations() const {
  std::vector<fs::path> found;
  if (!files_.exists(folder_)) return found;
  CHAUBAN_TRY(const auto partitions, files_.list(folder_));
  for (const auto& partition : partitions) {
    if (!partition.is_folder) continue;
    CHAUBAN_TRY(const auto generations, files_.list(folder_ / partition.name));
    for (const auto& generation : generations) {
      if (generation.is_folder) found.push_back(folder_ / partition.name / generation.name);
    }
  }
  std::ranges::sort(found);
  return found;
}

Result<std::optional<SignedCheckpoint>> CheckpointFolder::newest(PartitionId partition,
                                                                 std::uint32_t generation) const {
  // By size and not by day: a clock that was ahead for a while has left a file whose day has not come.
  CHAUBAN_TRY(const auto found, days(folder_ / folder_of(partition, generation)));
  std::optional<SignedCheckpoint> largest;
  for (const auto& day : found) {
    CHAUBAN_TRY(const auto bytes, read(day));
    auto notes = read_checkpoints(bytes);
    if (notes.checkpoints.empty()) continue;
    auto& last = notes.checkpoints.back();
    if (!largest || last.checkpoint.size >= largest->checkpoint.size) largest = std::move(last);
  }
  return largest;
}

Result<CheckpointFolder::All> CheckpointFolder::all() const {
  All found;
  CHAUBAN_TRY(const auto folders, generations());
  for (const auto& folder : folders) {
    CHAUBAN_TRY(const auto files, days(folder));
    for (const auto& file : files) {
      CHAUBAN_TRY(const auto bytes, read(file));
      auto notes = read_checkpoints(bytes);
      std::ranges::move(notes.checkpoints, std::back_inserter(found.checkpoints));
      if (notes.damaged > 0) found.damaged.push_back(file.lexically_relative(folder_).string());
    }
  }
  return found;
}

Status CheckpointFolder::thin(const std::string& before_day) {
  constexpr std::string_view kBlank = "\n\n";
  const std::scoped_lock lock(mutex_);
  CHAUBAN_TRY(const auto folders, generations());
  for (const auto& folder : folders) {
    CHAUBAN_TRY(const auto files, days(folder));
    for (const auto& file : files) {
      if (file.filename().string() >= before_day) break;
      CHAUBAN_TRY(const auto bytes, read(file));
      const auto notes = read_checkpoints(bytes);
      if (notes.checkpoints.size() < 2 || notes.damaged + notes.torn > 0) continue;
      // The last note: from behind the blank line that ends the one before it.
      const auto signatures = bytes.rfind(kBlank, bytes.size() - kBlank.size() - 1);
      const auto begin = bytes.rfind(kBlank, signatures - 1);
      CHAUBAN_CHECK(replace(file, bytes.substr(begin + kBlank.size())));
    }
  }
  return {};
}

Status CheckpointFolder::set_trust(const VerifierKey& key) {
  CHAUBAN_TRY(const auto known, trust());
  if (std::ranges::find(known, key) != known.end()) return {};
  const std::scoped_lock lock(mutex_);
  Bytes lines;
  for (const auto& one : known) lines += one.str() + "\n";
  CHAUBAN_CHECK(files_.make_folders(folder_));
  return replace(folder_ / "trust", lines + key.str() + "\n");
}

Result<std::vector<VerifierKey>> CheckpointFolder::trust() const {
  if (!files_.exists(folder_ / "trust")) return std::vector<VerifierKey>();
  CHAUBAN_TRY(const auto text, read(folder_ / "trust"));
  return parse_trust(text);
}

}  // namespace chauban::storage
