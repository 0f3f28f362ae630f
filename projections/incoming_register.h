// SPDX-License-Identifier: GPL-3.0-or-later
// Sổ đăng ký văn bản đến: one row a number, in order, nothing ever missing (ND30 Phụ lục IV, VI: ten columns).
//
// Rows: r <agency> <year> <number> → RegisterRow
//       d <document>               → RegisterPlace
//       y <agency> <year>          → RegisterYear
#pragma once

#include "projections/keys.h"
#include "projections/projection.h"

namespace chauban::projections {

/// A cell that was corrected: the old value stays readable.
struct Correction {
  std::string field;  ///< name of the API
  std::string old_value;
  std::string new_value;
  std::string reason;
  Actor by;
  Timestamp at{};

  bool operator==(const Correction&) const = default;
  static void fields(auto& row, auto& io) {
    io(row.field, row.old_value, row.new_value, row.reason, row.by.account, row.by.position, row.at);
  }
};
/// Column 9: who took it.
struct Receipt {
  Assignee recipient;
  Actor by;
  Timestamp at{};

  bool operator==(const Receipt&) const = default;
  static void fields(auto& row, auto& io) { io(row.recipient, row.by.account, row.by.position, row.at); }
};
/// The number was dropped ("Hủy số"); the row stays.
struct Voided {
  std::string reason;
  AccountId proposed_by;
  AccountId approved_by;
  Timestamp at{};

  bool operator==(const Voided&) const = default;
  static void fields(auto& row, auto& io) { io(row.reason, row.proposed_by, row.approved_by, row.at); }
};

struct RegisterRow {
  DocumentId document;
  Date arrival_date{};     ///< 1 Ngày đến
  int arrival_number = 0;  ///< 2 Số đến
  std::string issuer;      ///< 3 Tác giả
  std::string code;        ///< 4 Số, ký hiệu văn bản
  Date issue_date{};       ///< 5 Ngày tháng văn bản
  std::string kind;        ///< 6 Tên loại …
  std::string subject;     ///<   … và trích yếu nội dung
  std::vector<Assignee>
      recipients;                 ///< 7 Đơn vị hoặc người nhận: the lead first; the leader until a direction is given
  Date forwarded_on{};            ///< 8 Ngày chuyển
  std::vector<Receipt> receipts;  ///< 9 Ký nhận
  std::string note;               ///< 10 Ghi chú: what the clerk noted; reasons stand in the members below
  Urgency urgency = Urgency::none;
  std::string late_reason;  ///< R22
  std::optional<Voided> voided;
  std::vector<Correction> corrections;  ///< oldest first

  bool operator==(const RegisterRow&) const = default;
  static void fields(auto& row, auto& io) {
    io(row.document, row.arrival_date, row.arrival_number, row.issuer, row.code, row.issue_date, row.kind, row.subject,
       row.recipients, row.forwarded_on, row.receipts, row.note, row.urgency, row.late_reason, row.voided,
       row.corrections);
  }
};

struct RegisterYear {
  int year = 0;
  int first = 0;  ///< lowest number that was drawn here; 0: none
  int last = 0;
  int registered = 0;  ///< rows that stand
  int voided = 0;
  int first_free = 1;         ///< above 1: a paper register is continued
  std::string imported_from;  ///< which one

  bool operator==(const RegisterYear&) const = default;
  static void fields(auto& row, auto& io) {
    io(row.year, row.first, row.last, row.registered, row.voided, row.first_free, row.imported_from);
  }
};

struct RegisterPlace {
  AgencyId agency;
  int year = 0;
  int number = 0;

  static void fields(auto& row, auto& io) { io(row.agency, row.year, row.number); }
};

class IncomingRegisterView final : public Projection {
 public:
  [[nodiscard]] std::string_view name() const override { return "incoming_register"; }
  [[nodiscard]] std::uint16_t version() const override { return 1; }
  void apply(const StoredEvent& stored, Rows& rows) const override;
};

/// The ten column titles in the form's order and full legal wording (Vietnamese: the form has no other).
const std::array<std::string_view, 10>& register_columns();

/// Rows from number `from` to `to` (0: to the end) in order of number.
Result<Listed<RegisterRow>> register_rows(const RowSource& rows, AgencyId agency, int year, int from, int to,
                                          const Page& page);
Result<std::optional<RegisterYear>> register_year(const RowSource& rows, AgencyId agency, int year);
/// Newest first.
Result<std::vector<RegisterYear>> register_years(const RowSource& rows, AgencyId agency);

}  // namespace chauban::projections
