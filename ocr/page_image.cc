// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/page_image.h"

#include <algorithm>
#include <cmath>

namespace chauban::ocr {

Affine Affine::after(const Affine& inner) const {
  return {a * inner.a + b * inner.d, a * inner.b + b * inner.e, a * inner.c + b * inner.f + c,
          d * inner.a + e * inner.d, d * inner.b + e * inner.e, d * inner.c + e * inner.f + f};
}

Box place_on_page(const Box& box_px, const Affine& to_page) {
  // The middle moves exactly. The size is kept (or swapped, after a quarter turn): the rectangle around a slightly
  // turned word would grow by the length of the word times the sine, and cover the lines above and below.
  const double x = to_page.x(box_px.middle_x(), box_px.middle_y());
  const double y = to_page.y(box_px.middle_x(), box_px.middle_y());
  const double scale = std::hypot(to_page.a, to_page.d);
  const bool quarter = std::abs(to_page.d) > std::abs(to_page.a);
  const double half_width = (quarter ? box_px.height() : box_px.width()) * scale / 2;
  const double half_height = (quarter ? box_px.width() : box_px.height()) * scale / 2;
  return {x - half_width, y - half_height, x + half_width, y + half_height};
}

}  // namespace chauban::ocr
