// SPDX-License-Identifier: GPL-3.0-or-later
// Signed checkpoints and keys: `chauban verify` reads them from a copy that anybody may have made.
#include "schemas/base/error.h"
#include "storage/checkpoint.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {

void checkpoint_notes(BytesView input) {
  const auto read = storage::read_checkpoints(input);
  CHAUBAN_ASSERT(read.torn <= input.size());
  for (const auto& found : read.checkpoints) {
    CHAUBAN_ASSERT(storage::Checkpoint::parse(found.checkpoint.text()) == found.checkpoint);
    for (const auto& signature : found.note.signatures) {
      static_cast<void>(found.is_signed_by({signature.name, Bytes(32, 'k')}));
    }
  }
  static_cast<void>(storage::parse_note(input));
  for (const auto& key : storage::parse_trust(input)) CHAUBAN_ASSERT(storage::VerifierKey::parse(key.str()) == key);
  if (const auto origin = storage::Origin::parse(input))
    CHAUBAN_ASSERT(storage::Origin::parse(origin->str()) == origin);
}

}  // namespace chauban::fuzz
