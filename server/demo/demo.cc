// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/demo/demo.h"

#include "domain/file_plan/file_plan.h"

#include <algorithm>

namespace chauban::server {
namespace {

constexpr std::string_view kProcess = "demo";

struct UnitRow {
  std::string_view key;
  std::string_view name;
  std::string_view abbreviation;
  std::string_view organ_id;
  std::string_view parent;
};
constexpr UnitRow kUnits[] = {
    {"ubnd", "Ủy ban nhân dân xã Đồng Sen", "UBND", "H57.30.12", ""},
    {"vp", "Văn phòng HĐND và UBND", "VP", "H57.30.12.01", "ubnd"},
    {"vhxh", "Phòng Văn hóa - Xã hội", "VHXH", "H57.30.12.02", "ubnd"},
    {"kt", "Phòng Kinh tế", "KT", "H57.30.12.03", "ubnd"},
};

struct PersonRow {
  std::string_view user_name;
  std::string_view full_name;
  std::string_view title;
  std::string_view unit;
  Role role;
};
constexpr PersonRow kPeople[] = {
    {"vanthu", "Trần Thị Hoa", "Văn thư", "vp", Role::clerk},
    {"chuyenvien", "Lê Văn Bình", "Chuyên viên", "vhxh", Role::officer},
    {"truongphong", "Nguyễn Thị Thu Hà", "Trưởng phòng Văn hóa - Xã hội", "vhxh", Role::unit_head},
    {"lanhdao", "Phạm Quốc Dũng", "Chủ tịch UBND xã", "ubnd", Role::leader},
    {"luutru", "Hoàng Minh Đức", "Lưu trữ viên", "vp", Role::archivist},
    {"quantri", "Võ Thanh Tùng", "Quản trị hệ thống", "vp", Role::admin},
};

template <class AnyId>
AnyId id_of(std::string_view kind, std::string_view key) {
  return AnyId{derived_id("demo", std::string(kind) + "/" + std::string(key))};
}

Status submit(const DemoParts& parts, Command command, std::string key) {
  CommandMeta meta;
  meta.actor = {system_account(kProcess), {}};
  meta.key_scope = kProcess;
  meta.canonical = key;
  meta.idempotency_key = std::move(key);
  return parts.bus.submit(std::move(command), std::move(meta)).map([](auto&&) {});
}

Status make_units(const DemoParts& parts) {
  for (const auto& row : kUnits) {
    organisation::CreateUnit unit;
    unit.unit = id_of<UnitId>("unit", row.key);
    unit.agency = row.parent.empty() ? AgencyId{} : demo_agency();
    unit.name = row.name;
    unit.abbreviation = row.abbreviation;
    unit.organ_id = row.organ_id;
    if (!row.parent.empty()) unit.parent = id_of<UnitId>("unit", row.parent);
    CHAUBAN_CHECK(submit(parts, std::move(unit), "unit/" + std::string(row.key)));
  }
  return {};
}

Status make_people(const DemoParts& parts, std::string_view password) {
  for (const auto& row : kPeople) {
    const auto account = id_of<AccountId>("account", row.user_name);
    const auto position = id_of<PositionId>("position", row.user_name);
    const std::string key(row.user_name);
    CHAUBAN_CHECK(submit(parts, account::OpenAccount{account, key, std::string(row.full_name)}, "account/" + key));
    CHAUBAN_CHECK(submit(
        parts,
        organisation::CreatePosition{position, id_of<UnitId>("unit", row.unit), std::string(row.title), {row.role}},
        "position/" + key));
    CHAUBAN_CHECK(submit(parts, organisation::HoldPosition{position, account}, "holds/" + key));
    CHAUBAN_CHECK(parts.passwords.set(account, password));
    CHAUBAN_CHECK(submit(parts, account::RecordCredentialChange{account, "password"}, "password/" + key));
  }
  return {};
}

Status issue_plan(const DemoParts& parts) {
  const auto unit = [](std::string_view key) { return id_of<UnitId>("unit", key); };
  file_plan::IssueFilePlan plan;
  plan.agency = demo_agency();
  plan.year = static_cast<int>(vietnam_date(parts.clock.now()).year());
  plan.decision = "02/QĐ-UBND";
  plan.entries = {
      {"", "I. Tổng hợp", {}, {}, ""},
      {"01.TH", "Chương trình, kế hoạch, báo cáo công tác năm", {0}, {}, ""},
      {"02.TH", "Văn bản chỉ đạo, điều hành của cấp trên", {20}, {}, ""},
      {"", "II. Cải cách hành chính, kiểm soát thủ tục", {}, {}, ""},
      {"03.CCHC", "Cải cách hành chính và chuyển đổi số", {20}, {}, ""},
      {"04.TTHC", "Giải quyết thủ tục hành chính", {10}, {}, ""},
      {"", "III. Văn hóa - Xã hội", {}, {}, ""},
      {"05.VHXH", "Văn hóa, giáo dục, y tế, lao động", {20}, unit("vhxh"), ""},
      {"", "IV. Kinh tế", {}, {}, ""},
      {"06.KT", "Ngân sách, đầu tư, đất đai", {30}, unit("kt"), ""},
      {"07.KT", "Phòng, chống thiên tai", {20}, unit("kt"), ""},
  };
  return submit(parts, std::move(plan), "plan/" + std::to_string(plan.year));
}

}  // namespace

AgencyId demo_agency() { return AgencyId{id_of<UnitId>("unit", "ubnd").value}; }

Result<std::vector<DemoAccount>> load_demo(const DemoParts& parts, const std::filesystem::path& scans,
                                           std::string_view password) {
  CHAUBAN_CHECK(make_units(parts));
  CHAUBAN_CHECK(make_people(parts, password));
  CHAUBAN_CHECK(issue_plan(parts));
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(scans, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->path().extension() == ".pdf") files.push_back(entry->path());
  }
  if (files.empty()) return refuse(ErrorCode::file_unreadable, "no_demo_scans");
  std::sort(files.begin(), files.end());
  Intake intake = parts.intake;
  for (const auto& path : files) CHAUBAN_CHECK(intake.take(path, demo_agency(), "paper", kProcess).map([](auto&&) {}));
  std::vector<DemoAccount> accounts;
  for (const auto& row : kPeople)
    accounts.push_back({std::string(row.user_name), std::string(row.full_name), std::string(row.title)});
  return accounts;
}

}  // namespace chauban::server
