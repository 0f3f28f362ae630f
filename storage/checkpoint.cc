// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/checkpoint.h"

#include <algorithm>
#include <charconv>

namespace chauban::storage {
namespace {

/// Decimal without leading zeros.
template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Cuts the last part behind `before` off.
std::optional<std::string_view> take_last(std::string_view& text, std::string_view before) {
  const auto at = text.rfind(before);
  if (at == std::string_view::npos) return std::nullopt;
  const auto last = text.substr(at + before.size());
  text = text.substr(0, at);
  return last;
}

}  // namespace

std::string Origin::str() const {
  return log_name + "/p" + std::to_string(partition.value) + "/g" + std::to_string(generation);
}

std::optional<Origin> Origin::parse(std::string_view text) {
  const auto generation = take_last(text, "/g");
  const auto partition = generation ? take_last(text, "/p") : std::nullopt;
  const auto g = generation ? number<std::uint32_t>(*generation) : std::nullopt;
  const auto p = partition ? number<std::uint16_t>(*partition) : std::nullopt;
  if (!g || !p || text.empty()) return std::nullopt;
  return Origin{std::string(text), {*p}, *g};
}

std::string Checkpoint::text() const {
  return origin.str() + "\n" + std::to_string(size) + "\n" + to_base64(root.view()) + "\n";
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (lines.size() != 3) return std::nullopt;
  const auto origin = Origin::parse(lines[0]);
  const auto size = number<std::uint64_t>(lines[1]);
  const auto bytes = from_base64(lines[2]);
  const auto root = bytes ? Digest::from_bytes(*bytes) : std::nullopt;
  if (!origin || !size || !root) return std::nullopt;
  return Checkpoint{*origin, *size, *root};
}

bool SignedCheckpoint::is_signed_by(const VerifierKey& key) const {
  return checkpoint.origin.log_name == key.name && note.is_signed_by({checkpoint.origin.str(), key.public_key});
}

std::string log_name(const std::string& host, LogId log) { return host + "/chauban/" + log.str(); }

std::string sign_checkpoint(const SigningKey& key, const Checkpoint& checkpoint) {
  return key.sign(checkpoint.text(), checkpoint.origin.str());
}

ReadCheckpoints read_checkpoints(std::string_view file) {
  constexpr std::string_view kBlank = "\n\n";
  constexpr std::string_view kSignature = "— ";
  ReadCheckpoints read;
  std::string_view text;  // waits for its signatures
  while (true) {
    const auto end = file.find(kBlank);
    if (end == std::string_view::npos) break;
    const auto block = file.substr(0, end + 1);
    if (!block.starts_with(kSignature)) {
      if (!text.empty()) ++read.damaged;
      text = block;
    } else {
      const auto note = parse_note(std::string(text) + "\n" + std::string(block));
      const auto checkpoint = note && !text.empty() ? Checkpoint::parse(note->text) : std::nullopt;
      if (checkpoint) {
        read.checkpoints.push_back({*checkpoint, *note});
      } else {
        ++read.damaged;
      }
      text = {};
    }
    file.remove_prefix(end + kBlank.size());
  }
  read.torn = file.size() + (text.empty() ? 0 : text.size() + 1);
  return read;
}

std::vector<VerifierKey> parse_trust(std::string_view text) {
  std::vector<VerifierKey> keys;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (const auto key = VerifierKey::parse(text.substr(0, end))) keys.push_back(*key);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return keys;
}

}  // namespace chauban::storage
