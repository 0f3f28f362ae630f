// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/pdf_wrap.h"

#include "ocr/media_type.h"

#include <leptonica/allheaders.h>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>

#include <cmath>
#include <string>
#include <utility>

namespace chauban::ocr {

namespace {

struct ImageStream {
  Bytes data;
  std::string dictionary;  // without /Length
};

std::string dictionary_of(int width, int height, int bits, const std::string& space, const std::string& more) {
  return "<< /Type /XObject /Subtype /Image /Width " + std::to_string(width) + " /Height " + std::to_string(height) +
         " /BitsPerComponent " + std::to_string(bits) + " /ColorSpace /" + space + ' ' + more + " >>";
}

Result<ImageStream> jpeg_stream(BytesView bytes) {
  l_int32 width = 0;
  l_int32 height = 0;
  l_int32 samples = 0;
  if (readHeaderMemJpeg(reinterpret_cast<const l_uint8*>(bytes.data()), bytes.size(), &width, &height, &samples,
                        nullptr, nullptr) != 0) {
    return refuse(ErrorCode::file_unreadable, "file_truncated");
  }
  // A JPEG of four colours is Adobe's, and those are stored inverted.
  const std::string space = samples == 4 ? "DeviceCMYK" : samples == 3 ? "DeviceRGB" : "DeviceGray";
  const std::string more = std::string("/Filter /DCTDecode") + (samples == 4 ? " /Decode [1 0 1 0 1 0 1 0]" : "");
  return ImageStream{Bytes(bytes), dictionary_of(width, height, 8, space, more)};
}

/// Raw samples; the writer packs them.
Result<ImageStream> raw_stream(::Pix* pix) {
  const int width = pixGetWidth(pix);
  const int height = pixGetHeight(pix);
  const bool color = pixGetDepth(pix) == 32;
  if (!color && pixGetDepth(pix) != 8) return refuse(ErrorCode::file_unreadable, "file_truncated");
  Bytes data;
  data.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * (color ? 3 : 1));
  for (int y = 0; y < height; ++y) {
    const l_uint32* line = pixGetData(pix) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pix);
    for (int x = 0; x < width; ++x) {
      if (!color) {
        data += static_cast<char>(GET_DATA_BYTE(line, x));
        continue;
      }
      for (const int shift : {24, 16, 8}) data += static_cast<char>(line[x] >> shift & 0xFFU);
    }
  }
  return ImageStream{std::move(data), dictionary_of(width, height, 8, color ? "DeviceRGB" : "DeviceGray", "")};
}

}  // namespace

Status wrap_images(QPDF& pdf, BytesView original, Document& document) {
  constexpr int kAsItIs = 100'000;  // dots an inch: finer than any scan, so nothing is scaled
  const bool jpeg = sniff_media_type(original) == "image/jpeg";
  for (int page = 0; page < document.facts().pages; ++page) {
    CHAUBAN_TRY(const PageSize size, document.size(page));
    Result<ImageStream> image = refuse(ErrorCode::file_unreadable, "file_truncated");
    if (jpeg) {
      image = jpeg_stream(original);
    } else {
      CHAUBAN_TRY(const PageImage pixels, document.image(page, kAsItIs));
      image = raw_stream(pixels.pix.get());
    }
    if (!image) return refuse(image.error());
    auto stream = QPDFObjectHandle::newStream(&pdf, image->data);
    stream.replaceDict(QPDFObjectHandle::parse(image->dictionary));
    auto width = QPDFObjectHandle::newReal(size.width_pt, 3);
    auto height = QPDFObjectHandle::newReal(size.height_pt, 3);
    auto sheet = QPDFObjectHandle::parse("<< /Type /Page /Resources << /XObject << >> >> >>");
    sheet.replaceKey("/MediaBox", QPDFObjectHandle::newArray({QPDFObjectHandle::newInteger(0),
                                                              QPDFObjectHandle::newInteger(0), width, height}));
    sheet.getKey("/Resources").getKey("/XObject").replaceKey("/Scan", stream);
    sheet.replaceKey("/Contents",
                     QPDFObjectHandle::newStream(
                         &pdf, "q " + width.getRealValue() + " 0 0 " + height.getRealValue() + " 0 0 cm /Scan Do Q\n"));
    QPDFPageDocumentHelper(pdf).addPage(QPDFPageObjectHelper(pdf.makeIndirectObject(sheet)), false);
  }
  return {};
}

}  // namespace chauban::ocr
