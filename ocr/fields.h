// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"

#include <optional>
#include <string>
#include <vector>

namespace chauban::ocr {

struct FieldCandidate {
  std::string value;
  double confidence = 0;

  bool operator==(const FieldCandidate&) const = default;
};

/// What a page seems to say about the document. A person confirms; never taken over unseen.
struct FieldProposal {
  std::string field;  ///< code, issueDate, issuer, parentIssuer, place, kind, subject, signerName, signerPosition,
                      ///< signerAuthority, recipients, urgency; secrecyMark
  std::string value;  ///< NFC. issueDate: ISO (2026-11-25). urgency: khan, thuongKhan, hoaToc. recipients: one a line.
                      ///< kind: its Vietnamese name in lower case ("quyết định"); code as printed ("15/QĐ-UBND")
  std::string abbreviation;                ///< of the kind, if it has one ("QĐ"); else empty
  double confidence = 0;                   ///< 0..1, honest: below 0.7 it should be looked at closely
  int page = 0;                            ///< from 0
  Box box_pt;                              ///< where it stands on that page
  std::string raw;                         ///< as it was read, before it was put into form
  std::vector<FieldCandidate> candidates;  ///< other readings, best first (issueDate: also other dates of the head)

  bool operator==(const FieldProposal&) const = default;
};

/// The fields of an official letter (NĐ 30/2020/NĐ-CP, Phụ lục I), from its pages in order. Only fields that were
/// found.
std::vector<FieldProposal> propose_fields(const std::vector<PageText>& pages);

/// A mark of state secrecy (MẬT, TỐI MẬT, TUYỆT MẬT) standing by itself in the head of any page: value mat, toiMat,
/// tuyetMat. Such a document must not be here at all (domain rule R29): the caller locks the content.
std::optional<FieldProposal> secrecy_mark(const std::vector<PageText>& pages);

}  // namespace chauban::ocr
