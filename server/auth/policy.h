// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "domain/vocabulary.h"
#include "server/auth/permission.h"

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace chauban::auth {

/// What a personal key may be used for (api.md 2). Written with dots: `documents.read`.
enum class Scope : std::uint8_t {
  documents_read,
  documents_write,
  incoming_register,
  outgoing_issue,
  dossiers_write,
  cases_write,
  search,
  files_read,
  files_write,
  events_read,
  webhooks_manage,
  jobs_read,
  admin_read,
  admin_write,
  scim
};
std::string_view to_string(Scope scope);
std::optional<Scope> parse_scope(std::string_view name);

/// Deny by default: what stands in no row of the table is refused. Source: domain.md 6 (who), 11.2 (who may read).
/// `admin` reads no content; `auditor` writes nothing.
bool allows(Role role, Permission permission);
/// Any of the roles.
bool allows(std::span<const Role> roles, Permission permission);
/// Of a key with these scopes. `safe`: the method only reads.
bool allows(const std::set<Scope>& scopes, Permission permission, bool safe);
/// All that these roles may, for /v1/me.
std::vector<Permission> permissions_of(std::span<const Role> roles);

}  // namespace chauban::auth
