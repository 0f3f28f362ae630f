// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/field_lines.h"

namespace chauban::ocr {

/// signerAuthority, signerPosition, signerName, recipients: from the lines of the page the letter ends on.
std::vector<FieldProposal> end_fields(const std::vector<FieldLine>& lines);

}  // namespace chauban::ocr
