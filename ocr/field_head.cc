// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/field_head.h"

#include "ocr/field_code.h"
#include "ocr/kinds.h"
#include "schemas/base/text.h"
#include "schemas/base/time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

namespace chauban::ocr {

namespace {

using Lines = std::vector<const FieldLine*>;

constexpr double kHead = 0.45;     // of the page's height: nothing of the head stands lower
constexpr double kLineStep = 1.8;  // heights between the middles of two lines of one paragraph

/// How much each finding is worth when every letter was read surely.
constexpr double kTrust = 0.99;
constexpr double kMended = 0.85;
constexpr double kGuessed = 0.65;

bool follows(const FieldLine& above, const FieldLine& below) {
  const double step = below.box.middle_y() - above.box.middle_y();
  return step > 0 && step < kLineStep * std::max(above.box.height(), below.box.height());
}

/// "ngày 5 tháng 3 năm 2026" in folded text: the date and where it begins.
struct WrittenDate {
  std::string iso;
  std::size_t at = 0;
};

std::optional<int> number_after(std::string_view text, std::string_view word, std::size_t& at) {
  const auto found = text.find(word, at);
  constexpr std::size_t kFar = 8;
  if (found == std::string_view::npos) return std::nullopt;
  const auto digit = text.find_first_of("0123456789", found + word.size());
  if (digit == std::string_view::npos || digit - found - word.size() > kFar) return std::nullopt;
  int value = 0;
  const auto end = std::from_chars(text.data() + digit, text.data() + text.size(), value);
  if (end.ec != std::errc()) return std::nullopt;
  at = static_cast<std::size_t>(end.ptr - text.data());
  return value;
}

std::optional<WrittenDate> written_date(std::string_view plain) {
  std::size_t at = 0;
  const auto begins = plain.find("ngay");
  const auto day = number_after(plain, "ngay", at);
  const auto month = day ? number_after(plain, "thang", at) : std::nullopt;
  const auto year = month ? number_after(plain, "nam", at) : std::nullopt;
  if (!year) return std::nullopt;
  std::array<char, 32> iso{};
  std::snprintf(iso.data(), iso.size(), "%04d-%02d-%02d", *year, *month, *day);
  if (!parse_date(iso.data())) return std::nullopt;
  return WrittenDate{iso.data(), begins};
}

class HeadReader {
 public:
  explicit HeadReader(const std::vector<FieldLine>& lines) {
    for (const auto& line : lines) {
      if (line.box.middle_y() < kHead * line.page_height) head_.push_back(&line);
    }
  }

  std::vector<FieldProposal> read() {
    find_code();
    find_date();
    find_issuer();
    find_title();
    find_subject();
    find_urgency();
    return std::move(found_);
  }

 private:
  void find_code();
  void find_date();
  void find_issuer();
  void find_title();
  void mend_code_by(const PrintedKind* titled);
  void find_subject();
  void find_urgency();
  void add_subject(const Lines& lines, std::size_t skipped_words, double trust);

