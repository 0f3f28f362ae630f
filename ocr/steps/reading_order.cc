// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/reading_order.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace chauban::ocr {

namespace {

constexpr double kSegmentGap = 1.6;    // line heights of white that part two segments of one line
constexpr double kFirstColumn = 0.33;  // where the gap of a two-column zone may lie, as a share of the page's width
constexpr double kLastColumn = 0.62;
constexpr double kSameRow = 0.5;    // line heights between the middles of what stands in one row
constexpr double kNewBlock = 1.75;  // line heights between two lines' middles that part two blocks

struct Segment {
  std::vector<Word> words;
  Box box;
  double middle = 0;  // of its words' middles: steadier than the box's, which one tall mark moves
};

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  return *half;
}

double line_height(const std::vector<Word>& words) {
  std::vector<double> heights;
  for (const auto& word : words) heights.push_back(word.box_pt.height());
  return median(std::move(heights));
}

void close_segment(std::vector<Segment>& segments, std::vector<Word>& words) {
  if (words.empty()) return;
  Segment segment{std::move(words), {}, 0};
  words.clear();
  segment.box = segment.words.front().box_pt;
  std::vector<double> middles;
  for (const auto& word : segment.words) {
    segment.box = around(segment.box, word.box_pt);
    middles.push_back(word.box_pt.middle_y());
  }
  segment.middle = median(std::move(middles));
  segments.push_back(std::move(segment));
}

/// Lines as they were read, cut at wide gaps.
std::vector<Segment> segments_of(std::vector<Word> words, double height) {
  std::stable_sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    return a.line != b.line ? a.line < b.line : a.box_pt.left < b.box_pt.left;
  });
  std::vector<Segment> segments;
  std::vector<Word> open;
  for (auto& word : words) {
    const bool cut = !open.empty() && (open.back().line != word.line ||
                                       word.box_pt.left - open.back().box_pt.right > kSegmentGap * height);
    if (cut) close_segment(segments, open);
    open.push_back(std::move(word));
  }
  close_segment(segments, open);
  return segments;
}

using Row = std::vector<Segment>;

std::vector<Row> rows_of(std::vector<Segment> segments, double height) {
  std::stable_sort(segments.begin(), segments.end(),
                   [](const Segment& a, const Segment& b) { return a.middle < b.middle; });
  std::vector<Row> rows;
  for (auto& segment : segments) {
    const bool same = !rows.empty() && segment.middle - rows.back().front().middle < kSameRow * height;
    if (!same) rows.emplace_back();
    rows.back().push_back(std::move(segment));
  }
  for (auto& row : rows) {
    std::stable_sort(row.begin(), row.end(),
                     [](const Segment& a, const Segment& b) { return a.box.left < b.box.left; });
  }
  return rows;
}

struct Zone {
  std::size_t first = 0;
  std::size_t end = 0;  // one past the last row
  double gap = 0;
};

/// Rows from `first` on whose segments all lie wholly on one side of `gap`.
std::size_t end_of_run(const std::vector<Row>& rows, std::size_t first, double gap) {
  std::size_t end = first;
  for (; end < rows.size(); ++end) {
    const auto& row = rows[end];
    const bool crossed =
        std::any_of(row.begin(), row.end(), [&](const Segment& s) { return s.box.left < gap && s.box.right > gap; });
    const auto left = std::count_if(row.begin(), row.end(), [&](const Segment& s) { return s.box.right <= gap; });
    if (crossed || left > 1 || static_cast<std::ptrdiff_t>(row.size()) - left > 1)
      break;  // three cells and more: a table
  }
  return end;
}

bool is_on_one_side(const Row& row) { return row.size() == 1; }

/// Trims what only seems to belong: a short line above the zone, and below it a paragraph's last line.
Zone trimmed(const std::vector<Row>& rows, Zone zone, double height) {
  // The right column may begin higher than the left one, but a line on the left above it is the end of a paragraph.
  while (zone.first < zone.end && is_on_one_side(rows[zone.first]) && zone.first + 1 < zone.end &&
         rows[zone.first + 1].front().middle - rows[zone.first].front().middle > 0.5 * height &&
         rows[zone.first].front().box.right <= zone.gap) {
    ++zone.first;
  }
  while (zone.end > zone.first + 1 && is_on_one_side(rows[zone.end - 1])) {
    const auto& last = rows[zone.end - 1].front();
    if (last.box.left >= zone.gap) break;  // the signer's name stands far below everything
    if (last.middle - rows[zone.end - 2].front().middle < kNewBlock * height) break;
    --zone.end;
  }
  return zone;
}

/// True if the zone has lines on both sides, at least three together: one row of two cells is a row.
bool is_two_columns(const std::vector<Row>& rows, const Zone& zone) {
  int left = 0;
  int right = 0;
  for (auto i = zone.first; i < zone.end; ++i) {
    for (const auto& segment : rows[i]) ++(segment.box.right <= zone.gap ? left : right);
  }
  return left >= 1 && right >= 1 && left + right >= 3;
}

/// The longest two-column zone that begins at this row; empty if none does.
Zone zone_at(const std::vector<Row>& rows, std::size_t first, double page_width, double height) {
  Zone best{first, first, 0};
  constexpr int kSteps = 30;
  for (int i = 0; i <= kSteps; ++i) {
    const double gap = page_width * (kFirstColumn + (kLastColumn - kFirstColumn) * i / kSteps);
    const Zone zone = trimmed(rows, {first, end_of_run(rows, first, gap), gap}, height);
    if (zone.first == first && zone.end - zone.first > best.end - best.first && is_two_columns(rows, zone)) best = zone;
  }
  return best;
}

class Numbering {
 public:
  explicit Numbering(double height) : height_(height) {}

  void new_block() { block_open_ = false; }
  /// One line of one column, or one row of a table.
  void add(std::vector<Segment*> line) {
    const double middle = line.front()->middle;
    const bool apart = !block_open_ || middle - last_middle_ > kNewBlock * height_;
    if (apart) ++block_;
    block_open_ = true;
    last_middle_ = middle;
    ++line_;
    for (auto* segment : line) {
      for (auto& word : segment->words) {
        word.line = line_;
        word.block = block_;
        words_.push_back(std::move(word));
      }
    }
  }
  std::vector<Word> take() { return std::move(words_); }

 private:
  double height_;
  double last_middle_ = 0;
  bool block_open_ = false;
  int line_ = -1;
  int block_ = -1;
  std::vector<Word> words_;
};

void add_zone(std::vector<Row>& rows, const Zone& zone, Numbering& out) {
  for (const bool left : {true, false}) {
    out.new_block();
    for (auto i = zone.first; i < zone.end; ++i) {
      for (auto& segment : rows[i]) {
        if ((segment.box.right <= zone.gap) == left) out.add({&segment});
      }
    }
  }
  out.new_block();
}

}  // namespace

std::vector<Word> in_reading_order(std::vector<Word> words, double page_width) {
  const double height = line_height(words);
  if (words.empty() || height <= 0) return words;
  auto rows = rows_of(segments_of(std::move(words), height), height);
  Numbering out(height);
  for (std::size_t i = 0; i < rows.size();) {
    const Zone zone = zone_at(rows, i, page_width, height);
    if (zone.end > zone.first) {
      add_zone(rows, zone, out);
      i = zone.end;
      continue;
    }
    std::vector<Segment*> line;
    for (auto& segment : rows[i]) line.push_back(&segment);
    out.add(std::move(line));
    ++i;
  }
  return out.take();
}

}  // namespace chauban::ocr
