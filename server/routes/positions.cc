// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/positions.h"

#include "schemas/base/text.h"

namespace chauban::server {

using storage::PartitionId;
using storage::Position;

std::string to_string(const Heads& heads) {
  std::string out;
  for (const auto& [partition, next] : heads) {
    if (!out.empty()) out += ',';
    out += next == 0 ? std::to_string(partition.value) + ":none" : Position{partition, next - 1}.str();
  }
  return out;
}

Result<Heads> parse_heads(std::string_view text) {
  constexpr std::string_view kNone = ":none";
  Heads heads;
  while (!text.empty()) {
    const auto comma = text.find(',');
    auto part = trim(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const bool none = part.size() > kNone.size() && part.substr(part.size() - kNone.size()) == kNone;
    const auto position =
        Position::parse(none ? std::string(part.substr(0, part.size() - kNone.size())) + ":0" : std::string(part));
    if (!position || heads.contains(position->partition)) return refuse(ErrorCode::bad_request, "position_malformed");
    heads[position->partition] = none ? 0 : position->pos + 1;
  }
  return heads;
}

std::vector<Position> last_of(const Heads& heads) {
  std::vector<Position> out;
  for (const auto& [partition, next] : heads) {
    if (next > 0) out.push_back({partition, next - 1});
  }
  return out;
}

Heads heads_of(const storage::State& state) {
  Heads heads;
  for (const auto partition : kSeenPartitions) heads[partition] = state.next_pos(partition);
  return heads;
}

Heads heads_of(const projections::ViewSnapshot& view) {
  Heads heads;
  for (const auto partition : kSeenPartitions) heads[partition] = view.next_pos(partition);
  return heads;
}

Status check_known(const Heads& heads, const storage::State& state) {
  for (const auto& [partition, next] : heads) {
    const bool ours = partition == kSeenPartitions[0] || partition == kSeenPartitions[1];
    if (!ours || next > state.next_pos(partition)) return refuse(ErrorCode::position_unknown);
  }
  return {};
}

}  // namespace chauban::server
