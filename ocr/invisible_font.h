// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"

#include <map>
#include <string>
#include <string_view>

namespace chauban::ocr {

/// A font whose glyphs are all empty, half as wide as high: invisible text needs positions and meanings, not shapes.
/// Glyph n stands for the n-th character used; glyph 0 for none.
class InvisibleFont {
 public:
  static constexpr double kWidth = 0.5;  ///< of a glyph, in ems

  /// The text as two-byte glyph codes in hexadecimal; new characters get the next glyphs. `characters` counts them.
  /// Characters over the 65,534th different one are left out.
  std::string encode(std::string_view text, std::size_t& characters);

  [[nodiscard]] Bytes true_type() const;   ///< the font program
  [[nodiscard]] Bytes to_unicode() const;  ///< the CMap that says what each glyph means (ISO 32000-1 9.10.3)

 private:
  std::map<char32_t, int> glyphs_;
};

}  // namespace chauban::ocr
