// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/signed_note.h"

#include <sodium.h>

#include <algorithm>

namespace chauban::storage {
namespace {

constexpr std::string_view kDash = "— ";
constexpr char kEd25519 = '\x01';
constexpr std::size_t kIdBytes = 4;

const unsigned char* raw(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](char c) { return c <= ' ' || c == '+'; });
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || !is_name(line.substr(0, blank))) return std::nullopt;
  const auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= kIdBytes) return std::nullopt;
  return NoteSignature{std::string(line.substr(0, blank)), bytes->substr(0, kIdBytes), bytes->substr(kIdBytes)};
}

}  // namespace

Bytes VerifierKey::id() const {
  const auto digest = sha256(name + "\n" + Bytes(1, kEd25519) + public_key);
  return Bytes(digest.view().substr(0, kIdBytes));
}

std::string VerifierKey::str() const {
  return name + "+" + to_hex(id()) + "+" + to_base64(Bytes(1, kEd25519) + public_key);
}

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
  const auto first = text.find('+');
  if (first == std::string_view::npos || !is_name(text.substr(0, first))) return std::nullopt;
  const auto second = text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto key = from_base64(text.substr(second + 1));
  if (!key || key->size() != 1 + crypto_sign_PUBLICKEYBYTES || key->front() != kEd25519) return std::nullopt;
  VerifierKey parsed{std::string(text.substr(0, first)), key->substr(1)};
  if (to_hex(parsed.id()) != text.substr(first + 1, second - first - 1)) return std::nullopt;
  return parsed;
}

SigningKey::SigningKey(BytesView seed)
    : public_key_(crypto_sign_PUBLICKEYBYTES, '\0'), secret_key_(crypto_sign_SECRETKEYBYTES, '\0') {
  CHAUBAN_ASSERT(seed.size() == crypto_sign_SEEDBYTES);
  CHAUBAN_ASSERT(crypto_sign_seed_keypair(raw(public_key_), raw(secret_key_), raw(seed)) == 0);
}

std::string SigningKey::sign(std::string_view text, const std::string& name) const {
  CHAUBAN_ASSERT(text.ends_with('\n') && is_name(name));
  Bytes signature(crypto_sign_BYTES, '\0');
  CHAUBAN_ASSERT(crypto_sign_detached(raw(signature), nullptr, raw(text), text.size(), raw(secret_key_)) == 0);
  return std::string(text) + "\n" + std::string(kDash) + name + " " + to_base64(verifier(name).id() + signature) + "\n";
}

bool SignedNote::is_signed_by(const VerifierKey& key) const {
  return std::ranges::any_of(signatures, [&](const NoteSignature& one) {
    return one.name == key.name && one.key_id == key.id() && one.signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(raw(one.signature), raw(text), text.size(), raw(key.public_key)) == 0;
  });
}

std::optional<SignedNote> parse_note(std::string_view note) {
  constexpr std::string_view kBetween = "\n\n";
  const auto between = note.rfind(kBetween);
  if (between == std::string_view::npos || !note.ends_with('\n')) return std::nullopt;
  SignedNote parsed;
  parsed.text = std::string(note.substr(0, between + 1));
  auto lines = note.substr(between + kBetween.size());
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    auto signature = parse_signature(lines.substr(0, end));
    if (!signature) return std::nullopt;
    parsed.signatures.push_back(std::move(*signature));
    lines.remove_prefix(end + 1);
  }
  if (parsed.signatures.empty()) return std::nullopt;
  return parsed;
}

}  // namespace chauban::storage
