// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/messages/messages.h"
#include "server/routes/render.h"

namespace chauban::server {
namespace {

Json job_error(const Request& request, const projections::JobCard& job) {
  // A file that could not be opened has a key of the messages; pages that failed have their own.
  const bool whole_file = job.pages == 0;
  const Error error{whole_file ? ErrorCode::file_unreadable : ErrorCode::ocr_page_failed, job.failure, {}};
  const auto message = messages::text_of(error, request.language);
  const auto code = std::string(to_string(error.code));
  return Json::object({{"type", "/problems/" + code},
                       {"code", code},
                       {"key", job.failure},
                       {"status", http_status(error.code)},
                       {"title", message.title},
                       {"detail", message.detail},
                       {"retry", !whole_file}});
}

/// How long the rest takes if it goes on as so far. Of the first pages nothing can be said: the file waited its turn.
std::optional<std::int64_t> eta_seconds(const projections::JobCard& job) {
  constexpr int kSome = 5;
  if (job.state != projections::JobState::running || job.attempt > 1 || job.pages_done < kSome) return std::nullopt;
  const auto took = std::chrono::duration_cast<std::chrono::seconds>(job.changed_at - job.created_at).count();
  return took * (job.pages - job.pages_done - job.pages_failed) / job.pages_done;
}

}  // namespace

Json job_json(const View& view, const projections::JobCard& job, const std::vector<projections::JobPage>& pages) {
  Json out = Json::object({{"id", job.job.str()},
                           {"kind", "ocr"},
                           {"state", projections::to_string(job.state)},
                           {"file", job.file.str()},
                           {"version", job.version},
                           {"createdAt", format_time(job.created_at)},
                           {"changedAt", format_time(job.changed_at)}});
  const auto file = find_file(view.documents, job.file);
  const bool admin_only = rights_of(view.api, view.request).empty();
  if (file && *file && !(*file)->quarantined && !admin_only) out.set("fileName", (*file)->name);
  out.set(
      "progress",
      Json::object({{"done", job.pages_done}, {"total", job.pages}, {"failed", job.pages_failed}, {"unit", "page"}}));
  Json list = Json::array();
  for (const auto& page : pages) {
    Json one = Json::object({{"n", page.page}, {"state", projections::to_string(page.state)}});
    if (page.state == projections::PageState::done) {
      one.set("confidence", rounded(page.confidence)).set("words", page.word_count);
      one.set("blank", page.blank).set("textLayer", page.from_text_layer);
    }
    if (page.state == projections::PageState::failed) one.set("failure", page.failure).set("attempts", page.attempts);
    list.push(std::move(one));
  }
  out.set("pages", std::move(list)).set("attempt", job.attempt);
  out.set_if("etaSeconds", eta_seconds(job));
  if (job.words > 0) out.set("confidence", rounded(job.confidence()));
  if (!job.failure.empty()) out.set("error", job_error(view.request, job));
  return out;
}

Json inbox_item_json(const projections::InboxItem& item) {
  Json reasons = Json::array();
  for (const auto reason : item.reasons) reasons.push(projections::to_string(reason));
  Json out = Json::object({{"id", item.id.str()},
                           {"kind", projections::to_string(item.kind)},
                           {"state", item.state},
                           {"reasons", std::move(reasons)},
                           {"code", item.code},
                           {"issuer", item.issuer},
                           {"subject", item.subject}});
  if (item.arrival_number > 0) out.set("arrivalNumber", item.arrival_number).set("registerYear", item.year);
  out.set("urgency", to_string(item.urgency));
  if (item.due) set_date(out, "dueDate", *item.due);
  out.set("arrivedAt", format_time(item.arrived_at)).set("since", format_time(item.since));
  if (!item.file.is_nil()) out.set("file", item.file.str());
  out.set("unread", item.unread);
  if (!item.note.empty()) out.set("note", item.note);
  return out;
}

Json dossier_json(const Api& api, const Request& request, const projections::DossierCard& card) {
  const auto directory = api.directory();
  Json faults = Json::array();
  for (const auto& fault : card.faults) faults.push(fault);
  Json actions = Json::array();
  for (auto& action : allowed_actions(api, request, card)) actions.push(std::move(action));
  Json out = Json::object({{"id", card.dossier.str()},
                           {"version", card.version},
                           {"plan", card.plan.str()},
                           {"year", card.year},
                           {"notation", card.notation},
                           {"fileCode", card.file_code},
                           {"title", card.title},
                           {"state", to_string(card.stage)},
                           {"unit", unit_ref(*directory, card.unit)},
                           {"creator", assignee_json(*directory, {{}, card.creator})},
                           {"documents", card.documents},
                           {"pages", card.pages},
                           {"retentionYears", card.retention.years},
                           {"permanent", card.retention.years == 0},
                           {"faults", std::move(faults)},
                           {"allowedActions", std::move(actions)}});
  set_date(out, "startDate", card.start_date);
  set_date(out, "endDate", card.end_date);
  if (!card.note.empty()) out.set("note", card.note);
  if (card.offered_at != Timestamp{}) out.set("offeredAt", format_time(card.offered_at));
  if (card.archived_at != Timestamp{}) {
    out.set("archivedAt", format_time(card.archived_at)).set("archivedBy", name_of(*directory, card.archived_by));
  }
  return out.set("changedAt", format_time(card.changed_at));
}

Json plan_json(const Directory& directory, const projections::PlanCard& plan,
               const std::vector<projections::PlanEntry>& entries) {
  Json list = Json::array();
  for (const auto& entry : entries) {
    Json one = Json::object({{"notation", entry.notation}, {"title", entry.title}});
    if (!entry.notation.empty()) {
      one.set("retentionYears", entry.retention.years).set("permanent", entry.retention.years == 0);
    }
    if (!entry.unit.is_nil()) one.set("unit", unit_ref(directory, entry.unit));
    if (!entry.note.empty()) one.set("note", entry.note);
    one.set("dossiers", entry.counts.dossiers).set("documents", entry.counts.documents);
    list.push(one.set("archived", entry.counts.archived));
  }
  return Json::object({{"id", plan.plan.str()},
                       {"year", plan.year},
                       {"version", plan.version},
                       {"decision", plan.decision},
                       {"issuedAt", format_time(plan.issued_at)},
                       {"entries", std::move(list)}});
}

Json register_row_json(const Directory& directory, const projections::RegisterRow& row) {
  Json out = Json::object({{"document", row.document.str()},
                           {"arrivalDate", format_date(row.arrival_date)},
                           {"arrivalNumber", row.arrival_number},
                           {"issuer", row.issuer},
                           {"code", row.code},
                           {"kind", row.kind},
                           {"subject", row.subject}});
  set_date(out, "issueDate", row.issue_date);
  Json recipients = Json::array();
  for (const auto& recipient : row.recipients) recipients.push(name_of(directory, recipient));
  Json receipts = Json::array();
  for (const auto& receipt : row.receipts) {
    receipts.push(name_of(directory, receipt.by) + ", " + format_date_vi(vietnam_date(receipt.at)));
  }
  out.set("recipients", std::move(recipients));
  set_date(out, "forwardedOn", row.forwarded_on);
  out.set("receipts", std::move(receipts)).set("note", row.note).set("urgency", to_string(row.urgency));
  if (!row.late_reason.empty()) out.set("lateReason", row.late_reason);
  if (row.voided) {
    out.set("voided", Json::object({{"reason", row.voided->reason},
                                    {"proposedBy", name_of(directory, Actor{row.voided->proposed_by, {}})},
                                    {"approvedBy", name_of(directory, Actor{row.voided->approved_by, {}})},
                                    {"at", format_time(row.voided->at)}}));
  }
  Json corrections = Json::array();
  for (const auto& one : row.corrections) {
    corrections.push(Json::object({{"field", one.field},
                                   {"old", one.old_value},
                                   {"new", one.new_value},
                                   {"reason", one.reason},
                                   {"by", name_of(directory, one.by)},
                                   {"at", format_time(one.at)}}));
  }
  return out.set("corrections", std::move(corrections));
}

Json history_json(const Request& request, const Directory& directory,
                  const std::vector<projections::TimelineEntry>& entries) {
  const auto language = request.language == http::Language::en ? projections::Language::en : projections::Language::vi;
  Json items = Json::array();
  for (const auto& entry : entries) {
    Json one = Json::object({{"id", entry.position.str()},
                             {"at", format_time(entry.at)},
                             {"event", entry.event},
                             {"who", describe_actor(entry, language, directory)},
                             {"text", describe(entry, language, directory)}});
    if (!entry.field.empty()) one.set("field", entry.field).set("old", entry.old_value).set("new", entry.new_value);
    items.push(std::move(one));
  }
  return items;
}

}  // namespace chauban::server
