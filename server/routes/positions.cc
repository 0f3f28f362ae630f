// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/positions.h"

#include "schemas/base/text.h"

namespace chauban::server {

using storage::PartitionId;
using storage::Position;
using storage::Standing;
using storage::Token;

namespace {

/// A place before an event: none of the partition yet, or behind one.
struct Place {
  Token last;
  bool none = false;
};

std::optional<Place> parse_place(std::string_view part) {
  constexpr std::string_view kNone = ":none";
  const bool none = part.size() > kNone.size() && part.ends_with(kNone);
  const auto token = Token::parse(none ? std::string(part.substr(0, part.size() - kNone.size())) + ":0" : part);
  if (!token) return std::nullopt;
  return Place{*token, none};
}

Status check(const Place& place, const Standing& standing) {
  const auto& [position, generation] = place.last;
  if (generation > standing.generation) return refuse(ErrorCode::position_unknown);
  if (place.none) return {};
  if (position.pos >= storage::shared_with(standing.handed_on, generation)) return refuse(ErrorCode::position_lost);
  if (position.pos >= standing.next_pos) return refuse(ErrorCode::position_unknown);
  return {};
}

}  // namespace

Standings standings_of(const storage::State& state) {
  Standings standings;
  for (const auto partition : kSeenPartitions) standings[partition] = state.standing(partition);
  return standings;
}

std::string to_string(const Heads& heads, const Standings& standings) {
  std::string out;
  for (const auto& [partition, next] : heads) {
    if (!out.empty()) out += ',';
    const auto found = standings.find(partition);
    const auto generation = found == standings.end() ? 1 : found->second.generation;
    out += next == 0 ? std::to_string(partition.value) + ":none" : Token{{partition, next - 1}, generation}.str();
  }
  return out;
}
std::string to_string(const Heads& heads, const storage::State& state) { return to_string(heads, standings_of(state)); }

Result<Heads> parse_heads(std::string_view text, const Standings& standings) {
  Heads heads;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto place = parse_place(trim(text.substr(0, comma)));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    if (!place) return refuse(ErrorCode::bad_request, "position_malformed");
    const auto partition = place->last.position.partition;
    if (heads.contains(partition)) return refuse(ErrorCode::bad_request, "position_malformed");
    const auto standing = standings.find(partition);
    if (standing == standings.end()) return refuse(ErrorCode::position_unknown);
    CHAUBAN_CHECK(check(*place, standing->second));
    heads[partition] = place->none ? 0 : place->last.position.pos + 1;
  }
  return heads;
}
Result<Heads> parse_heads(std::string_view text, const storage::State& state) {
  return parse_heads(text, standings_of(state));
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

}  // namespace chauban::server
