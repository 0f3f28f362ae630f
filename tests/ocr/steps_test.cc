// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/media_type.h"
#include "ocr/page_image.h"
#include "ocr/steps/text_layer.h"
#include "ocr/syllable.h"

namespace chauban::ocr {
namespace {

TEST(Syllable, TellsVietnameseFromGarbage) {
  for (const auto* word : {"nghiêng", "Quyết", "định,", "giờ", "ủy", "khuya", "(đường)"})
    EXPECT_TRUE(is_legal_syllable(word)) << word;
  for (const auto* word : {"xtr", "string", "bcd", "", "wz"}) EXPECT_FALSE(is_legal_syllable(word)) << word;
}

TEST(TextLayer, GarbageOfOldFontsIsReadAgain) {
  const auto layer = [](const std::vector<std::string>& texts) {
    std::vector<Word> words;
    for (const auto& text : texts) words.push_back({text, {10, 10, 40, 22}, 1, 0, 0});
    return words;
  };
  const PageSize a4{595, 842};
  EXPECT_TRUE(is_trustworthy(
      layer({"Căn", "cứ", "Luật", "Tổ", "chức", "chính", "quyền", "địa", "phương", "15/QĐ-UBND", "năm", "này"}), a4,
      true));
  EXPECT_FALSE(is_trustworthy(layer({"C¨n", "cø", "LuËt", "Tæ", "chøc", "chÝnh", "quyÒn"}), a4, false));
  EXPECT_FALSE(is_trustworthy(
      layer({"Can", "cu", "Luat", "To", "chuc", "chinh", "quyen", "dia", "phuong", "nam", "nay"}), a4, true))
      << "a scan's layer without marks is somebody's bad OCR";
  EXPECT_FALSE(is_trustworthy({}, a4, false));
}

TEST(MediaType, IsKnownByItsFirstBytes) {
  EXPECT_EQ(sniff_media_type("%PDF-1.7"), "application/pdf");
  EXPECT_EQ(sniff_media_type("\xff\xd8\xff\xe0"), "image/jpeg");
  EXPECT_EQ(sniff_media_type("GIF89a"), "");
}

TEST(PageImage, AWordOfATurnedImageIsPutBackOnItsPage) {
  // The image was turned 90 degrees clockwise: its x runs up the page, its y to the right.
  const Affine to_page{0, 0.36, 0, -0.36, 0, 842};
  const Box box = place_on_page({100, 200, 300, 240}, to_page);
  EXPECT_NEAR(box.left, 72, 0.01);
  EXPECT_NEAR(box.right, 86.4, 0.01);
  EXPECT_NEAR(box.top, 842 - 108, 0.01);
  EXPECT_NEAR(box.bottom, 842 - 36, 0.01);
}

}  // namespace
}  // namespace chauban::ocr
