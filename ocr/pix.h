// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

struct Pix;  // Leptonica's image

namespace chauban::ocr {

struct PixDestroyer {
  void operator()(::Pix* pix) const noexcept;
};
/// Owns one Leptonica image.
using Pix = std::unique_ptr<::Pix, PixDestroyer>;

}  // namespace chauban::ocr
