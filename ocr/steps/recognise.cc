// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/recognise.h"

#include "schemas/base/text.h"

#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace chauban::ocr {

namespace {

constexpr const char* kDebianModels = "/usr/share/tesseract-ocr/5/tessdata";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// NFC, and the letters that only look like Vietnamese ones put right.
std::string mend(std::string_view raw) {
  std::string text(raw);
  if (!is_utf8(text)) return "";
  replace_all(text, "Ð", "Đ");  // U+00D0, Icelandic
  replace_all(text, "Ɖ", "Đ");  // U+0189, African
  replace_all(text, "Ƣ", "Ư");
  replace_all(text, "ƣ", "ư");
  std::erase_if(text, [](unsigned char byte) { return byte <= 0x20 || byte == 0x7f; });
  return nfc(text);
}

}  // namespace

std::filesystem::path model_folder() {
  // Read once, before any thread of ours could change the environment; the server hands the variable on to its workers.
  const char* prefix = std::getenv("TESSDATA_PREFIX");  // NOLINT(concurrency-mt-unsafe): read only
  return prefix != nullptr && *prefix != '\0' ? prefix : kDebianModels;
}

struct Recogniser::Engine {
  tesseract::TessBaseAPI api;
};

Recogniser::Recogniser(std::unique_ptr<Engine> engine, std::string name)
    : engine_(std::move(engine)), name_(std::move(name)) {}
Recogniser::~Recogniser() = default;

Result<std::string> recogniser_name(const std::string& language) {
  std::ifstream model(model_folder() / (language + ".traineddata"), std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(model), std::istreambuf_iterator<char>()};
  if (bytes.empty()) return refuse(ErrorCode::internal, "ocr_model_missing", {{"language", language}});
  return std::string("tesseract ") + tesseract::TessBaseAPI::Version() + ' ' + language + ':' +
         sha256(bytes).hex().substr(0, 8);
}

Result<std::unique_ptr<Recogniser>> Recogniser::open(const std::string& language) {
  CHAUBAN_TRY(auto name, recogniser_name(language));
  setMsgSeverity(L_SEVERITY_NONE);  // what goes wrong is told by our errors
  auto engine = std::make_unique<Engine>();
  if (engine->api.Init(model_folder().c_str(), language.c_str(), tesseract::OEM_LSTM_ONLY) != 0) {
    return refuse(ErrorCode::internal, "ocr_model_missing", {{"language", language}});
  }
  engine->api.SetVariable("debug_file", "/dev/null");
  return std::unique_ptr<Recogniser>(new Recogniser(std::move(engine), std::move(name)));
}

Result<std::vector<Word>> Recogniser::recognise(const PageImage& image) {
  auto& api = engine_->api;
  api.ClearAdaptiveClassifier();
  api.SetPageSegMode(tesseract::PSM_AUTO);
  api.SetImage(image.pix.get());
  api.SetSourceResolution(image.dpi);
  if (api.Recognize(nullptr) != 0) {
    api.Clear();
    return refuse(ErrorCode::ocr_page_failed);
  }
  std::vector<Word> words;
  int line = -1;
  int block = -1;
  const std::unique_ptr<tesseract::ResultIterator> at(api.GetIterator());
  if (at) {
    do {
      if (at->IsAtBeginningOf(tesseract::RIL_BLOCK)) ++block;
      if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) ++line;
      const std::unique_ptr<char[]> raw(at->GetUTF8Text(tesseract::RIL_WORD));
      int left = 0;
      int top = 0;
      int right = 0;
      int bottom = 0;
      if (!raw || !at->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom)) continue;
      Word word;
      word.text = mend(raw.get());
      if (word.text.empty()) continue;
      word.box_pt = {static_cast<double>(left), static_cast<double>(top), static_cast<double>(right),
                     static_cast<double>(bottom)};
      word.confidence = std::clamp(static_cast<double>(at->Confidence(tesseract::RIL_WORD)) / 100, 0.0, 1.0);
      word.line = std::max(line, 0);
      word.block = std::max(block, 0);
      words.push_back(std::move(word));
    } while (at->Next(tesseract::RIL_WORD));
  }
  api.Clear();
  return words;
}

}  // namespace chauban::ocr
