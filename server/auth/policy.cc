// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/policy.h"

#include <algorithm>
#include <array>
#include <utility>

namespace chauban::auth {
namespace {

using enum Permission;
using Permissions = std::vector<Permission>;

Permissions operator+(Permissions a, const Permissions& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const Permissions& granted_to(Role role) {
  static const Permissions kEveryone{open, read_self, write_self};
  /// Who works on documents; which ones is decided behind the door (domain.md 11.2).
  static const Permissions kReader =
      kEveryone + Permissions{files_read,   read_document,      read_inbox,  read_registers,
                              read_archive, Permission::search, read_events, jobs};
  /// Whoever a document reaches takes it over, works on it, hands it on or returns it.
  static const Permissions kHandler =
      kReader + Permissions{files_write,       acknowledge,   assign_handler, handle,
                            file_into_dossier, dossier_write, dossier_close,  offer_transfer};
  static const Permissions kClerk =
      kHandler + Permissions{arrivals, register_incoming, correct_registration, propose_void, submit_to_leader};
  static const Permissions kOfficer = kHandler;
  static const Permissions kUnitHead = kHandler + Permissions{approve_void};
  static const Permissions kLeader = kHandler + Permissions{give_direction, approve_void, file_plan_write};
  static const Permissions kArchivist = kReader + Permissions{files_write,   acknowledge,     file_into_dossier,
                                                              dossier_write, accept_transfer, file_plan_write};
  /// The counter takes papers in and follows its own cases.
  static const Permissions kReception =
      kEveryone + Permissions{files_write, files_read, arrivals, read_document, read_inbox, jobs};
  static const Permissions kAdmin = kEveryone + Permissions{admin_users, admin_system, jobs};
  static const Permissions kAuditor = kEveryone + Permissions{read_document, read_registers, read_archive, read_events};
  switch (role) {
    case Role::clerk: return kClerk;
    case Role::officer: return kOfficer;
    case Role::unit_head: return kUnitHead;
    case Role::leader: return kLeader;
    case Role::archivist: return kArchivist;
    case Role::reception: return kReception;
    case Role::admin: return kAdmin;
    case Role::auditor: return kAuditor;
  }
  static const Permissions kNothing;
  return kNothing;
}

constexpr std::array<std::string_view, 15> kScopeNames{
    "documents.read",  "documents.write", "incoming.register", "outgoing.issue", "dossiers.write",
    "cases.write",     "search",          "files.read",        "files.write",    "events.read",
    "webhooks.manage", "jobs.read",       "admin.read",        "admin.write",    "scim"};

/// The scope a key needs for it; nullopt: no key may.
std::optional<Scope> scope_for(Permission permission, bool safe) {
  switch (permission) {
    case open:
    case read_self:
    case write_self: return std::nullopt;
    case files_write: return Scope::files_write;
    case files_read: return Scope::files_read;
    case arrivals:
    case register_incoming:
    case correct_registration:
    case propose_void:
    case approve_void:
    case submit_to_leader: return Scope::incoming_register;
    case give_direction:
    case acknowledge:
    case assign_handler:
    case handle: return Scope::documents_write;
    case file_into_dossier:
    case dossier_write:
    case dossier_close:
    case offer_transfer:
    case accept_transfer:
    case file_plan_write: return Scope::dossiers_write;
    case read_document:
    case read_inbox:
    case read_registers:
    case read_archive: return Scope::documents_read;
    case Permission::search: return Scope::search;
    case read_events: return Scope::events_read;
    case jobs: return safe ? Scope::jobs_read : Scope::files_write;  // stopping and repeating is no reading
    case admin_users:
    case admin_system: return safe ? Scope::admin_read : Scope::admin_write;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Scope scope) { return kScopeNames.at(static_cast<std::size_t>(scope)); }

std::optional<Scope> parse_scope(std::string_view name) {
  for (std::size_t i = 0; i < kScopeNames.size(); ++i) {
    if (kScopeNames[i] == name) return static_cast<Scope>(i);
  }
  return std::nullopt;
}

bool allows(Role role, Permission permission) {
  const auto& granted = granted_to(role);
  return std::find(granted.begin(), granted.end(), permission) != granted.end();
}

bool allows(std::span<const Role> roles, Permission permission) {
  // Whoever is signed in may know who they are, also before they hold a position.
  if (permission == open || permission == read_self || permission == write_self) return true;
  return std::any_of(roles.begin(), roles.end(), [=](Role role) { return allows(role, permission); });
}

bool allows(const std::set<Scope>& scopes, Permission permission, bool safe) {
  if (permission == open || permission == read_self) return true;
  const auto needed = scope_for(permission, safe);
  return needed && scopes.contains(*needed);
}

std::vector<Permission> permissions_of(std::span<const Role> roles) {
  std::vector<Permission> out;
  for (int i = 0; i < kPermissionCount; ++i) {
    if (allows(roles, static_cast<Permission>(i))) out.push_back(static_cast<Permission>(i));
  }
  return out;
}

}  // namespace chauban::auth
