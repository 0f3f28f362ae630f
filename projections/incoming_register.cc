// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/incoming_register.h"

#include "projections/paging.h"

#include <algorithm>

namespace chauban::projections {
namespace {

constexpr std::array<std::string_view, 10> kColumns{"Ngày đến",
                                                    "Số đến",
                                                    "Tác giả",
                                                    "Số, ký hiệu văn bản",
                                                    "Ngày tháng văn bản",
                                                    "Tên loại và trích yếu nội dung",
                                                    "Đơn vị hoặc người nhận",
                                                    "Ngày chuyển",
                                                    "Ký nhận",
                                                    "Ghi chú"};

Bytes year_key(AgencyId agency, int year) { return key('y', agency, static_cast<std::uint16_t>(year)); }
Bytes rows_prefix(AgencyId agency, int year) { return key('r', agency, static_cast<std::uint16_t>(year)); }
Bytes row_key(const RegisterPlace& place) {
  auto result = rows_prefix(place.agency, place.year);
  keys::append(result, static_cast<std::uint32_t>(place.number));
  return result;
}

void fill(RegisterRow& row, const incoming::Registration& registration) {
  row.issuer = registration.issuer;
  row.code = registration.code;
  row.issue_date = registration.issue_date;
  row.kind = registration.kind;
  row.subject = registration.subject;
  row.note = registration.description;
  row.urgency = registration.urgency;
}

class Apply {
 public:
  Apply(const EventFacts& facts, Rows& rows) : facts_(facts), rows_(rows) {}

  void operator()(const number_series::SeriesOpened& e) {
    if (e.series != "in") return;
    auto year = find_or_new<RegisterYear>(rows_, year_key(e.agency, e.year));
    year.year = e.year;
    year.first_free = e.first_free;
    year.imported_from = e.imported_from;
    store(rows_, year_key(e.agency, e.year), year);
  }
  void operator()(const incoming::IncomingRegistered& e) {
    const RegisterPlace place{facts_.agency, e.year, e.arrival_number};
    RegisterRow row;
    row.document = DocumentId{facts_.stream.id};
    row.arrival_date = e.arrival_date;
    row.arrival_number = e.arrival_number;
    row.late_reason = e.late_reason;
    fill(row, e.registration);
    store(rows_, row_key(place), row);
    store(rows_, key('d', row.document), place);

    auto year = find_or_new<RegisterYear>(rows_, year_key(place.agency, place.year));
    year.year = e.year;
    year.first = year.first == 0 ? e.arrival_number : std::min(year.first, e.arrival_number);
    year.last = std::max(year.last, e.arrival_number);
    ++year.registered;
    store(rows_, year_key(place.agency, place.year), year);
  }
  void operator()(const incoming::RegistrationCorrected& e) {
    change([&](RegisterRow& row) {
      fill(row, e.registration);
      row.corrections.push_back({e.field, e.old_value, e.new_value, e.reason, facts_.actor, facts_.occurred_at});
    });
  }
  void operator()(const incoming::SubmittedToLeader& e) {
    change([&](RegisterRow& row) {
      row.recipients = {Assignee{{}, e.leader}};
      row.forwarded_on = facts_.business_date;
    });
  }
  void operator()(const incoming::DirectionGiven& e) {
    change([&](RegisterRow& row) {
      row.recipients = {e.lead};
      row.recipients.insert(row.recipients.end(), e.coop.begin(), e.coop.end());
    });
  }
  void operator()(const incoming::Distributed&) {
    change([&](RegisterRow& row) { row.forwarded_on = facts_.business_date; });
  }
  void operator()(const incoming::DeliveryAcknowledged& e) {
    change([&](RegisterRow& row) { row.receipts.push_back({e.recipient, facts_.actor, facts_.occurred_at}); });
  }
  /// The row stays with its line "Hủy số".
  void operator()(const number_series::NumberVoided& e) {
    const auto place = find<RegisterPlace>(rows_, key('d', e.document));
    if (!place) return;
    auto row = find<RegisterRow>(rows_, row_key(*place));
    if (!row || row->voided) return;
    row->voided = Voided{e.reason, e.proposed_by, e.approved_by, facts_.occurred_at};
    store(rows_, row_key(*place), *row);
    auto year = find_or_new<RegisterYear>(rows_, year_key(place->agency, place->year));
    --year.registered;
    ++year.voided;
    store(rows_, year_key(place->agency, place->year), year);
  }

  void operator()(
      const AnyOf<incoming::DocumentArrived, incoming::ArrivalRefused, incoming::SecretItemRefused,
                  incoming::HandlerAssigned, incoming::ProgressRecorded, incoming::ReturnedForReassignment,
                  incoming::CoordinationDone, incoming::HandlingCompleted, incoming::HandlingReopened,
                  incoming::FiledIntoDossier, incoming::RemovedFromDossier, incoming::RegistrationVoided> auto&) {}
  void operator()(const AnyOf<number_series::NumberAssigned, number_series::NumberVoidProposed,
                              number_series::NumberVoidRejected> auto&) {}
  template <class E>
    requires std::constructible_from<account::Event, E> || std::constructible_from<organisation::Event, E> ||
             std::constructible_from<file::Event, E> || std::constructible_from<digitization::Event, E> ||
             std::constructible_from<dossier::Event, E> || std::constructible_from<file_plan::Event, E>
  void operator()(const E&) {}

 private:
  void change(const std::function<void(RegisterRow&)>& make) {
    const auto place = find<RegisterPlace>(rows_, key('d', facts_.stream.id));
    if (!place) return;
    auto row = find<RegisterRow>(rows_, row_key(*place));
    if (!row) return;
    make(*row);
    store(rows_, row_key(*place), *row);
  }

  const EventFacts& facts_;
  Rows& rows_;
};

}  // namespace

const std::array<std::string_view, 10>& register_columns() { return kColumns; }

void IncomingRegisterView::apply(const StoredEvent& stored, Rows& rows) const {
  visit_event(stored.event, Apply(stored.facts, rows));
}

Result<Listed<RegisterRow>> register_rows(const RowSource& rows, AgencyId agency, int year, int from, int to,
                                          const Page& page) {
  Page at = page;
  if (at.after.empty() && from > 1) keys::append(at.after, static_cast<std::uint32_t>(from - 1));
  auto listed = list_rows<RegisterRow>(rows, rows_prefix(agency, year), at, [&](BytesView, BytesView value) {
    return std::optional(unpack<RegisterRow>(value));
  });
  if (to > 0) {
    const auto past = [to](const RegisterRow& row) { return row.arrival_number > to; };
    if (std::erase_if(listed.items, past) > 0) listed.next.clear();
    if (!listed.items.empty() && listed.items.back().arrival_number == to) listed.next.clear();
  }
  return unless_failed(rows, std::move(listed));
}

Result<std::optional<RegisterYear>> register_year(const RowSource& rows, AgencyId agency, int year) {
  return unless_failed(rows, find<RegisterYear>(rows, year_key(agency, year)));
}

Result<std::vector<RegisterYear>> register_years(const RowSource& rows, AgencyId agency) {
  std::vector<RegisterYear> years;
  for (const auto& row : rows.scan({.prefix = key('y', agency), .from = "", .reverse = true})) {
    years.push_back(unpack<RegisterYear>(row.value));
  }
  return unless_failed(rows, std::move(years));
}

}  // namespace chauban::projections
