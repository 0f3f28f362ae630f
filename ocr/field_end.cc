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
constexpr double kMended = 0.9;
constexpr double kGuessed = 0.65;

const FieldLine* recipients_label(const std::vector<FieldLine>& lines) {
  const auto at = std::find_if(lines.rbegin(), lines.rend(), [](const FieldLine& line) {
    return line.is_left() && stripped(line.plain).starts_with("noi nhan");
  });
  return at == lines.rend() ? nullptr : &*at;
}

/// TM. (for a body), KT. (for the head), TL. (by order), TUQ. (by authorisation), Q. (acting): NĐ 30/2020 Phụ lục I.
std::string authority_mark(std::string_view text) {
  const auto plain = stripped(text);
  const auto end = plain.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  if (end == std::string::npos || std::string_view(".:;, ").find(plain[end]) == std::string_view::npos) return "";
  const auto mark = std::string_view(plain).substr(0, end);
  return mark == "tm" || mark == "kt" || mark == "tl" || mark == "tuq" || mark == "q" ? upper(mark) + '.'
                                                                                      : std::string();
}
bool is_authority(std::string_view plain) { return !authority_mark(plain).empty(); }

/// Bodies and posts that sign, as they are spelled: where a mark was lost or a speck read, the spelling is put right.
constexpr std::array<std::string_view, 34> kPosts = {"CHỦ TỊCH",
                                                     "PHÓ CHỦ TỊCH",
                                                     "GIÁM ĐỐC",
                                                     "PHÓ GIÁM ĐỐC",
                                                     "TỔNG GIÁM ĐỐC",
                                                     "PHÓ TỔNG GIÁM ĐỐC",
                                                     "CHÁNH VĂN PHÒNG",
                                                     "PHÓ CHÁNH VĂN PHÒNG",
                                                     "TRƯỞNG PHÒNG",
                                                     "PHÓ TRƯỞNG PHÒNG",
                                                     "BỘ TRƯỞNG",
                                                     "THỨ TRƯỞNG",
                                                     "CỤC TRƯỞNG",
                                                     "PHÓ CỤC TRƯỞNG",
                                                     "CHI CỤC TRƯỞNG",
                                                     "PHÓ CHI CỤC TRƯỞNG",
                                                     "TRƯỞNG BAN",
                                                     "PHÓ TRƯỞNG BAN",
                                                     "HIỆU TRƯỞNG",
                                                     "PHÓ HIỆU TRƯỞNG",
                                                     "BÍ THƯ",
                                                     "PHÓ BÍ THƯ",
                                                     "VIỆN TRƯỞNG",
                                                     "CHÁNH THANH TRA",
                                                     "PHÓ CHÁNH THANH TRA",
                                                     "ỦY VIÊN",
                                                     "CHÁNH ÁN",
                                                     "TỔNG CỤC TRƯỞNG",
                                                     "THỦ TƯỚNG",
                                                     "PHÓ THỦ TƯỚNG",
                                                     "ỦY BAN NHÂN DÂN",
                                                     "HỘI ĐỒNG NHÂN DÂN",
                                                     "BAN CHỈ ĐẠO",
                                                     "CHÍNH PHỦ"};

/// Only letters and single spaces, folded.
std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : fold(text)) {
    if (c >= 'a' && c <= 'z') {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

/// The post that is meant: equal but for marks and signs, or but for a letter that a seal hides.
std::string_view known_post(std::string_view text) {
  const auto letters = letters_of(text);
  for (const auto post : kPosts) {
    if (letters_of(post) == letters) return post;
  }
  constexpr std::size_t kLong = 10;
  for (const auto post : kPosts) {
    if (distance(letters_of(post), letters) <= (letters.size() > kLong ? 2U : 1U)) return post;
  }
  return {};
}

/// Holds a post's name, maybe with more around it: "PHÓ CHỦ TỊCH THƯỜNG TRỰC".
bool is_position(std::string_view text) {
  const auto letters = ' ' + letters_of(text) + ' ';
  return std::any_of(kPosts.begin(), kPosts.end(), [&](std::string_view post) {
    return letters.find(' ' + letters_of(post) + ' ') != std::string::npos;
  });
}

/// In form: the mark with its full stop, the post as it is spelled. `sure` becomes false if it is no known post.
std::string in_form(const std::string& read, bool& sure) {
  const auto mark = authority_mark(fold(read));
  auto rest = mark.empty() ? read : stripped(std::string_view(read).substr(mark.size() - 1));
  const auto known = known_post(rest);
  sure = !known.empty();
  if (sure) rest = known;
  return mark.empty() ? rest : mark + ' ' + rest;
}

/// "Nguyễn Văn Phương": two to six syllables, each beginning with a capital.
bool is_name(const FieldLine& line) {
  std::size_t words = 0;
  for (const auto& word : line.words) {
    const auto text = std::string(bare(word.text));
    if (text.empty()) continue;
    const auto first = first_characters(text, 1);
    const bool name = upper(first) == first && lower(first) != first && lower(text) != text && upper(text) != text &&
                      is_legal_syllable(text);
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

void add_post(const char* field, const Lines& lines, std::vector<FieldProposal>& found) {
  if (lines.empty()) return;
  bool sure = false;
  const auto read = tidy(lines);
  const auto value = in_form(read, sure);
  if (!value.empty())
    found.push_back(propose(field, value, lines, !sure ? kGuessed : value == read ? kTrust : kMended));
}

/// KT. GIÁM ĐỐC is signed by a PHÓ GIÁM ĐỐC, never by the head himself (NĐ 30/2020 điều 13): a deputy whose first word
/// was lost must not look sure.
void doubt_lone_head(std::vector<FieldProposal>& found) {
  const auto named = [&](std::string_view field) {
    return std::find_if(found.begin(), found.end(), [&](const auto& one) { return one.field == field; });
  };
  const auto authority = named("signerAuthority");
  const auto position = named("signerPosition");
  if (authority == found.end() || position == found.end() || authority->value != "KT. " + position->value) return;
  position->confidence = std::min(position->confidence, 0.5);
  position->candidates.push_back({"PHÓ " + position->value, 0.5});
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
  const FieldLine* lone_name = nullptr;
  for (const auto& line : lines) {
    if (!line.is_right() || line.box.middle_y() < top) continue;
    if (line.is_upper() && name == nullptr) {
      if (position.empty() && is_authority(line.plain)) {
        authority.push_back(&line);
      } else if (is_position(line.plain) || !known_post(line.plain).empty()) {
        position.push_back(&line);
      } else if (position.empty() && !authority.empty()) {
        bool whole = false;
        (void)in_form(tidy(authority), whole);
        // The body's name goes on in a second line, or it was whole and this is a post we do not know.
        (whole ? position : authority).push_back(&line);
      }
      continue;
    }
    if (!is_name(line)) continue;
    if (!position.empty() && line.box.top > position.back()->box.bottom) name = &line;
    lone_name = &line;
  }
  add_post("signerAuthority", authority, found);
  add_post("signerPosition", position, found);
  doubt_lone_head(found);
  if (name == nullptr && lone_name != nullptr) {  // the seal lies over the post: the name is still a name
    found.push_back(propose("signerName", tidy({lone_name}), {lone_name}, kMended));
  } else if (name != nullptr) {
    found.push_back(propose("signerName", tidy({name}), {name}, kTrust));
  }
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
    auto value = plain_words(line);
    value.erase(0, value.find_first_not_of("-~+*_. \xE2\x80\x93\x94\xA2\xC2\xAC"));  // dashes and bullets
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
