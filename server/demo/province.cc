// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/demo/province.h"

#include "domain/file_plan/file_plan.h"
#include "server/demo/letters.h"

namespace chauban::server {
namespace {

constexpr std::string_view kProcess = "demo";

constexpr std::string_view kNames[] = {"Đồng Sen", "Bình Minh", "Tân Lập",    "Yên Phú", "Vĩnh Thịnh", "Phú Xuân",
                                       "An Khê",   "Thạch Sơn", "Long Giang", "Mỹ Lộc",  "Cẩm Thủy",   "Đông Hải"};
struct Post {
  std::string_view user_name;
  std::string_view title;
  std::string_view unit;
  Role role;
};
constexpr Post kPosts[] = {{"vanthu", "Văn thư", "vp", Role::clerk},
                           {"lanhdao", "Chủ tịch UBND xã", "ubnd", Role::leader},
                           {"luutru", "Lưu trữ viên", "vp", Role::archivist},
                           {"quantri", "Quản trị hệ thống", "vp", Role::admin},
                           {"truongphong", "Trưởng phòng Văn hóa - Xã hội", "vhxh", Role::unit_head},
                           {"chuyenvien", "Chuyên viên", "vhxh", Role::officer},
                           {"chuyenvienkt", "Chuyên viên", "kt", Role::officer},
                           {"chuyenvienvp", "Chuyên viên", "vp", Role::officer}};

/// Makes one agency; ids are functions of its number and of what they stand for.
class Maker {
 public:
  Maker(CommandBus& bus, Chance& chance, int number) : bus_(bus), chance_(chance), number_(std::to_string(number)) {}

  Result<DemoAgency> make() {
    const auto name = std::string(kNames[(std::stoul(number_) - 1) % std::size(kNames)]) +
                      (std::stoul(number_) > std::size(kNames) ? " " + number_ : "");
    made_.id = AgencyId{id("unit", "ubnd")};
    CHAUBAN_CHECK(unit("ubnd", "Ủy ban nhân dân xã " + name, "UBND", "H57.30." + number_));
    CHAUBAN_CHECK(unit("vp", "Văn phòng HĐND và UBND", "VP", ""));
    CHAUBAN_CHECK(unit("vhxh", "Phòng Văn hóa - Xã hội", "VHXH", ""));
    CHAUBAN_CHECK(unit("kt", "Phòng Kinh tế", "KT", ""));
    for (const auto& post : kPosts) CHAUBAN_CHECK(fill(post));
    return made_;
  }
  Status issue_plan(const DemoAgency& agency, int year, int dossiers) {
    file_plan::IssueFilePlan plan;
    plan.agency = agency.id;
    plan.year = year;
    plan.decision = "02/QĐ-UBND";
    plan.entries.push_back({"", "I. Hồ sơ công việc", {}, {}, ""});
    for (int n = 1; n <= dossiers; ++n) {
      plan.entries.push_back(
          {demo_notation(n), "Hồ sơ công việc số " + std::to_string(n) + " năm " + std::to_string(year), {20}, {}, ""});
    }
    return submit(std::move(plan), "plan/" + std::to_string(year));
  }

 private:
  Uuid id(std::string_view kind, std::string_view key) const {
    return derived_id("demo", number_ + "/" + std::string(kind) + "/" + std::string(key));
  }
  Status unit(std::string_view key, const std::string& name, const char* abbreviation, const std::string& organ) {
    organisation::CreateUnit unit;
    unit.unit = UnitId{id("unit", key)};
    unit.name = name;
    unit.abbreviation = abbreviation;
    unit.organ_id = organ;
    if (key != "ubnd") {
      unit.agency = made_.id;
      unit.parent = UnitId{made_.id.value};
    }
    return submit(std::move(unit), "unit/" + std::string(key));
  }
  Status fill(const Post& post) {
    const Actor actor{AccountId{id("account", post.user_name)}, PositionId{id("position", post.user_name)}};
    const auto key = std::string(post.user_name);
    const auto user_name = key + (number_ == "1" ? "" : number_);
    CHAUBAN_CHECK(submit(account::OpenAccount{actor.account, user_name, make_name(chance_)}, "account/" + key));
    CHAUBAN_CHECK(submit(
        organisation::CreatePosition{
            actor.position, UnitId{id("unit", post.unit)}, std::string(post.title), {post.role}},
        "position/" + key));
    CHAUBAN_CHECK(submit(organisation::HoldPosition{actor.position, actor.account}, "holds/" + key));
    if (post.role == Role::clerk) made_.clerk = actor;
    if (post.role == Role::leader) made_.leader = actor;
    if (post.role == Role::archivist) made_.archivist = actor;
    if (post.role == Role::officer) made_.officers.push_back(actor);
    return {};
  }
  Status submit(Command command, const std::string& key) {
    CommandMeta meta;
    meta.actor = {system_account(kProcess), {}};
    meta.key_scope = kProcess;
    meta.idempotency_key = number_ + "/" + key;
    meta.canonical = meta.idempotency_key;
    return bus_.submit(std::move(command), std::move(meta)).map([](auto&&) {});
  }

  CommandBus& bus_;
  Chance& chance_;
  const std::string number_;
  DemoAgency made_;
};

}  // namespace

std::string demo_notation(int n) {
  const auto digits = std::to_string(n);
  return std::string(3 - std::min<std::size_t>(digits.size(), 3), '0') + digits + ".HS";
}

Result<std::vector<DemoAgency>> make_province(CommandBus& bus, Chance& chance, const ProvincePlan& plan) {
  std::vector<DemoAgency> agencies;
  for (int number = 1; number <= plan.agencies; ++number) {
    CHAUBAN_TRY(auto agency, Maker(bus, chance, number).make());
    agency.dossiers = plan.dossiers;
    agencies.push_back(std::move(agency));
  }
  // All of partition 0 first: its thread and partition 1's must not draw ids at the same time, or two runs would
  // differ.
  for (int number = 1; number <= plan.agencies; ++number) {
    for (int year = plan.first_year; year <= plan.last_year; ++year) {
      CHAUBAN_CHECK(
          Maker(bus, chance, number).issue_plan(agencies[static_cast<std::size_t>(number - 1)], year, plan.dossiers));
    }
  }
  return agencies;
}

}  // namespace chauban::server
