// SPDX-License-Identifier: GPL-3.0-or-later
// chauban backup: the running server freezes its log, this program copies. Without a server one is started for it.
#include "schemas/base/log.h"
#include "server/backup/copy_out.h"
#include "server/cli/cli.h"
#include "server/cli/found.h"
#include "server/cli/session.h"
#include "server/version.h"

#include <iostream>

namespace chauban::cli {
namespace {

using server::BackupFolder;

constexpr std::chrono::days kKeysKept{30};

std::string member(const http::Json& json, std::string_view name) {
  const auto* value = json.find(name);
  return value == nullptr || value->as_string() == nullptr ? "" : *value->as_string();
}

/// A frozen log in the data folder, let go of at the end.
class Frozen {
 public:
  static Result<std::unique_ptr<Frozen>> begin(Remote& remote, const std::filesystem::path& data, bool with_keys) {
    CHAUBAN_TRY(const auto answer, remote.call("POST", "/v1/admin/backups", http::Json::object({{"keys", with_keys}})));
    CHAUBAN_TRY(const auto json, http::parse_json(answer.body));
    const auto id = Uuid::parse(member(json, "id"));
    const auto log = Uuid::parse(member(json, "log"));
    const auto at = parse_time(member(json, "at"));
    if (!id || !log || !at) return refuse(ErrorCode::internal, "server_unreachable");
    std::unique_ptr<Frozen> frozen(new Frozen(remote));
    frozen->from = {.data = data,
                    .frozen = data / "backup" / id->str(),
                    .id = server::BackupId{*id},
                    .log = storage::LogId{*log},
                    .at = *at,
                    .software = std::string(server::kVersion)};
    return frozen;
  }
  ~Frozen() { std::ignore = remote_.call("DELETE", "/v1/admin/backups/" + from.id.str()); }
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;

  Result<std::string> sign(BytesView manifest) {
    CHAUBAN_TRY(const auto answer, remote_.call("POST", "/v1/admin/backups/" + from.id.str() + "/sign",
                                                http::Json::object({{"manifest", sha256(manifest).hex()}})));
    CHAUBAN_TRY(const auto json, http::parse_json(answer.body));
    return member(json, "note");
  }

  server::CopyOut from;

 private:
  explicit Frozen(Remote& remote) : remote_(remote) {}
  Remote& remote_;
};

Status finish(Frozen& frozen, BackupFolder& to, const server::BackupManifest& manifest) {
  const auto bytes = manifest.encode();
  CHAUBAN_TRY(const auto note, frozen.sign(bytes));
  return to.write(manifest, bytes, note);
}

Status back_up_keys(Frozen& frozen, const std::filesystem::path& to, storage::FileSystem& files) {
  CHAUBAN_TRY(const auto folder, BackupFolder::open(to, files));
  CHAUBAN_TRY(const auto manifest, server::copy_keys_out(frozen.from, *folder, files));
  CHAUBAN_CHECK(finish(frozen, *folder, manifest));
  return server::forget_keys_before(*folder, frozen.from.at - kKeysKept);
}

Result<server::CopiedOut> back_up(const BackupOptions& options, Remote& remote) {
  storage::PosixFileSystem files;
  CHAUBAN_TRY(const auto to, BackupFolder::open(std::filesystem::absolute(options.to), files));
  const auto data = std::filesystem::absolute(options.common.data);
  CHAUBAN_TRY(const auto frozen, Frozen::begin(remote, data, !options.keys.empty()));
  CHAUBAN_TRY(auto copied,
              server::copy_out(
                  frozen->from, *to, files, [&](const storage::Finding& found) { tell(found, options.common.json); },
                  show_progress));
  CHAUBAN_CHECK(finish(*frozen, *to, copied.manifest));
  if (options.keep > 0) CHAUBAN_CHECK(server::thin_out(*to, copied, options.keep));
  if (!options.keys.empty()) CHAUBAN_CHECK(back_up_keys(*frozen, std::filesystem::absolute(options.keys), files));
  return copied;
}

void print(const server::CopiedOut& copied, bool as_json) {
  const auto& manifest = copied.manifest;
  auto parts = http::Json::array();
  for (const auto& part : manifest.partitions) {
    if (!as_json) {
      std::cout << "partition " << part.partition.value << ": " << part.size << " events, root " << part.root.hex()
                << "\n";
    }
    parts.push(
        http::Json::object({{"partition", part.partition.value}, {"events", part.size}, {"root", part.root.hex()}}));
  }
  if (as_json) {
    std::cout << http::Json::object({{"id", manifest.id.str()},
                                     {"at", format_time_utc(manifest.at)},
                                     {"partitions", std::move(parts)},
                                     {"blobs", manifest.blobs},
                                     {"newBlobs", copied.new_blobs},
                                     {"newBlobBytes", copied.new_bytes},
                                     {"incomplete", manifest.incomplete.size()}})
                     .str()
              << "\n";
    return;
  }
  std::cout << "blobs: " << manifest.blobs << ", " << copied.new_blobs << " of them new (" << copied.new_bytes
            << " bytes)";
  if (!manifest.incomplete.empty()) std::cout << "; " << manifest.incomplete.size() << " missing or damaged";
  std::cout << "\n";
}

}  // namespace

int run_backup(const BackupOptions& options) {
  const auto session = Session::open(options.common);
  if (!session) return report(session.error());
  const auto copied = back_up(options, (*session)->remote());
  if (!copied) return report(copied.error());
  print(*copied, options.common.json);
  return copied->manifest.incomplete.empty() ? kDone : kPartly;
}

}  // namespace chauban::cli
