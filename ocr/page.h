// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"

#include <string>
#include <vector>

namespace chauban::ocr {

/// A rectangle; y grows downwards. In points (1/72 inch) from the top left of the page as a viewer shows it (crop box,
/// /Rotate applied) wherever the name ends in `_pt`; in pixels of the working image inside the pipeline.
struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  bool operator==(const Box&) const = default;
  [[nodiscard]] double width() const { return right - left; }
  [[nodiscard]] double height() const { return bottom - top; }
  [[nodiscard]] double middle_x() const { return (left + right) / 2; }
  [[nodiscard]] double middle_y() const { return (top + bottom) / 2; }
};

/// The smallest rectangle around both.
Box around(const Box& a, const Box& b);

/// One word as it was read.
struct Word {
  std::string text;       ///< NFC, no white space
  Box box_pt;             ///< on the ORIGINAL page, whatever was turned or straightened to read it
  double confidence = 0;  ///< 0..1
  int line = 0;           ///< line of the reading order, rising from 0 within the page
  int block = 0;          ///< paragraph, column or table row group, rising from 0 within the page

  bool operator==(const Word&) const = default;
};

/// What one page says. Immutable once made; cached, stored and sent as bytes (page_codec.h).
struct PageText {
  double width_pt = 0;
  double height_pt = 0;
  int rotation = 0;         ///< degrees clockwise (0, 90, 180, 270) the page was turned to be read
  double skew_degrees = 0;  ///< what was straightened besides
  int dpi = 0;              ///< resolution it was read at; 0 if the text came with the page
  std::string language;     ///< "vie"
  std::string
      engine;       ///< "tesseract 5.3.0 vie:<first digits of the model's digest>"; "poppler …" for a kept text layer
  Digest settings;  ///< digest of all settings and step versions that shaped the result
  bool blank = false;            ///< nothing on it worth reading
  bool from_text_layer = false;  ///< the file's own text was legal and was kept
  double mean_confidence = 0;    ///< of the words, weighted by their length; 0 without words
  std::vector<Word> words;       ///< in READING ORDER

  bool operator==(const PageText&) const = default;
};

/// Words joined by spaces, lines by line feeds, blocks by an empty line. What search indexes.
std::string plain_text(const PageText& page);

/// Mean of the words' confidences, weighted by their length; 0 without words.
double mean_confidence(const std::vector<Word>& words);

}  // namespace chauban::ocr
