// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/searchable_pdf.h"

#include "ocr/document.h"
#include "ocr/media_type.h"
#include "ocr/pdf_wrap.h"
#include "ocr/text_overlay.h"

#include <qpdf/Buffer.hh>
#include <qpdf/Pl_Flate.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <cmath>
#include <utility>

namespace chauban::ocr {

namespace {

constexpr const char* kFontName = "ChaubanOcr";

bool needs_layer(const std::optional<PageText>& page) {
  return page && !page->from_text_layer && !page->blank && !page->words.empty();
}

/// ISO 32000-1 12.7.2: SigFlags bit 1, or a field that holds a signature, or a permission signature.
bool is_signed(QPDF& pdf) {
  auto root = pdf.getRoot();
  auto form = root.getKey("/AcroForm");
  if (root.getKey("/Perms").isDictionary() && !root.getKey("/Perms").getKeys().empty()) return true;
  if (!form.isDictionary()) return false;
  auto flags = form.getKey("/SigFlags");
  if (flags.isInteger() && (flags.getIntValue() & 1) != 0) return true;
  for (auto& object : pdf.getAllObjects()) {
    if (object.isDictionary() && object.getKey("/FT").isNameAndEquals("/Sig") && object.getKey("/V").isDictionary())
      return true;
  }
  return false;
}

Box crop_of(QPDFPageObjectHelper& page) {
  auto box = page.getCropBox();
  if (!box.isRectangle()) box = page.getMediaBox();
  if (!box.isRectangle()) return {0, 792, 612, 0};  // what readers take when there is none: US letter
  const auto r = box.getArrayAsRectangle();
  Box crop{std::min(r.llx, r.urx), std::max(r.lly, r.ury), std::max(r.llx, r.urx), std::min(r.lly, r.ury)};
  auto media = page.getMediaBox();
  if (media.isRectangle()) {  // a reader shows only what lies on the medium (ISO 32000-1 14.11.2)
    const auto m = media.getArrayAsRectangle();
    crop = {std::max(crop.left, std::min(m.llx, m.urx)), std::min(crop.top, std::max(m.lly, m.ury)),
            std::min(crop.right, std::max(m.llx, m.urx)), std::max(crop.bottom, std::min(m.lly, m.ury))};
  }
  return crop;
}

int rotate_of(QPDFPageObjectHelper& page) {
  auto rotate = page.getAttribute("/Rotate", false);
  const int degrees = rotate.isInteger() ? static_cast<int>(rotate.getIntValue() % 360) : 0;
  return (degrees + 360) % 360;
}

QPDFObjectHandle stream_of(QPDF& pdf, const Bytes& data) { return QPDFObjectHandle::newStream(&pdf, data); }

/// The font's objects, filled in last: only then is known which characters it has to have.
void fill_font(QPDF& pdf, QPDFObjectHandle font, const InvisibleFont& glyphs) {
  auto program = stream_of(pdf, glyphs.true_type());
  program.getDict().replaceKey("/Length1",
                               QPDFObjectHandle::newInteger(static_cast<long long>(glyphs.true_type().size())));
  auto descriptor =
      pdf.makeIndirectObject(QPDFObjectHandle::parse("<< /Type /FontDescriptor /FontName /ChaubanInvisible /Flags 5 "
                                                     "/FontBBox [0 -200 500 800] /ItalicAngle 0 /Ascent 800 "
                                                     "/Descent -200 /CapHeight 800 /StemV 80 >>"));
  descriptor.replaceKey("/FontFile2", program);
  auto cid_font = pdf.makeIndirectObject(QPDFObjectHandle::parse(
      "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ChaubanInvisible /CIDToGIDMap /Identity /DW 500 "
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"));
  cid_font.replaceKey("/FontDescriptor", descriptor);
  font.replaceKey("/DescendantFonts", QPDFObjectHandle::newArray({cid_font}));
  font.replaceKey("/ToUnicode", stream_of(pdf, glyphs.to_unicode()));
}

void add_font(QPDFPageObjectHelper& page, QPDFObjectHandle font) {
  auto resources = page.getAttribute("/Resources", true);
  if (!resources.isDictionary()) {
    resources = QPDFObjectHandle::newDictionary();
    page.getObjectHandle().replaceKey("/Resources", resources);
  }
  auto fonts = resources.getKey("/Font");
  // Copied, never changed in place: the dictionary may belong to many pages.
  fonts = fonts.isDictionary() ? fonts.shallowCopy() : QPDFObjectHandle::newDictionary();
  fonts.replaceKey(std::string("/") + kFontName, font);
  resources.replaceKey("/Font", fonts);
}

void add_layers(QPDF& pdf, const std::vector<std::optional<PageText>>& pages) {
  auto font = pdf.makeIndirectObject(
      QPDFObjectHandle::parse("<< /Type /Font /Subtype /Type0 /BaseFont /ChaubanInvisible /Encoding /Identity-H >>"));
  InvisibleFont glyphs;
  bool used = false;
  std::size_t index = 0;
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
    if (index >= pages.size()) break;
    const auto& text = pages[index++];
    if (!needs_layer(text)) continue;
    const auto overlay = overlay_of(*text, to_user_space(crop_of(page), rotate_of(page)), kFontName, glyphs);
    page.addPageContents(stream_of(pdf, "q\n"),
                         true);  // whatever state the page leaves behind, the words do not stand in it
    page.addPageContents(stream_of(pdf, "\nQ\n" + overlay), false);
    add_font(page, font);
    used = true;
  }
  if (used) fill_font(pdf, font, glyphs);
}

Bytes written(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDecodeLevel(qpdf_dl_none);  // streams that are packed stay as they are, byte by byte
  writer.setCompressStreams(true);
  writer.setObjectStreamMode(qpdf_o_preserve);
  writer.setDeterministicID(true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace

Result<Bytes> make_searchable_pdf(BytesView original, const std::vector<std::optional<PageText>>& pages) {
  CHAUBAN_TRY(const auto document, open_document(original, Limits{}));
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    if (sniff_media_type(original) == "application/pdf") {
      pdf.processMemoryFile("document", original.data(), original.size());
      if (pdf.isEncrypted()) return refuse(ErrorCode::file_unreadable, "file_encrypted");
      if (is_signed(pdf)) return refuse(ErrorCode::unsupported_media, "signed_pdf");
    } else {
      pdf.emptyPDF();
      CHAUBAN_CHECK(wrap_images(pdf, original, *document));
    }
    add_layers(pdf, pages);
    return written(pdf);
  } catch (const QPDFExc& failed) {
    return refuse(ErrorCode::file_unreadable,
                  failed.getErrorCode() == qpdf_e_password ? "file_encrypted" : "file_truncated");
  }
}

}  // namespace chauban::ocr
