// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/code_number.h"
#include "projections/search_view.h"

#include <algorithm>

namespace chauban::projections {
namespace {

/// `QĐ`; the name where the decree gives no abbreviation or the kind is not in it.
std::string kind_of(const std::string& name) {
  for (const auto& kind : document_kinds()) {
    if (kind.name == name && !kind.abbreviation.empty()) return std::string(kind.abbreviation);
  }
  return name;
}

std::vector<std::string> people_of(const DocumentCard& card, const NameOf& name_of) {
  std::vector<std::string> people;
  const auto add = [&people](std::string name) {
    if (!name.empty() && std::ranges::find(people, name) == people.end()) people.push_back(std::move(name));
  };
  add(card.state.registration.signer_name);
  for (const auto position : card.flow.positions) add(name_of(position));
  return people;
}

/// Pages are numbered through all files, those of the first as they are.
std::vector<search::PageWords> pages_of(const std::vector<FileCard>& files, const PageWordsOf& page_words) {
  std::vector<search::PageWords> pages;
  int before = 0;
  for (const auto& file : files) {
    for (const auto& [page, blob] : file.words) {
      if (auto words = page_words(blob)) pages.push_back({before + page, *std::move(words)});
    }
    if (!file.words.empty()) before += file.words.rbegin()->first;
  }
  return pages;
}

}  // namespace

std::optional<search::SearchDocument> search_document(const RowSource& documents, const DocumentCard& card,
                                                      const PageWordsOf& page_words, const NameOf& name_of) {
  const auto& state = card.state;
  const auto& registration = state.registration;
  if (state.stage == incoming::Stage::absent || state.stage == incoming::Stage::refused) return std::nullopt;
  std::vector<FileCard> files;
  for (const auto id : state.files) {
    auto file = find<FileCard>(documents, key('f', id));
    if (!file) continue;
    if (file->quarantined) return std::nullopt;
    files.push_back(*std::move(file));
  }
  const bool registered = state.arrival_number != 0;
  search::SearchDocument document;
  document.id = card.id.value;
  document.type = "incoming";
  document.code = registration.code;
  document.kind = kind_of(registration.kind);
  document.issuer = registration.issuer;
  document.subject = registered ? registration.subject : card.arrival_note;
  document.people = people_of(card, name_of);
  document.pages = pages_of(files, page_words);
  const auto rights = card.rights();
  document.rights.assign(rights.begin(), rights.end());
  if (registration.issue_date.ok()) document.issue_date = registration.issue_date;
  document.arrival_date = registered ? state.arrival_date : vietnam_date(state.arrived_at);
  if (!card.done()) document.due_date = card.due();
  document.year = registered ? state.year : static_cast<int>(document.arrival_date->year());
  if (!state.lead.is_nil() && state.lead.is_unit()) document.unit = state.lead.unit.str();
  document.state = card.archived ? "archived" : std::string(to_string(state.stage));
  if (!state.dossiers.empty()) {
    document.dossier = find_or_new<DossierOfDocument>(documents, key('g', state.dossiers.front())).file_code;
  }
  document.urgency = std::string(to_string(registration.urgency));
  document.arrival_number = state.arrival_number;
  return document;
}

}  // namespace chauban::projections
