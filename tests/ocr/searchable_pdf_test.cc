// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/searchable_pdf.h"

#include "ocr/worker_protocol.h"
#include "tests/ocr/made_files.h"
#include "tests/ocr/scans.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <cstdlib>

namespace chauban::ocr {
namespace {

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  pclose(pipe);
  return text;
}

PageText page_saying(const std::vector<Word>& words) {
  PageText page;
  page.width_pt = 595;
  page.height_pt = 842;
  page.words = words;
  return page;
}

TEST(SearchablePdf, WordsAreFoundWhereTheyStand) {
  const TemporaryFolder folder;
  const auto original = made_pdf_of(2, "[0 0 595 842]");
  const auto pdf = make_searchable_pdf(
      original,
      {page_saying({{"Quyết", {100, 200, 140, 214}, 1, 0, 0}, {"định", {145, 200, 170, 214}, 1, 0, 0}}), std::nullopt});
  ASSERT_THAT(pdf, Succeeds());
  write_bytes(folder / "out.pdf", *pdf);
  const auto words = output_of("pdftotext -bbox '" + (folder / "out.pdf").string() + "' -");
  EXPECT_THAT(words, testing::HasSubstr(">Quyết</word>"));
  EXPECT_THAT(words, testing::ContainsRegex("xMin=\"100\\.0.*xMax=\"140\\.0.*>Quyết<"));
  EXPECT_EQ(
      *make_searchable_pdf(
          original, {page_saying({{"Quyết", {100, 200, 140, 214}, 1, 0, 0}, {"định", {145, 200, 170, 214}, 1, 0, 0}}),
                     std::nullopt}),
      *pdf);
  EXPECT_EQ(std::system(("qpdf --check '" + (folder / "out.pdf").string() + "' > /dev/null").c_str()), 0);
}

TEST(SearchablePdf, ATurnedPageHasItsWordsWhereTheViewerShowsThem) {
  const TemporaryFolder folder;
  for (const int turn : {90, 180, 270}) {
    const auto original =
        made_pdf({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate " + std::to_string(turn) + " >>"});
    const auto pdf = make_searchable_pdf(original, {page_saying({{"Huế", {100, 200, 140, 214}, 1, 0, 0}})});
    ASSERT_THAT(pdf, Succeeds());
    write_bytes(folder / "out.pdf", *pdf);
    const auto words = output_of("pdftotext -bbox '" + (folder / "out.pdf").string() + "' -");
    EXPECT_THAT(words, testing::ContainsRegex("xMin=\"100\\.0.*>Huế<")) << turn;
  }
}

TEST(SearchablePdf, TheScansOwnStreamIsUntouched) {
  const TemporaryFolder folder;
  const auto path = scan("07-thong-bao-so-noi-vu.pdf");
  const auto pdf = make_searchable_pdf(file_bytes(path), {page_saying({{"Huế", {100, 200, 140, 214}, 1, 0, 0}})});
  ASSERT_THAT(pdf, Succeeds());
  write_bytes(folder / "out.pdf", *pdf);
  const auto images = [&](const std::string& file, const std::string& prefix) {
    const auto root = (folder / prefix.c_str()).string();
    (void)output_of("pdfimages -all '" + file + "' '" + root + "'");
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().filename().string().starts_with(prefix + "-")) all += file_bytes(entry.path());
    }
    return all;
  };
  const auto before = images(path.string(), "before");
  ASSERT_GT(before.size(), 100'000U);
  EXPECT_EQ(images((folder / "out.pdf").string(), "after"), before);
  EXPECT_NE(pdf->find(before.substr(0, before.size() / 2)), Bytes::npos);
}

TEST(SearchablePdf, ASignedFileIsNeverRewritten) {
  const auto signed_pdf = made_pdf({"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [] >> >>",
                                    "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"});
  EXPECT_THAT(make_searchable_pdf(signed_pdf, {}), FailsWith(ErrorCode::unsupported_media, "signed_pdf"));
}

TEST(SearchablePdf, IsMadeByAWorkerToo) {
  Reading reading;
  const auto file = to_memory_file(made_pdf_of(1, "[0 0 595 842]"));
  EXPECT_THAT(reading.service().searchable_pdf(file->get(), {page_saying({{"Huế", {100, 200, 140, 214}, 1, 0, 0}})}),
              Succeeds());
  const auto broken = to_memory_file("%PDF-1.7 broken %%EOF");
  EXPECT_THAT(reading.service().searchable_pdf(broken->get(), {}), FailsWith(ErrorCode::file_unreadable));
}

}  // namespace
}  // namespace chauban::ocr
