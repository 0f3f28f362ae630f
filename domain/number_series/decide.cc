// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"
#include "domain/incoming/flow.h"

namespace chauban::number_series {
namespace {

constexpr int kMaxNumber = 9'999'999;

struct Matter {
  incoming::State document;
  SeriesId series;
  State numbers;
};

/// A registered document and the series its number is from.
Result<Matter> matter_of(const World& world, DocumentId document, const Context& context) {
  CHAUBAN_TRY(auto doc, incoming::existing(world, document, context));
  if (doc.arrival_number == 0) return incoming::wrong_stage(doc);
  const auto id = series_id(doc.agency, "in", doc.year);
  CHAUBAN_TRY(auto series, world.series(id));
  return Matter{std::move(doc), id, std::move(series.state)};
}

/// Domain 6.15: from registered to in handling; what is completed or lies in a dossier stays.
bool can_be_voided(const incoming::State& doc) {
  using enum incoming::Stage;
  const bool early = doc.stage == registered || doc.stage == submitted || doc.stage == directed ||
                     doc.stage == in_handling || doc.stage == returned;
  return early && doc.dossiers.empty();
}

/// The proposal to be decided, by another person than who made it (SoD-4), who leads the agency.
Result<VoidProposal> open_proposal(const Matter& matter, const Context& context) {
  const auto at = matter.numbers.proposals.find(matter.document.arrival_number);
  if (at == matter.numbers.proposals.end()) {
    return refuse(ErrorCode::state_conflict, "void_not_proposed",
                  {{"state", std::string(to_string(matter.document.stage))}, {"allowed", "ProposeVoid"}});
  }
  if (at->second.by == context.actor.account) return refuse(ErrorCode::separation_of_duties, "SoD-4");
  CHAUBAN_CHECK(need_role(context, matter.document.agency, {Role::leader}));
  return at->second;
}

}  // namespace

SeriesId series_id(AgencyId agency, std::string_view series, int year) {
  Bytes parts(agency.value.view());
  parts.append(series).append("/").append(std::to_string(year));
  return SeriesId{derived_id("number-series", parts)};
}

Decision decide(const World& world, const OpenSeries& command, const Context& context) {
  if (!is_system(context)) CHAUBAN_CHECK(need_role(context, command.agency, {Role::clerk, Role::leader}));
  CHAUBAN_CHECK(need_text("series", command.series, 60));
  CHAUBAN_CHECK(limit_text("importedFrom", command.imported_from, 200));
  if (command.year < 1945 || command.year > 2199) return invalid("year", "year_unknown");
  if (command.first_free < 1 || command.first_free > kMaxNumber) return invalid("firstFree", "number_unknown");
  const auto id = series_id(command.agency, command.series, command.year);
  CHAUBAN_TRY(const auto found, world.series(id));
  if (found.state.open) return conflict("open", "");
  return std::vector{event_of(
      id, SeriesOpened{id, command.agency, command.series, command.year, command.first_free, command.imported_from})};
}

Decision decide(const World& world, const ProposeVoid& command, const Context& context) {
  CHAUBAN_TRY(const auto matter, matter_of(world, command.document, context));
  CHAUBAN_CHECK(need_role(context, matter.document.agency, {Role::clerk}));
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  if (!can_be_voided(matter.document)) return incoming::wrong_stage(matter.document);
  const int number = matter.document.arrival_number;
  if (matter.numbers.proposals.contains(number)) return refuse(ErrorCode::already_acted);
  return std::vector{event_of(matter.series, NumberVoidProposed{number, command.document, command.reason})};
}

Decision decide(const World& world, const ApproveVoid& command, const Context& context) {
  CHAUBAN_TRY(const auto matter, matter_of(world, command.document, context));
  CHAUBAN_TRY(const auto proposal, open_proposal(matter, context));
  if (!can_be_voided(matter.document)) return incoming::wrong_stage(matter.document);
  const NumberVoided voided{matter.document.arrival_number, command.document, proposal.reason, proposal.by,
                            context.actor.account};
  return std::vector{event_of(matter.series, voided),
                     event_of(command.document, incoming::RegistrationVoided{proposal.reason})};
}

Decision decide(const World& world, const RejectVoid& command, const Context& context) {
  CHAUBAN_TRY(const auto matter, matter_of(world, command.document, context));
  CHAUBAN_CHECK(open_proposal(matter, context));
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  return std::vector{
      event_of(matter.series, NumberVoidRejected{matter.document.arrival_number, command.document, command.reason})};
}

}  // namespace chauban::number_series
