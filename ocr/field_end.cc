// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/field_end.h"

#include "ocr/syllable.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace chauban::ocr {

namespace {

using Lines = std::vector<const FieldLine*>;

constexpr double kTrust = 0.99;
constexpr double kGuessed = 0.65;

const FieldLine* recipients_label(const std::vector<FieldLine>& lines) {
  const auto at = std::find_if(lines.rbegin(), lines.rend(), [](const FieldLine& line) {
    return line.is_left() && stripped(line.plain).starts_with("noi nhan");
  });
  return at == lines.rend() ? nullptr : &*at;
}

/// TM. (for a body), KT. (for the head), TL. (by order), TUQ. (by authorisation), Q. (acting): NĐ 30/2020 Phụ lục I.
bool is_authority(std::string_view plain) {
  static constexpr std::array<std::string_view, 10> kMarks = {"tm.", "kt.", "tl.", "tuq.", "q.", "tm ", "kt ", "tl ", "tuq ", "t/m"};
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) { return plain.starts_with(mark); });
}

bool is_position(std::string_view plain) {
  static constexpr std::array<std::string_view, 20> kTitles = {
      "chu tich", "pho chu tich", "giam doc", "pho giam doc", "chanh van phong", "pho chanh van phong", "truong phong",
      "pho truong phong", "bo truong", "thu truong", "cuc truong", "chi cuc truong", "truong ban", "hieu truong", "bi thu",
      "vien truong", "tong giam doc", "chanh thanh tra", "uy vien", "truong"};
  return std::any_of(kTitles.begin(), kTitles.end(), [&](std::string_view title) { return plain.find(title) != std::string_view::npos; });
}

/// "Nguyễn Văn Phương": two to six syllables, each beginning with a capital.
bool is_name(const FieldLine& line) {
  std::size_t words = 0;
  for (const auto& word : line.words) {
    const auto text = std::string(bare(word.text));
    if (text.empty()) continue;
    const auto first = first_characters(text, 1);
    const bool name = upper(first) == first && lower(first) != first && lower(text) != text && upper(text) != text && is_legal_syllable(text);
    if (!name) return false;
    ++words;
  }
  return words >= 2 && words <= 6;
}

std::string plain_words(const FieldLine& line) {
  std::string text;
  for (const auto& word : line.words) {
    if (!stripped(word.text).empty()) text += (text.empty() ? "" : " ") + word.text;
  }
  return text;
}

/// Signs at the ends that a seal or a fold left behind; the full stop of TM. stays, it is inside.
std::string tidy(const Lines& lines) {
  std::string text;
  for (const auto* line : lines) text += (text.empty() ? "" : " ") + plain_words(*line);
  return stripped(text);
}

void add_signer(const std::vector<FieldLine>& lines, const FieldLine* label, std::vector<FieldProposal>& found) {
  // Without "Nơi nhận" the block begins where a title in capitals stands at the right, low on the page or alone on it.
  double top = label != nullptr ? label->box.top - 1.5 * label->box.height() : 0;
  if (label == nullptr) {
    const auto first = std::find_if(lines.begin(), lines.end(), [](const FieldLine& line) {
      return line.is_right() && line.is_upper() && (is_authority(line.plain) || is_position(line.plain)) &&
             line.box.top > 0.2 * line.page_height;
    });
    if (first == lines.end()) return;
    top = first->box.top - 1;
  }
  Lines authority;
  Lines position;
  const FieldLine* name = nullptr;
  for (const auto& line : lines) {
    if (!line.is_right() || line.box.middle_y() < top) continue;
    if (line.is_upper() && name == nullptr) {
      if (position.empty() && is_authority(line.plain)) {
        authority.push_back(&line);
      } else if (position.empty() && authority.size() == 1 && !is_position(line.plain)) {
        authority.push_back(&line);  // the body's name goes on in a second line
      } else if (is_position(line.plain) || (position.empty() && !authority.empty())) {
        position.push_back(&line);
      }
      continue;
    }
    const bool below = !position.empty() && line.box.top > position.back()->box.bottom;
    if (below && is_name(line)) name = &line;
  }
  if (!authority.empty()) found.push_back(propose("signerAuthority", tidy(authority), authority, kTrust));
  if (!position.empty()) {
    const bool known = is_position(position.front()->plain);
    found.push_back(propose("signerPosition", tidy(position), position, known ? kTrust : kGuessed));
  }
  if (name != nullptr) found.push_back(propose("signerName", stripped(plain_words(*name)), {name}, kTrust));
}

bool begins_item(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kDashes = {"-", "–", "—", "•", "~", "+", "*", "_", "¬"};
  return std::any_of(kDashes.begin(), kDashes.end(), [&](std::string_view dash) { return text.starts_with(dash); });
}

void add_recipients(const std::vector<FieldLine>& lines, const FieldLine& label, std::vector<FieldProposal>& found) {
  std::vector<std::string> items;
  Lines used;
  bool closed = true;
  const FieldLine* above = &label;
  for (const auto& line : lines) {
    if (!line.is_left() || line.box.middle_y() <= label.box.middle_y()) continue;
    constexpr double kFar = 3.5;
    if (line.box.top - above->box.bottom > kFar * label.box.height()) break;
    const auto text = plain_words(line);
    auto value = std::string(text);
    while (begins_item(value)) value = std::string(trim(std::string_view(value).substr(static_cast<unsigned char>(value[0]) < 0x80 ? 1 : static_cast<unsigned char>(value[0]) < 0xE0 ? 2 : 3)));
    const bool new_item = begins_item(line.text) || closed || items.empty();
    closed = value.ends_with(';') || value.ends_with('.');
    while (!value.empty() && std::string_view(" ;.,:/").find(value.back()) != std::string_view::npos) value.pop_back();
    if (value.empty()) continue;
    if (new_item) {
      items.push_back(value);
    } else {
      items.back() += ' ' + value;
    }
    used.push_back(&line);
    above = &line;
  }
  if (items.empty()) return;
  std::string value;
  for (const auto& item : items) value += (value.empty() ? "" : "\n") + item;
  found.push_back(propose("recipients", value, used, kTrust));
}

}  // namespace

std::vector<FieldProposal> end_fields(const std::vector<FieldLine>& lines) {
  std::vector<FieldProposal> found;
  const auto* label = recipients_label(lines);
  add_signer(lines, label, found);
  if (label != nullptr) add_recipients(lines, *label, found);
  return found;
}

}  // namespace chauban::ocr
