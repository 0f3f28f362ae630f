// SPDX-License-Identifier: GPL-3.0-or-later
// Each step that touches pixels, on a real scan or on a small image made here.
#include "ocr/document.h"
#include "ocr/steps/background.h"
#include "ocr/steps/blank.h"
#include "ocr/steps/deskew.h"
#include "ocr/steps/orient.h"
#include "ocr/steps/other_way_up.h"
#include "ocr/steps/raster.h"
#include "ocr/steps/red_channel.h"
#include "tests/ocr/scans.h"
#include "tests/support/matchers.h"

#include <leptonica/allheaders.h>

#include <cmath>

namespace chauban::ocr {
namespace {

const char* const kClean = "01-thong-bao-so-tai-chinh.pdf";
const char* const kPoor = "07-thong-bao-so-noi-vu.pdf";  // truth.json: turned by 1.687 degrees

PageImage page_of(const char* name, int dpi = 200) {
  const auto bytes = file_bytes(scan(name));
  auto document = open_document(bytes, Limits{});
  auto image = (*document)->image(0, dpi);
  return red_channel(std::move(*image));
}

/// A white sheet of 8 bits at 200 dpi.
PageImage sheet(int width, int height) {
  PageImage image;
  image.pix = Pix(pixCreate(width, height, 8));
  pixSetAll(image.pix.get());
  return image;
}

void paint(PageImage& image, int left, int top, int width, int height, l_uint32 value) {
  for (int y = top; y < top + height; ++y) {
    for (int x = left; x < left + width; ++x) pixSetPixel(image.pix.get(), x, y, value);
  }
}

l_uint32 pixel(const PageImage& image, int x, int y) {
  l_uint32 value = 0;
  pixGetPixel(image.pix.get(), x, y, &value);
  return value;
}

TEST(RedChannel, TheSealTurnsBrightAndTheInkStaysDark) {
  PageImage image;
  image.pix = Pix(pixCreate(20, 10, 32));
  for (int x = 0; x < 20; ++x) {
    for (int y = 0; y < 10; ++y) pixSetRGBPixel(image.pix.get(), x, y, x < 10 ? 225 : 30, 30, x < 10 ? 40 : 110);
  }

  const auto gray = red_channel(std::move(image));

  EXPECT_EQ(pixGetDepth(gray.pix.get()), 8);
  EXPECT_EQ(pixel(gray, 3, 5), 225U);
  EXPECT_EQ(pixel(gray, 15, 5), 30U);
}

TEST(Blank, SpecksAreNothingAndAPageNumberIsSomething) {
  auto specks = sheet(1654, 2339);
  for (int i = 0; i < 40; ++i) paint(specks, 50 + 37 * i, 60 + 53 * i, 2, 2, 0);
  EXPECT_TRUE(is_blank(specks));

  auto numbered = sheet(1654, 2339);
  for (const int left : {810, 832}) {  // the two digits of "11", 14 points high
    paint(numbered, left, 150, 5, 26, 0);
    paint(numbered, left - 5, 174, 15, 4, 0);
  }
  EXPECT_FALSE(is_blank(numbered));
  EXPECT_FALSE(is_blank(page_of(kPoor)));
}

class Orient : public testing::TestWithParam<int> {};

TEST_P(Orient, APageLaidOnTheGlassWrongIsSetUprightAndItsPointsFoundAgain) {
  auto image = page_of(kClean);
  const double width = pixGetWidth(image.pix.get());
  const double height = pixGetHeight(image.pix.get());
  image.pix = Pix(pixRotateOrth(image.pix.get(), GetParam() / 90));
  image.to_page = {};

  const auto upright = orient(std::move(image));

  EXPECT_EQ(upright.rotation, (360 - GetParam()) % 360);
  EXPECT_EQ(pixGetWidth(upright.pix.get()), static_cast<int>(width));
  // The upright page's top left corner, on the page as it was laid: clockwise turns carry it round.
  const Box corner = place_on_page({0, 0, 0, 0}, upright.to_page);
  const double right = GetParam() == 90 ? height : GetParam() == 180 ? width : 0;
  const double down = GetParam() == 180 ? height : GetParam() == 270 ? width : 0;
  EXPECT_NEAR(corner.left, right, 1);
  EXPECT_NEAR(corner.top, down, 1);
}

INSTANTIATE_TEST_SUITE_P(Quarters, Orient, testing::Values(0, 90, 180, 270));

TEST(Deskew, AnAskewScanIsStraightAfterwardsAndACleanOneIsLeftAlone) {
  const auto straight = deskew(page_of(kPoor));
  EXPECT_NEAR(std::abs(straight.skew_degrees), 1.687, 0.1);

  auto again = page_of(kPoor);
  again.pix = Pix(pixClone(straight.pix.get()));
  EXPECT_EQ(deskew(std::move(again)).skew_degrees, 0);
  EXPECT_EQ(deskew(page_of(kClean)).skew_degrees, 0);
}

TEST(Deskew, APointIsPutBackWhereItWas) {
  auto image = page_of(kPoor);
  const double middle_x = pixGetWidth(image.pix.get()) / 2.0;
  const double middle_y = pixGetHeight(image.pix.get()) / 2.0;
  image.to_page = {};

  const auto straight = deskew(std::move(image));

  const Box middle = place_on_page({middle_x, middle_y, middle_x, middle_y}, straight.to_page);
  EXPECT_NEAR(middle.left, middle_x, 0.01);
  EXPECT_NEAR(middle.top, middle_y, 0.01);
  const Box right = place_on_page({middle_x + 500, middle_y, middle_x + 500, middle_y}, straight.to_page);
  EXPECT_NEAR(std::hypot(right.left - middle_x, right.top - middle_y), 500, 0.01);
  EXPECT_NEAR(std::abs(right.top - middle_y), 500 * std::sin(1.687 * 3.14159265 / 180), 1.5);
}

TEST(Background, OnlyDirtyPagesAreTouched) {
  auto clean = page_of(kClean);
  const Pix before(pixCopy(nullptr, clean.pix.get()));
  const auto after = clean_background(std::move(clean));
  l_int32 same = 0;
  pixEqual(before.get(), after.pix.get(), &same);
  EXPECT_FALSE(after.dirty);
  EXPECT_EQ(same, 1);

  EXPECT_TRUE(clean_background(page_of(kPoor)).dirty);
}

TEST(Background, AShadowAndALoneSpeckGoButTheDotOfALetterStays) {
  auto image = sheet(800, 800);
  for (int x = 0; x < 800; ++x) paint(image, x, 0, 1, 800, 255U - static_cast<l_uint32>(x) / 10U);  // 255 to 176
  paint(image, 300, 300, 5, 30, 20);                                                                // the stem of an i
  paint(image, 300, 292, 4, 4, 20);                                                                 // and its dot
  paint(image, 600, 600, 3, 3, 20);  // a speck with nothing near it

  const auto clean = clean_background(std::move(image));

  ASSERT_TRUE(clean.dirty);
  EXPECT_GE(pixel(clean, 790, 100), 250U);
  EXPECT_EQ(pixel(clean, 601, 601), 255U);
  EXPECT_LT(pixel(clean, 302, 315), 100U);
  EXPECT_LT(pixel(clean, 301, 294), 100U);
}

class OtherWayUp : public testing::TestWithParam<int> {};

TEST_P(OtherWayUp, ASheetWithLittleTextIsReadTheWayItMakesSense) {
  auto recogniser = Recogniser::open("vie");
  ASSERT_THAT(recogniser, Succeeds());
  // The upper strip of a letter, laid wrong: too few lines for the letters' shapes to tell.
  auto image = page_of(kClean);
  ::Box* strip = boxCreate(0, 120, pixGetWidth(image.pix.get()), 240);
  image.pix = Pix(pixClipRectangle(image.pix.get(), strip, nullptr));
  boxDestroy(&strip);
  image = turned(std::move(image), GetParam());
  auto words = (*recogniser)->recognise(image);
  ASSERT_THAT(words, Succeeds());

  ASSERT_THAT(try_other_ways_up(image, *words, **recogniser), Succeeds());

  EXPECT_EQ(image.rotation, 0) << "turned twice is as it was";
  EXPECT_GT(mean_confidence(*words), 0.8);
  std::string text;
  for (const auto& word : *words) text += word.text + ' ';
  EXPECT_THAT(text, testing::HasSubstr("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
}

INSTANTIATE_TEST_SUITE_P(Quarters, OtherWayUp, testing::Values(90, 180, 270));

TEST(Raster, LettersAreMeasuredSoThatSmallPrintCanBeReadFiner) {
  EXPECT_NEAR(letter_height_px(page_of(kClean)), 17, 3);
  EXPECT_LT(letter_height_px(page_of(kClean, 130)), 13);
  EXPECT_EQ(letter_height_px(sheet(400, 400)), 0);
}

}  // namespace
}  // namespace chauban::ocr
