// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/world.h"

#include "domain/code_number.h"

namespace chauban {
namespace {

Bytes parts(AgencyId agency, BytesView rest) { return Bytes(agency.value.view()).append(rest); }

}  // namespace

LookupKey lookup_duplicate(AgencyId agency, const incoming::Registration& registration) {
  const auto day = registration.issue_date.ok() ? format_date(registration.issue_date) : std::string();
  return {derived_id("lookup/duplicate", parts(agency, duplicate_key(registration.code, day, registration.issuer)))};
}
LookupKey lookup_content(AgencyId agency, const Digest& content) {
  return {derived_id("lookup/content", parts(agency, content.view()))};
}
LookupKey lookup_file_documents(FileId file) { return {derived_id("lookup/file-documents", file.value.view())}; }
LookupKey lookup_file_code(AgencyId agency, std::string_view file_code) {
  return {derived_id("lookup/file-code", parts(agency, file_code))};
}
LookupKey lookup_file_job(FileId file) { return {derived_id("lookup/file-job", file.value.view())}; }

AnyState empty_state(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::account: return account::State{};
    case Aggregate::organisation: return organisation::State{};
    case Aggregate::file: return file::State{};
    case Aggregate::digitization: return digitization::State{};
    case Aggregate::number_series: return number_series::State{};
    case Aggregate::incoming: return incoming::State{};
    case Aggregate::dossier: return dossier::State{};
    case Aggregate::file_plan: return file_plan::State{};
  }
  throw Bug("no such aggregate");
}

}  // namespace chauban
