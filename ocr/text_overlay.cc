// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/text_overlay.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace chauban::ocr {

namespace {

/// Three digits after the point, whatever the locale says a point is.
std::string number(double value) {
  const auto thousandths = std::llround(value * 1000);
  const auto whole = std::llabs(thousandths);
  auto fraction = std::to_string(whole % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return (thousandths < 0 ? "-" : "") + std::to_string(whole / 1000) + '.' + fraction;
}

struct Place {
  double x, y;              // where the baseline begins, shown page
  double right_x, right_y;  // unit vector along the line, shown page
  double length, height;
};

/// `turned`: degrees clockwise the page was turned to be read; its lines run the other way round on the shown page.
Place place_of(const Box& box, int turned) {
  constexpr double kDescent = 0.22;  // of the box's height: tails below the baseline
  switch (turned) {
    case 90: return {box.right - kDescent * box.width(), box.bottom, 0, -1, box.height(), box.width()};
    case 180: return {box.right, box.top + kDescent * box.height(), -1, 0, box.width(), box.height()};
    case 270: return {box.left + kDescent * box.width(), box.top, 0, 1, box.height(), box.width()};
    default: return {box.left, box.bottom - kDescent * box.height(), 1, 0, box.width(), box.height()};
  }
}

}  // namespace

Affine to_user_space(const Box& crop, int rotate) {
  switch (rotate) {
    case 90: return {0, 1, crop.left, 1, 0, crop.bottom};
    case 180: return {-1, 0, crop.right, 0, 1, crop.bottom};
    case 270: return {0, -1, crop.right, -1, 0, crop.top};
    default: return {1, 0, crop.left, 0, -1, crop.top};
  }
}

std::string overlay_of(const PageText& page, const Affine& to_user, const std::string& font_name, InvisibleFont& font) {
  std::string out = "q\nBT\n3 Tr\n";
  for (const auto& word : page.words) {
    std::size_t characters = 0;
    const auto codes = font.encode(word.text, characters);
    const Place place = place_of(word.box_pt, page.rotation);
    const double size = std::max(1.0, place.height);
    const double natural = static_cast<double>(characters) * InvisibleFont::kWidth * size;
    if (characters == 0 || place.length <= 0) continue;
    // Text space: x along the line, y up from it; on the shown page "up" is the line's direction turned a quarter back.
    const double up_x = place.right_y;
    const double up_y = -place.right_x;
    const auto vector = [&](double x, double y) {
      return number(to_user.a * x + to_user.b * y) + ' ' + number(to_user.d * x + to_user.e * y) + ' ';
    };
    out += '/' + font_name + ' ' + number(size) + " Tf " + number(100 * place.length / natural) + " Tz ";
    out += vector(place.right_x, place.right_y) + vector(up_x, up_y) + number(to_user.x(place.x, place.y)) + ' ' +
           number(to_user.y(place.x, place.y)) + " Tm <" + codes + "> Tj\n";
  }
  return out + "ET\nQ\n";
}

}  // namespace chauban::ocr
