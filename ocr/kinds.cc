// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/kinds.h"

#include "schemas/base/text.h"

#include <algorithm>
#include <array>

namespace chauban::ocr {

namespace {

constexpr std::array kKinds = {
    PrintedKind{"nghị quyết", "NQ"},   PrintedKind{"quyết định", "QĐ"},       PrintedKind{"chỉ thị", "CT"},
    PrintedKind{"quy chế", "QC"},      PrintedKind{"quy định", "QyĐ"},        PrintedKind{"thông cáo", "TC"},
    PrintedKind{"thông báo", "TB"},    PrintedKind{"hướng dẫn", "HD"},        PrintedKind{"chương trình", "CTr"},
    PrintedKind{"kế hoạch", "KH"},     PrintedKind{"phương án", "PA"},        PrintedKind{"đề án", "ĐA"},
    PrintedKind{"dự án", "DA"},        PrintedKind{"báo cáo", "BC"},          PrintedKind{"biên bản", "BB"},
    PrintedKind{"tờ trình", "TTr"},    PrintedKind{"hợp đồng", "HĐ"},         PrintedKind{"công điện", "CĐ"},
    PrintedKind{"bản ghi nhớ", "BGN"}, PrintedKind{"bản thỏa thuận", "BTT"},  PrintedKind{"giấy ủy quyền", "GUQ"},
    PrintedKind{"giấy mời", "GM"},     PrintedKind{"giấy giới thiệu", "GGT"}, PrintedKind{"giấy nghỉ phép", "GNP"},
    PrintedKind{"phiếu gửi", "PG"},    PrintedKind{"phiếu chuyển", "PC"},     PrintedKind{"phiếu báo", "PB"},
    PrintedKind{"thông tư", "TT"},     PrintedKind{"nghị định", "NĐ"},        PrintedKind{"công văn", ""}};

}  // namespace

const PrintedKind* kind_by_abbreviation(std::string_view abbreviation) {
  const auto at = std::find_if(kKinds.begin(), kKinds.end(), [&](const PrintedKind& kind) {
    return !kind.abbreviation.empty() && kind.abbreviation == abbreviation;
  });
  return at == kKinds.end() ? nullptr : &*at;
}

const PrintedKind* kind_by_title(std::string_view title) {
  const auto plain = fold(title);
  const auto at =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const PrintedKind& kind) { return fold(kind.name) == plain; });
  return at == kKinds.end() ? nullptr : &*at;
}

}  // namespace chauban::ocr
