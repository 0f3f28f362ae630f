// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/fields.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::ocr {

/// A piece of a line without a wide gap: what the finders of fields look at.
struct FieldLine {
  std::string text;   ///< as it was read
  std::string plain;  ///< folded: for comparing only
  Box box;
  int page = 0;
  std::vector<Word> words;
  double page_width = 0;
  double page_height = 0;

  /// How surely its words were read, 0..1: the worst word counts as much as all together.
  [[nodiscard]] double sureness() const;
  /// Most of its letters are capitals.
  [[nodiscard]] bool is_upper() const;
  [[nodiscard]] bool is_left() const { return box.middle_x() < 0.47 * page_width; }
  [[nodiscard]] bool is_right() const { return box.middle_x() >= 0.47 * page_width; }
};

/// All lines of a page in reading order; specks that were read as single signs are left out.
std::vector<FieldLine> field_lines(const PageText& page, int index);

/// Joins lines into one proposal: value as given, everything else from the lines.
FieldProposal propose(std::string field, std::string value, const std::vector<const FieldLine*>& lines, double trust);

/// The texts of lines joined by spaces.
std::string joined(const std::vector<const FieldLine*>& lines);

/// Without punctuation and brackets at both ends.
std::string stripped(std::string_view text);

}  // namespace chauban::ocr
