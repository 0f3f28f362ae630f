// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command/loaded_world.h"
#include "server/routes/render.h"

namespace chauban::server {
namespace {

using projections::DocumentCard;

std::string_view to_text(incoming::Source source) {
  switch (source) {
    case incoming::Source::typed: return "typed";
    case incoming::Source::ocr: return "ocr";
    case incoming::Source::barcode: return "barcode";
    case incoming::Source::copied: return "copied";
  }
  return "typed";
}

Json list_of(const std::vector<std::string>& texts) {
  Json out = Json::array();
  for (const auto& text : texts) out.push(text);
  return out;
}

void set_text(Json& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.set(name, text);
}

Json files_json(const View& view, const DocumentCard& card) {
  Json files = Json::array();
  for (const auto id : card.state.files) {
    const auto file = find_file(view.documents, id);
    if (file && *file) files.push(file_json(view, **file));
  }
  return files;
}

Json origins_json(const DocumentCard& card) {
  Json out = Json::object();
  for (const auto& [field, origin] : card.origins) {
    out.set(field, Json::object({{"source", to_text(origin.source)},
                                 {"confidence", rounded(origin.confidence)},
                                 {"confirmed", origin.confirmed}}));
  }
  return out;
}

void add_flow(Json& out, const View& view, const DocumentCard& card) {
  const auto& directory = *view.directory;
  const auto& state = card.state;
  if (!state.leader.is_nil()) out.set("leader", assignee_json(directory, {{}, state.leader}));
  if (!state.lead.is_nil()) out.set("lead", assignee_json(directory, state.lead));
  Json coop = Json::array();
  for (const auto& one : state.coop) coop.push(assignee_json(directory, one));
  Json coop_open = Json::array();
  for (const auto& one : state.coop_open) coop_open.push(assignee_json(directory, one));
  out.set("coop", std::move(coop)).set("coopOpen", std::move(coop_open));
  if (!state.handler.is_nil()) out.set("handler", assignee_json(directory, {{}, state.handler}));
  if (!card.registered_by.is_nil()) out.set("registeredBy", assignee_json(directory, {{}, card.registered_by}));
  if (const auto due = card.due()) out.set("dueDate", format_date(*due));
  if (card.due_provisional) out.set("dueProvisional", true);
  set_text(out, "submitNote", card.submit_note);
  set_text(out, "direction", card.direction);
  Json acknowledged = Json::array();
  for (const auto& one : card.acknowledged) acknowledged.push(assignee_json(directory, one));
  out.set("acknowledged", std::move(acknowledged));
  if (card.returned_reason.empty()) return;
  out.set("returned", Json::object({{"reason", card.returned_reason},
                                    {"toLeader", card.returned_to_leader},
                                    {"by", name_of(directory, card.returned_by)}}));
}

void add_end(Json& out, const View& view, const DocumentCard& card) {
  set_text(out, "result", card.result);
  set_text(out, "replyCode", card.reply_code);
  out.set_if("onTime", card.on_time);
  if (card.completed_at != Timestamp{}) out.set("completedAt", format_time(card.completed_at));
  Json dossiers = Json::array();
  for (const auto id : card.state.dossiers) {
    Json entry = Json::object({{"id", id.str()}, {"name", ""}});
    if (const auto at = card.ordinals.find(id); at != card.ordinals.end()) entry.set("ordinal", at->second);
    if (const auto dossier = find_dossier_of_document(view.documents, id); dossier && *dossier) {
      entry.set("name", (*dossier)->file_code).set("archived", (*dossier)->archived);
    }
    dossiers.push(std::move(entry));
  }
  out.set("dossiers", std::move(dossiers)).set("archived", card.archived);
  if (card.void_proposal) {
    const auto& proposal = *card.void_proposal;
    out.set("voidProposal", Json::object({{"number", proposal.number},
                                          {"reason", proposal.reason},
                                          {"by", name_of(*view.directory, proposal.by)},
                                          {"at", format_time(proposal.at)}}));
  }
  set_text(out, "endedReason", card.ended_reason);
}

/// What it would get if it were registered now; only a forecast, the number is drawn by the command.
int next_number(const View& view, AgencyId agency) {
  const StateWorld world(view.api.services.state);
  const int year = static_cast<int>(vietnam_date(view.api.services.clock.now()).year());
  const auto series = world.series(number_series::series_id(agency, "in", year));
  return series ? series->state.last + 1 : 1;
}

}  // namespace

Json file_json(const View& view, const projections::FileCard& file) {
  Json out = Json::object({{"id", file.file.str()},
                           // Of a locked file nothing is told that its name could tell.
                           {"name", file.quarantined ? std::string() : file.name},
                           {"sizeBytes", file.size_bytes},
                           {"mediaType", file.media_type},
                           {"storedAt", format_time(file.stored_at)},
                           {"locked", file.quarantined}});
  if (file.job.is_nil() || !view.jobs) return out;
  out.set("job", file.job.str());
  const auto job = find_job(*view.jobs, file.job);
  if (!job || !*job) return out;
  if ((*job)->pages > 0) out.set("pages", (*job)->pages);
  return out.set("pagesDone", (*job)->pages_done).set("readingState", projections::to_string((*job)->state));
}

Json fields_json(const incoming::Registration& registration) {
  const auto& r = registration;
  Json out = Json::object();
  set_text(out, "code", r.code);
  set_text(out, "kind", r.kind);
  set_date(out, "issueDate", r.issue_date);
  set_text(out, "issuer", r.issuer);
  set_text(out, "subject", r.subject);
  set_text(out, "language", r.language);
  if (r.page_amount > 0) out.set("pageAmount", r.page_amount);
  set_text(out, "description", r.description);
  set_text(out, "signerName", r.signer_name);
  set_text(out, "signerPosition", r.signer_position);
  set_text(out, "signerAuthority", r.signer_authority);
  out.set("urgency", to_string(r.urgency));
  if (!r.to_places.empty()) out.set("toPlaces", list_of(r.to_places));
  if (r.due_date) set_date(out, "dueDate", *r.due_date);
  set_text(out, "circulation", r.circulation);
  return out.set("sensitivity", r.sensitivity);
}

Json incoming_json(const View& view, const DocumentCard& card) {
  const auto& state = card.state;
  Json out = Json::object({{"id", card.id.str()}, {"version", card.version}, {"state", to_string(state.stage)}});
  if (state.arrival_number > 0) {
    out.set("arrivalNumber", state.arrival_number).set("registerYear", state.year);
    set_date(out, "arrivalDate", state.arrival_date);
  }
  out.set("arrivedAt", format_time(state.arrived_at)).set("channel", state.channel);
  set_text(out, "arrivalNote", card.arrival_note);
  out.set("agency", state.agency.str());
  if (state.stage == incoming::Stage::arrived) out.set("nextArrivalNumber", next_number(view, state.agency));
  out.set("fields", fields_json(state.registration)).set("provenance", origins_json(card));
  out.set("warnings", list_of(card.warnings));
  set_text(out, "lateReason", card.late_reason);
  set_text(out, "overrideReason", card.override_reason);
  out.set("files", files_json(view, card));
  add_flow(out, view, card);
  add_end(out, view, card);
  out.set("changedAt", format_time(card.changed_at)).set("stateSince", format_time(card.stage_since));
  return out.set("allowedActions", list_of(allowed_actions(view.api, view.request, card)));
}

Json duplicate_json(const DocumentCard& card, std::string_view reason) {
  const auto& state = card.state;
  Json out = Json::object({{"id", card.id.str()}, {"state", to_string(state.stage)}});
  if (state.arrival_number > 0) out.set("arrivalNumber", state.arrival_number).set("registerYear", state.year);
  out.set("code", state.registration.code);
  set_date(out, "issueDate", state.registration.issue_date);
  out.set("issuer", state.registration.issuer).set("subject", state.registration.subject);
  if (!state.files.empty()) out.set("file", state.files.front().str());
  return out.set("reason", reason);
}

}  // namespace chauban::server
