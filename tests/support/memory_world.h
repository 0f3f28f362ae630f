// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "domain/decide.h"

#include <map>
#include <optional>
#include <vector>

namespace chauban {

/// A whole partition (and partition 0) in memory: what decide reads, and what its events make of it. Its time stands
/// still until a test moves it.
class MemoryWorld final : public World {
 public:
  MemoryWorld();

  /// Decides; on success the events have happened.
  Result<std::vector<NewEvent>> run(const Command& command, const Actor& actor);
  /// What run would give, without it happening.
  [[nodiscard]] Result<std::vector<NewEvent>> ask(const Command& command, const Actor& actor) const;
  void apply(const std::vector<NewEvent>& events, const Actor& actor);

  void set_now(Timestamp at) { now_ = at; }
  /// Ten in the morning of that day in Viet Nam.
  void set_day(Date day);
  [[nodiscard]] Timestamp now() const { return now_; }
  [[nodiscard]] const Directory& directory() const { return directory_; }
  Uuid new_id();

  /// All that happened, in order, and by whom.
  struct Happened {
    NewEvent event;
    Actor actor;
  };
  [[nodiscard]] const std::vector<Happened>& history() const { return history_; }
  [[nodiscard]] const std::map<StreamRef, Versioned<AnyState>>& states() const { return states_; }

  Result<Versioned<account::State>> account(AccountId id) const override;
  Result<Versioned<organisation::State>> organisation(Uuid id) const override;
  Result<Versioned<file::State>> file(FileId id) const override;
  Result<Versioned<digitization::State>> job(JobId id) const override;
  Result<Versioned<number_series::State>> series(SeriesId id) const override;
  Result<Versioned<incoming::State>> incoming(DocumentId id) const override;
  Result<Versioned<dossier::State>> dossier(DossierId id) const override;
  Result<Versioned<file_plan::State>> file_plan(FilePlanId id) const override;
  Result<std::vector<Uuid>> lookup(LookupKey key) const override;

 private:
  template <class State>
  Versioned<State> load(Aggregate aggregate, Uuid id) const;

  Timestamp now_{};
  SeededIds ids_{1};
  Directory directory_;
  std::map<StreamRef, Versioned<AnyState>> states_;
  std::map<LookupKey, std::vector<Uuid>> lookups_;
  std::vector<Happened> history_;
};

/// A post and who holds it.
struct Person {
  AccountId account;
  PositionId position;
  [[nodiscard]] Actor actor() const { return {account, position}; }
};

/// The People's Committee of a commune (invented): an office, two more units, one person a role and some more officers.
/// The day is Friday 20 November 2026.
class Commune {
 public:
  Commune();

  MemoryWorld world;
  AgencyId agency;
  UnitId office;   ///< Văn phòng HĐND và UBND
  UnitId culture;  ///< Phòng Văn hóa - Xã hội
  UnitId economy;  ///< Phòng Kinh tế
  Person clerk, second_clerk, officer, second_officer, unit_head, leader, second_leader, archivist, admin;
  Person culture_head, culture_officer;
  FilePlanId plan;

  Result<std::vector<NewEvent>> run(const Command& command, const Person& by) { return world.run(command, by.actor()); }
  /// A stored file whose content differs for each `seed`.
  FileId stored_file(int seed);
  /// Valid registration; tests change what they are about.
  static incoming::Registration letter(std::string code = "1287/SNV-CCHC");
  /// A document that has gone this far without a hitch. From `directed` on the office leads and culture coordinates.
  DocumentId arrived(int seed = 1);
  DocumentId registered(const std::string& code = "1287/SNV-CCHC");
  DocumentId submitted();
  DocumentId directed();
  DocumentId in_handling();  ///< by `officer`
  DocumentId completed();
  DossierId opened_dossier(const std::string& notation = "01.VP");
  [[nodiscard]] incoming::State document(DocumentId id) const { return world.incoming(id)->state; }

 private:
  UnitId make_unit(const char* name, const char* abbreviation);
  Person make_person(UnitId unit, const char* user_name, const char* full_name, const char* title,
                     std::vector<Role> roles);
  void must(const Command& command, const Actor& by);
};

}  // namespace chauban
