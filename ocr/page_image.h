// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"
#include "ocr/pix.h"

namespace chauban::ocr {

struct PageSize {
  double width_pt = 0;
  double height_pt = 0;
};

/// Maps a point of the working image (pixels) to the original page (points): x' = a·x + b·y + c, y' = d·x + e·y + f.
struct Affine {
  double a = 1, b = 0, c = 0;
  double d = 0, e = 1, f = 0;

  [[nodiscard]] double x(double px, double py) const { return a * px + b * py + c; }
  [[nodiscard]] double y(double px, double py) const { return d * px + e * py + f; }
  /// First `inner`, then this.
  [[nodiscard]] Affine after(const Affine& inner) const;
};

/// A page on its way through the steps: pixels, and where each pixel stands on the original page.
struct PageImage {
  Pix pix;
  int dpi = 200;
  PageSize size;
  Affine to_page;
  int rotation = 0;
  double skew_degrees = 0;
  bool dirty = false;  ///< uneven ground or specks: set by measure_dirt, read by the steps that harm clean pages
};

/// The upright rectangle on the original page that this rectangle of the working image becomes.
Box place_on_page(const Box& box_px, const Affine& to_page);

}  // namespace chauban::ocr
