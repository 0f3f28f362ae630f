// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"

#include <optional>

class PDFDoc;  // Poppler

namespace chauban::ocr {

/// What is drawn on a page, found out without drawing it.
struct PageProbe {
  int images = 0;
  bool other_ink = false;  ///< visible letters, lines or areas besides images
  double image_share = 0;  ///< of the page, by the largest image
  double most_pixels = 0;  ///< of any image on it
  Bytes jpeg;              ///< of the one upright image, if it is a plain gray or colour JPEG
  Box image_pt;            ///< where that image stands

  /// The page is that one image and nothing else that shows.
  [[nodiscard]] bool is_one_jpeg() const { return images == 1 && !other_ink && image_share > 0.9 && !jpeg.empty(); }
};

/// `page` from 0.
PageProbe probe_page(::PDFDoc& document, int page, double width_pt, double height_pt);

}  // namespace chauban::ocr