  Lines head_;
  std::vector<FieldProposal> found_;
  const FieldLine* code_line_ = nullptr;
  const FieldLine* title_line_ = nullptr;
  PrintedCode code_;
};

void HeadReader::find_code() {
  for (const auto* line : head_) {
    auto code = line->is_left() ? parse_code_line(line->text) : std::nullopt;
    if (!code) continue;
    code_line_ = line;
    code_ = std::move(*code);
    const bool whole = code_.value.find('-') != std::string::npos;
    found_.push_back(propose("code", code_.value, {line}, !whole ? kGuessed : code_.mended ? kMended : kTrust));
    return;
  }
}

void HeadReader::find_date() {
  FieldProposal* date = nullptr;
  for (const auto* line : head_) {
    const auto written = written_date(line->plain);
    if (!written) continue;
    if (date != nullptr) {
      if (date->value != written->iso) date->candidates.push_back({written->iso, 0.1});
      continue;
    }
    // The date of the letter stands alone at the right; one inside a sentence is another document's.
    if (!line->is_right() || written->at > 40) continue;
    found_.push_back(propose("issueDate", written->iso, {line}, kTrust));
    // Folding keeps the number of words, so the place ends where the word "ngày" begins.
    std::string place;
    for (const auto& word : line->words) {
      if (fold(word.text).starts_with("ngay")) break;
      place += (place.empty() ? "" : " ") + word.text;
    }
    if (const auto value = stripped(place); !value.empty()) found_.push_back(propose("place", value, {line}, kTrust));
    date = &*std::find_if(found_.begin(), found_.end(), [](const auto& field) { return field.field == "issueDate"; });
  }
}

/// True if a line begins the name of an agency; a line that does not goes on with the one above.
bool begins_agency(std::string_view plain) {
  static constexpr std::array<std::string_view, 38> kFirst = {
      "uy ban",    "ubnd",      "hoi dong",  "hdnd",      "so ",       "phong ",    "ban ",     "van phong",
      "trung tam", "chi cuc",   "cuc ",      "tong cuc",  "bo ",       "cong an",   "bao hiem", "truong ",
      "hoi ",      "dang ",     "dang uy",   "tinh uy",   "huyen uy",  "thanh uy",  "vien ",    "toa an",
      "kho bac",   "ngan hang", "cong ty",   "tap doan",  "mat tran",  "lien doan", "doan ",    "tong cong ty",
      "benh vien", "tram ",     "thanh tra", "chinh phu", "thu tuong", "quoc hoi"};
  return std::any_of(kFirst.begin(), kFirst.end(), [&](std::string_view first) { return plain.starts_with(first); });
}

void HeadReader::find_issuer() {
  std::vector<Lines> agencies;
  for (const auto* line : head_) {
    if (code_line_ != nullptr && line->box.middle_y() >= code_line_->box.middle_y()) continue;
    if (code_line_ == nullptr && line->box.middle_y() > 0.16 * line->page_height) continue;
    if (!line->is_left() || !line->is_upper() || !urgency_of(line->text).empty() || !secrecy_of(line->text).empty())
      continue;
    const bool goes_on =
        !agencies.empty() && (!begins_agency(line->plain) || agencies.back().back()->plain.ends_with(" va"));
    if (goes_on) {
      agencies.back().push_back(line);
    } else {
      agencies.push_back({line});
    }
  }
  if (agencies.empty()) return;
  const auto trust = [](const Lines& lines) { return begins_agency(lines.front()->plain) ? kTrust : kGuessed; };
  found_.push_back(propose("issuer", stripped(joined(agencies.back())), agencies.back(), trust(agencies.back())));
  if (agencies.size() < 2) return;
  const auto& parent = agencies[agencies.size() - 2];
  found_.push_back(propose("parentIssuer", stripped(joined(parent)), parent, trust(parent)));
}

/// The title says which kind it is; a symbol that is no kind's, and nearly as long, was misread.
void HeadReader::mend_code_by(const PrintedKind* titled) {
  if (titled == nullptr || !code_.kind.empty() || code_line_ == nullptr || titled->abbreviation.empty()) return;
  const auto slash = code_.value.find('/');
  const auto dash = code_.value.find('-');
  if (slash == std::string::npos || dash == std::string::npos || dash < slash) return;
  const auto read = count_characters(code_.value.substr(slash + 1, dash - slash - 1));
  const auto meant = count_characters(titled->abbreviation);
  if (read > meant + 1 || meant > read + 1) return;
  auto& field = *std::find_if(found_.begin(), found_.end(), [](const auto& one) { return one.field == "code"; });
  field.candidates.push_back({code_.value, 0.3});
  code_.value.replace(slash + 1, dash - slash - 1, titled->abbreviation);
  code_.kind = titled->abbreviation;
  field.value = code_.value;
  field.confidence = std::min(field.confidence, kMended);
}

void HeadReader::find_title() {
  const double top = code_line_ != nullptr ? code_line_->box.middle_y() : 0;
  const PrintedKind* titled = nullptr;
  for (const auto* line : head_) {
    if (line->box.middle_y() <= top || !line->is_upper()) continue;
    titled = kind_by_title(stripped(line->text));
    if (titled == nullptr) continue;
    title_line_ = line;
    break;
  }
  mend_code_by(titled);
  const PrintedKind* coded = code_.kind.empty() ? nullptr : kind_by_abbreviation(code_.kind);
  const auto* kind = coded != nullptr ? coded : titled;
  if (kind != nullptr) {
    const auto* line = title_line_ != nullptr ? title_line_ : code_line_;
    auto proposal = propose("kind", std::string(kind->name), {line}, coded == titled ? kTrust : kGuessed + 0.1);
    proposal.abbreviation = kind->abbreviation;
    if (titled != nullptr && titled != kind) proposal.candidates.push_back({std::string(titled->name), 0.4});
    found_.push_back(std::move(proposal));
  } else if (code_line_ != nullptr && code_.value.find('-') != std::string::npos) {
    // A number without a kind in its symbol, and no title: that is what a công văn looks like.
    found_.push_back(propose("kind", "công văn", {code_line_}, kTrust));
  }
}

/// Words at the start that only announce the subject: "V/v", "Về việc".
std::size_t announcing_words(const FieldLine& line) {
  if (line.words.empty()) return 0;
  const auto first = fold(line.words[0].text);
  if (first == "v/v" || first == "v/v:" || first == "vn" || first == "viv" || first == "v/y") return 1;
  if (line.words.size() > 1 && first == "ve" && fold(line.words[1].text).starts_with("viec")) return 2;
  return 0;
}

void HeadReader::add_subject(const Lines& lines, std::size_t skipped_words, double trust) {
  std::string value;
  std::size_t index = 0;
  for (const auto* line : lines) {
    for (const auto& word : line->words) {
      if (index++ < skipped_words) continue;
      // A speck read as a sign belongs to no word.
      if (stripped(word.text).empty() && word.text != "-" && word.text != "–") continue;
      value += (value.empty() ? "" : " ") + word.text;
    }
  }
  while (!value.empty() && std::string_view(" .;:,").find(value.back()) != std::string_view::npos) value.pop_back();
  if (!value.empty()) found_.push_back(propose("subject", value, lines, trust));
}

void HeadReader::find_subject() {
  if (title_line_ != nullptr) {
    Lines lines;
    for (const auto* line : head_) {
      const auto& above = lines.empty() ? *title_line_ : *lines.back();
      const double step = line->box.middle_y() - above.box.middle_y();
      if (step <= 0 || line->box.width() < 0.03 * line->page_width) continue;
      const bool centred = std::abs(line->box.middle_x() - title_line_->box.middle_x()) < 0.06 * line->page_width;
      const bool far = lines.empty() ? step > 4 * above.box.height() : !follows(above, *line);
      const bool another = !lines.empty() && line->words.front().block != lines.back()->words.front().block;
      if (!centred || far || another) break;
      if (line->plain.starts_with("kinh gui") || line->plain.starts_with("can cu")) break;
      lines.push_back(line);
    }
    if (!lines.empty())
      return add_subject(lines, announcing_words(*lines.front()),
                         announcing_words(*lines.front()) > 0 ? kTrust : kMended);
  }
  if (code_line_ == nullptr) return;
  Lines lines;
  for (const auto* line : head_) {
    if (line->box.middle_y() <= code_line_->box.middle_y() || line->is_right()) continue;
    if (lines.empty() && announcing_words(*line) == 0) continue;
    if (!lines.empty() && (!follows(*lines.back(), *line) || line->plain.starts_with("kinh gui"))) break;
    lines.push_back(line);
  }
  if (!lines.empty()) add_subject(lines, announcing_words(*lines.front()), kTrust);
}

void HeadReader::find_urgency() {
  const auto add = [&](const std::string& value, const FieldLine& line) {
    found_.push_back(propose("urgency", value, {&line}, kTrust));
  };
  if (code_line_ != nullptr) {
    if (const auto value = urgency_of(code_.rest); !value.empty()) return add(value, *code_line_);
  }
  for (const auto* line : head_) {
    if (const auto value = urgency_of(line->text); !value.empty()) return add(value, *line);
  }
}

}  // namespace

std::vector<FieldProposal> head_fields(const std::vector<FieldLine>& lines) { return HeadReader(lines).read(); }

}  // namespace chauban::ocr
