// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/embedded/head_file.h"

#include "storage/state_rows.h"

#include <array>

namespace chauban::storage {
namespace {

constexpr BytesView kMagic("CHBHEAD\x01", 8);
constexpr std::size_t kEntryBytes = 56;
constexpr std::size_t kFirstEntry = 48;
constexpr std::size_t kCrcAt = HeadFile::kSlotBytes - 4;

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
    table[i] = crc;
  }
  return table;
}
constexpr auto kCrcTable = make_crc_table();

/// Nothing: torn or never written. Errors: upgrade_needed.
Result<std::optional<HeadRecord>> decode_slot(BytesView slot) {
  if (slot.size() != HeadFile::kSlotBytes) return std::nullopt;
  if (rows::read_le(slot, kCrcAt, 4) != crc32c(slot.substr(0, kCrcAt))) return std::nullopt;
  if (slot.substr(0, 7) == kMagic.substr(0, 7) && slot[7] != kMagic[7]) return refuse(ErrorCode::upgrade_needed);
  if (slot.substr(0, 8) != kMagic) return std::nullopt;
  HeadRecord record;
  record.seq = rows::read_le(slot, 8, 8);
  record.log = LogId{*Uuid::from_bytes(slot.substr(16, 16))};
  record.generation = static_cast<std::uint32_t>(rows::read_le(slot, 32, 4));
  const auto count = rows::read_le(slot, 36, 2);
  if (count > HeadFile::kMaxPartitions) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = slot.substr(kFirstEntry + i * kEntryBytes, kEntryBytes);
    const PartitionId partition{static_cast<std::uint16_t>(rows::read_le(entry, 0, 2))};
    record.heads[partition] = {Offset{rows::read_le(entry, 8, 8)}, rows::read_le(entry, 16, 8),
                               *Digest::from_bytes(entry.substr(24, 32))};
  }
  return record;
}

Result<HeadSlots> read_slots(OpenFile& file) {
  HeadSlots found;
  for (std::size_t slot = 0; slot < found.slots.size(); ++slot) {
    CHAUBAN_TRY(const auto bytes, file.read_at(slot * HeadFile::kSlotBytes, HeadFile::kSlotBytes));
    CHAUBAN_TRY(found.slots[slot], decode_slot(bytes));
  }
  return found;
}

}  // namespace

const HeadRecord* HeadSlots::newest() const {
  const HeadRecord* best = nullptr;
  for (const auto& slot : slots) {
    if (slot && (best == nullptr || slot->seq > best->seq)) best = &*slot;
  }
  return best;
}

Result<HeadSlots> read_head_slots(FileSystem& files, const std::filesystem::path& path) {
  CHAUBAN_TRY(const auto file, files.open(path, FileSystem::Mode::read));
  return read_slots(*file);
}

std::uint32_t crc32c(BytesView data) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : data) crc = (crc >> 8U) ^ kCrcTable[(crc ^ static_cast<std::uint8_t>(c)) & 0xFFU];
  return crc ^ 0xFFFFFFFFU;
}

Bytes encode_head_slot(const HeadRecord& record) {
  CHAUBAN_ASSERT(record.heads.size() <= HeadFile::kMaxPartitions);
  Bytes slot = Bytes(kMagic) + rows::le64(record.seq) + Bytes(record.log.value.view()) + rows::le32(record.generation) +
               rows::le16(static_cast<std::uint16_t>(record.heads.size()));
  slot.resize(kFirstEntry, '\0');
  for (const auto& [partition, head] : record.heads) {
    slot += rows::le16(partition.value) + Bytes(6, '\0') + rows::le64(head.next_offset.value);
    slot += rows::le64(head.next_pos) + Bytes(head.root.view());
  }
  slot.resize(kCrcAt, '\0');
  return slot + rows::le32(crc32c(slot));
}

Result<std::unique_ptr<HeadFile>> HeadFile::create(FileSystem& files, const std::filesystem::path& path,
                                                   const HeadRecord& first) {
  const auto temporary = path.string() + ".new";
  CHAUBAN_CHECK(files.remove(temporary));
  CHAUBAN_TRY(auto file, files.open(temporary, FileSystem::Mode::create_new));
  Bytes whole(2 * kSlotBytes, '\0');
  whole.replace((first.seq % 2) * kSlotBytes, kSlotBytes, encode_head_slot(first));
  CHAUBAN_CHECK(file->write_at(0, whole));
  CHAUBAN_CHECK(file->sync());
  // Renamed when whole: a crash in between must not leave a HEAD that looks lost.
  CHAUBAN_CHECK(files.rename(temporary, path));
  CHAUBAN_CHECK(files.sync_folder(path.parent_path()));
  return std::unique_ptr<HeadFile>(new HeadFile(std::move(file), first));
}

Result<std::unique_ptr<HeadFile>> HeadFile::open(FileSystem& files, const std::filesystem::path& path) {
  CHAUBAN_TRY(auto file, files.open(path, FileSystem::Mode::write));
  CHAUBAN_TRY(const auto found, read_slots(*file));
  const auto* newest = found.newest();
  if (newest == nullptr) return refuse(ErrorCode::head_lost);
  return std::unique_ptr<HeadFile>(new HeadFile(std::move(file), *newest));
}

Status HeadFile::write(const std::map<PartitionId, Head>& heads) {
  auto next = present_;
  ++next.seq;
  next.heads = heads;
  CHAUBAN_CHECK(file_->write_at((next.seq % 2) * kSlotBytes, encode_head_slot(next)));
  CHAUBAN_CHECK(file_->sync());
  present_ = std::move(next);
  return {};
}

}  // namespace chauban::storage
