// SPDX-License-Identifier: GPL-3.0-or-later
// A file that arrived: content-addressed bytes that never change (design decision 4; domain 6.16).
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <string>
#include <variant>

namespace chauban::file {

struct FileStored {
  FileId file;
  AgencyId agency;
  Digest content;  ///< SHA-256: the blob's address
  std::uint64_t size_bytes = 0;
  std::string
      media_type;    ///< found from the content, not from the name: application/pdf, image/tiff, image/jpeg, image/png
  std::string name;  ///< as the sender called it, cleaned; a label, never a path
  bool operator==(const FileStored&) const = default;
};
/// A secrecy mark was found after the file had come in: the content is locked at once (domain 11.1).
struct QuarantineOpened {
  int page = 0;  ///< 1-based; 0 when a person said so
  Secrecy mark = Secrecy::mat;
  bool operator==(const QuarantineOpened&) const = default;
};
using Event = std::variant<FileStored, QuarantineOpened>;

enum class Stage : std::uint8_t { absent, stored, quarantined };
struct State {
  Stage stage = Stage::absent;
  AgencyId agency;
  Digest content;
  AccountId stored_by;
  bool operator==(const State&) const = default;
};

/// Errors: state_conflict (the id is taken).
struct StoreFile {
  FileId file;
  AgencyId agency;
  Digest content;
  std::uint64_t size_bytes = 0;
  std::string media_type;
  std::string name;
};
/// Idempotent: a file that is quarantined already gives no further event. Errors: not_found.
struct OpenQuarantine {
  FileId file;
  int page = 0;
  Secrecy mark = Secrecy::mat;
};

State evolve(State state, const Event& event, const Actor& actor);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::file
