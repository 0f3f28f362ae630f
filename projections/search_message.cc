// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_message.h"

#include "projections/search_code.h"
#include "projections/search_wire.h"
#include "schemas/base/text.h"

#include <string_view>

namespace chauban::search {
namespace {

// What search_engine/src/schema.rs takes terms apart by.
constexpr char kNext = ' ';
constexpr char kSamePlace = '\x1E';
constexpr char kGap = '\x1D';

/// Both forms of one text in step, so that a position means the same word in both fields.
struct Terms {
  std::string folded;
  std::string exact;

  void add(std::string_view text) {
    for_each_token(text, [this](const Token& token) {
      (folded += token.folded) += kNext;
      (exact += token.exact) += kNext;
    });
  }
  void gap() {
    folded += kGap;
    exact += kGap;
  }
};

/// Both forms at one place, the exact one behind `=`.
std::string part_terms(std::string_view text) {
  std::string out;
  for_each_token(text, [&out](const Token& token) {
    out += token.folded;
    ((out += kSamePlace) += '=') += token.exact;
    out += kNext;
  });
  return out;
}

class Values {
 public:
  void text(Field field, std::string_view value) {
    if (value.empty()) return;
    put_u32(out_, static_cast<std::uint32_t>(field));
    put_text(out_, value);
    ++count_;
  }
  void whole(Field field, std::string_view value) { text(field, is_utf8(value) ? nfc(value) : std::string()); }
  void number(Field field, std::uint64_t value) {
    put_u32(out_, static_cast<std::uint32_t>(field));
    put_u64(out_, value);
    ++count_;
  }
  void label(std::string_view name, std::string_view value) {
    if (!value.empty()) text(Field::label, std::string(name) + "=" + std::string(value));
  }
  [[nodiscard]] Bytes message(const Uuid& id) const {
    auto out = new_message();
    put_text(out, id.view());
    put_u32(out, count_);
    return out + out_;
  }

 private:
  Bytes out_;
  std::uint32_t count_ = 0;
};

void add_dates(Values& values, const SearchDocument& document) {
  const auto& date = document.issue_date ? document.issue_date : document.arrival_date;
  if (date) values.number(Field::date, day_number(to_days(*date)));
  if (document.arrival_date) values.number(Field::arrival_date, day_number(to_days(*document.arrival_date)));
  if (document.due_date) values.number(Field::due, day_number(to_days(*document.due_date)));
  if (document.year > 0) values.number(Field::year, static_cast<std::uint64_t>(document.year));
  if (document.arrival_number > 0)
    values.number(Field::arrival_number, static_cast<std::uint64_t>(document.arrival_number));
}

void add_text(Values& values, const SearchDocument& document) {
  Terms terms;
  for (const auto& page : document.pages) {
    for (const auto& word : page.words) terms.add(word);
  }
  std::string people;
  for (const auto* part : {&document.subject, &document.issuer}) {
    terms.gap();
    terms.add(*part);
  }
  for (const auto& person : document.people) {
    terms.gap();
    terms.add(person);
    (people += kGap) += part_terms(person);
  }
  values.text(Field::folded, terms.folded);
  values.text(Field::exact, terms.exact);
  values.text(Field::subject, part_terms(document.subject));
  values.text(Field::agency, part_terms(document.issuer));
  values.text(Field::people, people);
}

}  // namespace

Bytes document_message(const SearchDocument& document) {
  Values values;
  add_text(values, document);
  add_dates(values, document);
  const int year = document.issue_date ? static_cast<int>(document.issue_date->year()) : document.year;
  for (const auto& term : code_terms(document.code, year)) values.text(Field::code, term);
  for (const auto& right : document.rights) values.text(Field::right, right);
  for (const auto& term : kind_terms(document.kind)) values.label("kind", term);
  values.label("dossier", folded_value(document.dossier));
  values.label("unit", folded_value(document.unit));
  values.label("state", folded_value(document.state));
  values.label("urgency", folded_value(document.urgency));
  values.whole(Field::type, document.type);
  values.whole(Field::kind, document.kind);
  values.whole(Field::issuer, document.issuer);
  values.whole(Field::unit, document.unit);
  values.whole(Field::state, document.state);
  values.whole(Field::dossier, document.dossier);
  values.whole(Field::urgency, document.urgency);
  values.whole(Field::code_text, document.code);
  return values.message(document.id);
}

}  // namespace chauban::search
