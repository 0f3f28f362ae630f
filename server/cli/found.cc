// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/found.h"

#include "server/check/fsck.h"
#include "server/messages/messages.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace chauban::cli {

std::string_view to_string(storage::Place place) {
  using storage::Place;
  switch (place) {
    case Place::head: return "head";
    case Place::log: return "log";
    case Place::blobs: return "blobs";
    case Place::state: return "state";
    case Place::search: return "search";
    case Place::keys: return "keys";
    case Place::checkpoints: return "checkpoints";
  }
  return "";
}

void tell(const storage::Finding& finding, bool as_json) {
  if (as_json) {
    auto where = http::Json::object();
    for (const auto& [name, value] : finding.where) where.set(name, value);
    std::cout << http::Json::object({{"place", to_string(finding.place)},
                                     {"what", finding.what},
                                     {"where", std::move(where)},
                                     {"mend", server::mended_by(finding)}})
                     .str()
              << std::endl;
    return;
  }
  for (const auto language : {http::Language::vi, http::Language::en}) {
    const auto text = messages::text_of({ErrorCode::record_damaged, finding.what, finding.where}, language);
    std::cout << text.title << ". " << text.detail << "\n";
  }
  std::cout << "(" << to_string(finding.place) << " " << finding.what;
  for (const auto& [name, value] : finding.where) std::cout << " " << name << "=" << value;
  std::cout << ")" << std::endl;
}

http::Json partitions_json(const std::map<storage::PartitionId, storage::PartitionFacts>& partitions) {
  auto items = http::Json::array();
  for (const auto& [partition, part] : partitions) {
    auto voided = http::Json::object();
    for (const auto& [reason, count] : part.voided) voided.set(reason, count);
    items.push(http::Json::object({{"partition", partition.value},
                                   {"generation", part.state.generation},
                                   {"records", part.records},
                                   {"events", part.state.next_pos()},
                                   {"root", part.state.tree.root().hex()},
                                   {"void", std::move(voided)},
                                   {"whole", part.whole}}));
  }
  return items;
}

namespace {

Result<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return refuse(ErrorCode::not_found, "file_not_found", {{"file", file.filename().string()}});
  return text.str();
}

}  // namespace

Result<std::vector<storage::VerifierKey>> read_trust(const std::filesystem::path& file) {
  CHAUBAN_TRY(const auto text, read_text(file));
  auto keys = storage::parse_trust(text);
  if (keys.empty()) return refuse(ErrorCode::usage, "trust_unreadable", {{"file", file.filename().string()}});
  return keys;
}

Result<std::vector<storage::SignedCheckpoint>> read_kept(const std::vector<std::filesystem::path>& files) {
  std::vector<storage::SignedCheckpoint> kept;
  for (const auto& file : files) {
    CHAUBAN_TRY(const auto text, read_text(file));
    // A note that was saved alone has no empty line behind it.
    auto read = storage::read_checkpoints(text.ends_with("\n\n") ? text : text + "\n");
    if (read.checkpoints.empty() || read.damaged + read.torn > 0) {
      return refuse(ErrorCode::usage, "checkpoint_unreadable", {{"file", file.filename().string()}});
    }
    std::ranges::move(read.checkpoints, std::back_inserter(kept));
  }
  return kept;
}

}  // namespace chauban::cli
