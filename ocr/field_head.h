// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/field_lines.h"

namespace chauban::ocr {

/// code, issueDate, place, issuer, parentIssuer, kind, subject, urgency: from the first page's lines.
std::vector<FieldProposal> head_fields(const std::vector<FieldLine>& lines);

}  // namespace chauban::ocr
