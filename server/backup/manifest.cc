// SPDX-License-Identifier: GPL-3.0-or-later
// A manifest as JSON, both ways.
#include "server/backup/backup_folder.h"
#include "server/http/json.h"

#include <algorithm>

namespace chauban::server {
namespace {

using http::Json;
using http::JsonReader;

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kMostFiles = 1'000'000;
constexpr std::size_t kMostBytes = std::size_t{256} << 20U;

/// Below the data folder, whoever wrote the manifest.
bool is_inside(const std::string& path) {
  const std::filesystem::path parts(path);
  return !path.empty() && parts.is_relative() &&
         std::ranges::none_of(parts, [](const auto& part) { return part == ".." || part == "." || part.empty(); });
}

Digest digest(JsonReader& in, std::string_view name) {
  const auto text = in.text(name, {.max_characters = 64, .required = true});
  const auto parsed = Digest::from_hex(text);
  if (!parsed) in.fault(name, ErrorCode::invalid_field, "digest_malformed");
  return parsed.value_or(Digest{});
}

BackupFile file_of(JsonReader in, JsonReader& whole) {
  BackupFile file;
  file.path = in.text("path", {.max_characters = 512, .required = true});
  if (!is_inside(file.path)) in.fault("path", ErrorCode::invalid_field, "choice_unknown");
  file.size = static_cast<std::uint64_t>(in.integer("size", 0, INT64_MAX));
  file.content = digest(in, "sha256");
  whole.absorb(in);
  return file;
}

BackupPartition partition_of(JsonReader in, JsonReader& whole) {
  BackupPartition part;
  part.partition.value = static_cast<std::uint16_t>(in.integer("partition", 0, UINT16_MAX));
  part.generation = static_cast<std::uint32_t>(in.integer("generation", 1, UINT32_MAX));
  part.size = static_cast<std::uint64_t>(in.integer("size", 0, INT64_MAX));
  part.root = digest(in, "root");
  whole.absorb(in);
  return part;
}

}  // namespace

Bytes BackupManifest::encode() const {
  Json listed = Json::array();
  for (const auto& file : files) {
    listed.push(Json::object({{"path", file.path}, {"size", file.size}, {"sha256", file.content.hex()}}));
  }
  Json parts = Json::array();
  for (const auto& part : partitions) {
    parts.push(Json::object({{"partition", part.partition.value},
                             {"generation", part.generation},
                             {"size", part.size},
                             {"root", part.root.hex()}}));
  }
  Json missing = Json::array();
  for (const auto& blob : incomplete) missing.push(blob.hex());
  return Json::object({{"format", kFormat},
                       {"id", id.str()},
                       {"log", log.str()},
                       {"at", format_time_utc(at)},
                       {"software", software},
                       {"partitions", std::move(parts)},
                       {"blobs", blobs},
                       {"blobBytes", blob_bytes},
                       {"incomplete", std::move(missing)},
                       {"files", std::move(listed)}})
             .str() +
         "\n";
}

Result<BackupManifest> BackupManifest::decode(BytesView text) {
  const auto unreadable = refuse(ErrorCode::record_damaged, "manifest_unreadable");
  const auto json = http::parse_json(text, {.max_bytes = kMostBytes});
  if (!json) return unreadable;
  JsonReader in(*json);
  if (in.integer("format", 1, INT64_MAX) > kFormat) return refuse(ErrorCode::upgrade_needed);
  BackupManifest manifest;
  manifest.id = in.id<BackupId>("id");
  manifest.log = in.id<storage::LogId>("log");
  manifest.at = in.optional_time("at").value_or(Timestamp{});
  manifest.software = in.text("software", {.max_characters = 64});
  std::size_t at = 0;
  for (const auto& item : in.items("partitions", 256)) {
    manifest.partitions.push_back(partition_of(JsonReader(item, in.pointer("partitions", at++)), in));
  }
  manifest.blobs = static_cast<std::uint64_t>(in.integer("blobs", 0, INT64_MAX));
  manifest.blob_bytes = static_cast<std::uint64_t>(in.integer("blobBytes", 0, INT64_MAX));
  for (const auto& hex : in.texts("incomplete", kMostFiles, {.max_characters = 64})) {
    const auto blob = storage::BlobId::from_hex(hex);
    if (!blob) return unreadable;
    manifest.incomplete.push_back(*blob);
  }
  at = 0;
  for (const auto& item : in.items("files", kMostFiles)) {
    manifest.files.push_back(file_of(JsonReader(item, in.pointer("files", at++)), in));
  }
  if (!in.finish()) return unreadable;
  return manifest;
}

}  // namespace chauban::server
