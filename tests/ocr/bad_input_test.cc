// SPDX-License-Identifier: GPL-3.0-or-later
// Each kind of bad file gives its own clear error, and the service goes on (ocr reference 7).
#include "ocr/document.h"
#include "ocr/service.h"
#include "tests/ocr/made_files.h"
#include "tests/ocr/scans.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <cstdlib>

namespace chauban::ocr {
namespace {

class BadInput : public testing::Test {
 protected:
  /// What reading the first page says.
  Result<PageText> read(BytesView bytes) {
    const auto path = folder_ / "file";
    write_bytes(path, bytes);
    const auto before = results_;
    reading_.add(path);
    return reading_.wait(++results_)[before].text;
  }
  Result<FileFacts> inspect(BytesView bytes) { return inspect_bytes(reading_.service(), bytes); }

  TemporaryFolder folder_;
  Reading reading_;
  std::size_t results_ = 0;
};

TEST_F(BadInput, AnEmptyFile) { EXPECT_THAT(inspect(""), FailsWith(ErrorCode::file_unreadable, "file_empty")); }

TEST_F(BadInput, AFileCutShort) {
  const auto pdf = file_bytes(scan("07-thong-bao-so-noi-vu.pdf"));
  EXPECT_THAT(inspect(BytesView(pdf).substr(0, pdf.size() / 2)),
              FailsWith(ErrorCode::file_unreadable, "file_truncated"));
}

TEST_F(BadInput, AFileThatIsNoneOfOurs) {
  EXPECT_THAT(inspect("Kính gửi: Sở Nội vụ"), FailsWith(ErrorCode::file_unreadable, "file_not_supported"));
  EXPECT_THAT(inspect(std::string("\0\0\0\x18", 4) + "ftypheic" + std::string(200, 'x')),
              FailsWith(ErrorCode::file_unreadable, "file_not_supported"));
}

TEST_F(BadInput, APasswordProtectedPdf) {
  const auto locked = folder_ / "locked.pdf";
  const auto command = "qpdf --encrypt secret secret 256 -- '" + scan("07-thong-bao-so-noi-vu.pdf").string() + "' '" +
                       locked.string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(inspect(file_bytes(locked)), FailsWith(ErrorCode::file_unreadable, "file_encrypted"));
}

TEST_F(BadInput, APngWhoseHeaderLies) {
  EXPECT_THAT(inspect(made_png(60'000, 60'000)), FailsWith(ErrorCode::file_unreadable, "page_too_large"));
  EXPECT_THAT(read(made_png(800, 800)), FailsWith(ErrorCode::file_unreadable, "file_truncated"));
}

TEST_F(BadInput, ATiffOfAThousandMillionPixels) {
  EXPECT_THAT(inspect(made_tiff(40'000, 40'000)), FailsWith(ErrorCode::file_unreadable, "page_too_large"));
}

TEST_F(BadInput, APdfOfAHundredThousandPages) {
  EXPECT_THAT(inspect(made_pdf_of(100'000, "[0 0 595 842]")),
              FailsWith(ErrorCode::file_unreadable, "file_too_many_pages"));
}

TEST_F(BadInput, APageOfAMillionPoints) {
  EXPECT_THAT(read(made_pdf_of(1, "[0 0 1000000 1000000]")), FailsWith(ErrorCode::file_unreadable, "page_too_large"));
}

TEST_F(BadInput, APageTreeThatBitesItsTail) {
  const auto pdf =
      made_pdf({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>"});
  const auto facts = inspect(pdf);
  if (facts) {
    EXPECT_THAT(read(pdf), FailsWith(ErrorCode::file_unreadable));
  } else {
    EXPECT_THAT(facts, FailsWith(ErrorCode::file_unreadable));
  }
}

TEST_F(BadInput, ABlankPageIsRead) {
  const auto page = read(made_pdf_of(1, "[0 0 595 842]"));
  ASSERT_THAT(page, Succeeds());
  EXPECT_TRUE(page->blank);
  EXPECT_TRUE(page->words.empty());
}

TEST_F(BadInput, APageThatTheFileDoesNotHave) {
  reading_.add(scan("07-thong-bao-so-noi-vu.pdf"), 7);
  EXPECT_THAT(reading_.wait(1)[0].text, FailsWith(ErrorCode::file_unreadable));
}

TEST_F(BadInput, RandomDamageNeverStopsTheService) {
  auto pdf = made_pdf_of(3, "[0 0 595 842]");
  for (std::size_t round = 0; round < 12; ++round) {
    auto damaged = pdf;
    for (std::size_t i = 0; i < 6; ++i)
      damaged[(round * 7919 + i * 104'729) % damaged.size()] = static_cast<char>(round * 31 + i);
    (void)inspect(damaged);  // any answer will do, as long as there is one
  }
  EXPECT_THAT(inspect(pdf), Succeeds());
}

}  // namespace
}  // namespace chauban::ocr
