// SPDX-License-Identifier: GPL-3.0-or-later
// Records and envelopes as they lie in a log that somebody else could write to.
#include "storage/record.h"

#include "schemas/base/error.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {

// A newer program may have appended fields, which are not written anew; what is known of it stays the same.
void record(BytesView input) {
  const auto read = storage::decode_record(input);
  if (read) CHAUBAN_ASSERT(storage::decode_record(storage::encode_record(*read)) == read);
}

void envelope(BytesView input) {
  const auto read = storage::decode_envelope(input);
  if (read) CHAUBAN_ASSERT(storage::decode_envelope(storage::encode_envelope(*read)) == read);
}

}  // namespace chauban::fuzz
