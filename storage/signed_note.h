// SPDX-License-Identifier: GPL-3.0-or-later
// C2SP signed-note (c2sp.org/signed-note) with Ed25519 (RFC 8032): a text that ends with a newline, an empty line, and
// lines `— <name> base64(key id ‖ signature)`.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::storage {

/// Who signs: a name without blanks and plus signs, and the public key.
struct VerifierKey {
  std::string name;
  Bytes public_key;  ///< 32 bytes

  /// First 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
  [[nodiscard]] Bytes id() const;
  /// `<name>+<id in hexadecimal>+<base64(0x01 ‖ public key)>`
  [[nodiscard]] std::string str() const;
  /// Nothing: not such a line, or its id is not that of its key.
  static std::optional<VerifierKey> parse(std::string_view text);
  bool operator==(const VerifierKey&) const = default;
};

/// A private key. Value; keep it short.
class SigningKey {
 public:
  /// `seed`: 32 bytes nobody can guess.
  explicit SigningKey(BytesView seed);

  [[nodiscard]] VerifierKey verifier(std::string name) const { return {std::move(name), public_key_}; }
  /// `text` ends with a newline.
  [[nodiscard]] std::string sign(std::string_view text, const std::string& name) const;

 private:
  Bytes public_key_;
  Bytes secret_key_;
};

struct NoteSignature {
  std::string name;
  Bytes key_id;
  Bytes signature;
};
struct SignedNote {
  std::string text;  ///< its last newline included
  std::vector<NoteSignature> signatures;

  /// True: signed by this key under its name.
  [[nodiscard]] bool is_signed_by(const VerifierKey& key) const;
};
/// Nothing: not well-formed. Nothing is said yet about who signed it.
std::optional<SignedNote> parse_note(std::string_view note);

}  // namespace chauban::storage
