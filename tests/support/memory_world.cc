// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memory_world.h"

#include <algorithm>

namespace chauban {

using namespace std::chrono_literals;

MemoryWorld::MemoryWorld() { set_day(2026y / 11 / 20); }

void MemoryWorld::set_day(Date day) { now_ = start_of_day(day) + 10h; }

Uuid MemoryWorld::new_id() { return ids_.next(now_); }

Result<std::vector<NewEvent>> MemoryWorld::ask(const Command& command, const Actor& actor) const {
  SeededIds ids(7);
  const Context context{now_,       vietnam_date(now_), actor,
                        directory_, vietnam_calendar(), [&] { return ids.next(now_); }};
  return decide(*this, command, context);
}

Result<std::vector<NewEvent>> MemoryWorld::run(const Command& command, const Actor& actor) {
  auto events = ask(command, actor);
  if (events) apply(*events, actor);
  return events;
}

void MemoryWorld::apply(const std::vector<NewEvent>& events, const Actor& actor) {
  for (const auto& event : events) {
    auto& [state, version] =
        states_.try_emplace(event.stream, Versioned<AnyState>{empty_state(event.stream.aggregate), 0}).first->second;
    for (const auto& change : lookup_changes(event.stream, state, event.event)) {
      auto& ids = lookups_[change.key];
      std::erase(ids, change.id);
      if (change.add) ids.push_back(change.id);
    }
    state = evolve(std::move(state), event.event, actor);
    ++version;
    if (const auto* of_account = std::get_if<account::Event>(&event.event)) {
      directory_.apply(*of_account, AccountId{event.stream.id});
    } else if (const auto* of_organisation = std::get_if<organisation::Event>(&event.event)) {
      directory_.apply(*of_organisation, event.stream.id);
    }
    history_.push_back({event, actor});
  }
}

template <class State>
Versioned<State> MemoryWorld::load(Aggregate aggregate, Uuid id) const {
  const auto at = states_.find({aggregate, id});
  if (at == states_.end()) return {};
  return {std::get<State>(at->second.state), at->second.version};
}

Result<Versioned<account::State>> MemoryWorld::account(AccountId id) const {
  return load<account::State>(Aggregate::account, id.value);
}
Result<Versioned<organisation::State>> MemoryWorld::organisation(Uuid id) const {
  return load<organisation::State>(Aggregate::organisation, id);
}
Result<Versioned<file::State>> MemoryWorld::file(FileId id) const {
  return load<file::State>(Aggregate::file, id.value);
}
Result<Versioned<digitization::State>> MemoryWorld::job(JobId id) const {
  return load<digitization::State>(Aggregate::digitization, id.value);
}
Result<Versioned<number_series::State>> MemoryWorld::series(SeriesId id) const {
  return load<number_series::State>(Aggregate::number_series, id.value);
}
Result<Versioned<incoming::State>> MemoryWorld::incoming(DocumentId id) const {
  return load<incoming::State>(Aggregate::incoming, id.value);
}
Result<Versioned<dossier::State>> MemoryWorld::dossier(DossierId id) const {
  return load<dossier::State>(Aggregate::dossier, id.value);
}
Result<Versioned<file_plan::State>> MemoryWorld::file_plan(FilePlanId id) const {
  return load<file_plan::State>(Aggregate::file_plan, id.value);
}
Result<std::vector<Uuid>> MemoryWorld::lookup(LookupKey key) const {
  const auto at = lookups_.find(key);
  return at == lookups_.end() ? std::vector<Uuid>{} : at->second;
}

void Commune::must(const Command& command, const Actor& by) {
  const auto done = world.run(command, by);
  if (!done) {
    throw Bug("a valid " + std::string(command_name(command)) +
              " was refused: " + std::string(to_string(done.error().code)) + " " + done.error().key);
  }
}

UnitId Commune::make_unit(const char* name, const char* abbreviation) {
  const UnitId unit{world.new_id()};
  must(organisation::CreateUnit{unit, agency, name, abbreviation, agency.is_nil() ? "H57.30.12" : "", {}},
       {system_account("setup"), {}});
  return unit;
}

Person Commune::make_person(UnitId unit, const char* user_name, const char* full_name, const char* title,
                            std::vector<Role> roles) {
  const Actor setup{system_account("setup"), {}};
  const Person person{{world.new_id()}, {world.new_id()}};
  must(account::OpenAccount{person.account, user_name, full_name}, setup);
  must(organisation::CreatePosition{person.position, unit, title, std::move(roles)}, setup);
  must(organisation::HoldPosition{person.position, person.account}, setup);
  return person;
}

Commune::Commune() {
  const auto committee = make_unit("Ủy ban nhân dân xã Đồng Sen", "UBND");
  agency = AgencyId{committee.value};
  office = make_unit("Văn phòng HĐND và UBND", "VP");
  culture = make_unit("Phòng Văn hóa - Xã hội", "VHXH");
  economy = make_unit("Phòng Kinh tế", "KT");
  leader = make_person(committee, "tram", "Trần Thị Hoài Trâm", "Chủ tịch", {Role::leader});
  second_leader = make_person(committee, "dung", "Lê Quang Dũng", "Phó Chủ tịch", {Role::leader});
  admin = make_person(committee, "quantri", "Phạm Minh Tú", "Quản trị", {Role::admin});
  clerk = make_person(office, "hoa", "Trần Thị Hoa", "Văn thư", {Role::clerk});
  second_clerk = make_person(office, "mai", "Ngô Thị Mai", "Văn thư", {Role::clerk});
  unit_head = make_person(office, "son", "Đỗ Văn Sơn", "Chánh Văn phòng", {Role::unit_head});
  officer = make_person(office, "binh", "Lê Văn Bình", "Chuyên viên", {Role::officer});
  second_officer = make_person(office, "lan", "Vũ Thị Lan", "Chuyên viên", {Role::officer});
  archivist = make_person(office, "thu", "Bùi Thị Thu", "Lưu trữ viên", {Role::archivist});
  culture_head = make_person(culture, "khanh", "Hồ Văn Khánh", "Trưởng phòng", {Role::unit_head});
  culture_officer = make_person(culture, "yen", "Đặng Thị Yến", "Chuyên viên", {Role::officer});
  plan = file_plan::plan_id(agency, 2026);
  must(file_plan::IssueFilePlan{agency,
                                2026,
                                {{"", "Văn phòng", {}, {}, ""},
                                 {"01.VP", "Hồ sơ cải cách hành chính năm 2026", {10}, {}, ""},
                                 {"02.VP", "Hồ sơ kiểm soát thủ tục hành chính năm 2026", {0}, {}, ""},
                                 {"03.KT", "Hồ sơ đầu tư công năm 2026", {5}, economy, ""}},
                                "01/QĐ-UBND ngày 05/01/2026"},
       leader.actor());
}

FileId Commune::stored_file(int seed) {
  const FileId id{world.new_id()};
  must(file::StoreFile{id, agency, sha256("scan " + std::to_string(seed)), 1000, "application/pdf", "scan.pdf"},
       clerk.actor());
  return id;
}

incoming::Registration Commune::letter(std::string code) {
  incoming::Registration r;
  r.code = std::move(code);
  r.kind = "công văn";
  r.issue_date = 2026y / 11 / 19;
  r.issuer = "Sở Nội vụ";
  r.subject = "Về việc báo cáo kết quả cải cách hành chính năm 2026";
  r.page_amount = 3;
  return r;
}

DocumentId Commune::arrived(int seed) {
  const DocumentId id{world.new_id()};
  incoming::RecordArrival command;
  command.document = id;
  command.agency = agency;
  command.files = {stored_file(seed)};
  command.channel = "paper";
  must(command, clerk.actor());
  return id;
}

DocumentId Commune::registered(const std::string& code) {
  incoming::RegisterIncoming command;
  command.document = DocumentId{world.new_id()};
  command.agency = agency;
  command.files = {stored_file(static_cast<int>(world.history().size()))};
  command.registration = letter(code);
  command.override_reason = "bản khác";  // tests may ask for the same letter twice
  must(command, clerk.actor());
  return command.document;
}

DocumentId Commune::submitted() {
  const auto id = registered();
  must(incoming::SubmitToLeader{id, leader.position, ""}, clerk.actor());
  return id;
}

DocumentId Commune::directed() {
  const auto id = submitted();
  must(incoming::GiveDirection{id, "Văn phòng chủ trì", {{office, {}}}, {{culture, {}}}, {}, 5}, leader.actor());
  return id;
}

DocumentId Commune::in_handling() {
  const auto id = directed();
  must(incoming::AssignHandler{id, officer.position, ""}, unit_head.actor());
  return id;
}

DocumentId Commune::completed() {
  const auto id = in_handling();
  must(incoming::FinishCoordination{id, "Đã góp ý"}, culture_officer.actor());
  must(incoming::CompleteHandling{id, "Đã trả lời", "862/UBND-VP", false}, officer.actor());
  return id;
}

DossierId Commune::opened_dossier(const std::string& notation) {
  const DossierId id{world.new_id()};
  must(dossier::OpenDossier{id, plan, notation, "", {}, {}}, officer.actor());
  return id;
}

}  // namespace chauban
