// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/offline.h"

#include "schemas/base/log.h"
#include "tests/ocr/scans.h"
#include "tests/support/temporary_folder.h"

#include <boost/json.hpp>

namespace chauban::ocr {
namespace {

OcrCliOptions options_for(const TemporaryFolder& folder, std::vector<std::filesystem::path> files) {
  OcrCliOptions options;
  options.files = std::move(files);
  options.output = folder / "out";
  options.executable = own_program();
  options.quiet = true;
  return options;
}

TEST(OfflineOcr, WritesEachFormatAndPartsPagesByFormFeeds) {
  const TemporaryFolder folder;
  auto options = options_for(folder, {scan("09-ke-hoach-hoa-toc-van-phong.pdf")});
  options.formats = {"txt", "json", "pdf"};
  EXPECT_EQ(run_ocr_cli(options), 0);
  const auto text = file_bytes(folder / "out/09-ke-hoach-hoa-toc-van-phong.txt");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\f'), 1);
  EXPECT_THAT(text, testing::HasSubstr("KẾ HOẠCH"));
  const auto json = boost::json::parse(file_bytes(folder / "out/09-ke-hoach-hoa-toc-van-phong.json"));
  EXPECT_EQ(json.at("pages").as_array().size(), 2U);
  EXPECT_THAT(file_bytes(folder / "out/09-ke-hoach-hoa-toc-van-phong.pdf"), testing::StartsWith("%PDF-"));
}

TEST(OfflineOcr, ExitCodesSayHowMuchWasDone) {
  const TemporaryFolder folder;
  const auto bad = folder / "bad.pdf";
  write_bytes(bad, "not a PDF");
  EXPECT_EQ(run_ocr_cli(options_for(folder, {scan("07-thong-bao-so-noi-vu.pdf"), bad})), 4);
  EXPECT_FALSE(file_bytes(folder / "out/07-thong-bao-so-noi-vu.txt").empty());
  EXPECT_EQ(run_ocr_cli(options_for(folder, {bad, folder / "missing.pdf"})), 1);
  EXPECT_EQ(run_ocr_cli(options_for(folder, {})), 2);
  auto unknown = options_for(folder, {bad});
  unknown.formats = {"docx"};
  EXPECT_EQ(run_ocr_cli(unknown), 2);
}

}  // namespace
}  // namespace chauban::ocr
