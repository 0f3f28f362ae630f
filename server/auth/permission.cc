// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/permission.h"

#include <array>
#include <cstddef>

namespace chauban::auth {

std::string_view to_string(Permission permission) {
  static constexpr std::array<std::string_view, kPermissionCount> kNames{"open",
                                                                         "read_self",
                                                                         "write_self",
                                                                         "files_write",
                                                                         "files_read",
                                                                         "arrivals",
                                                                         "register_incoming",
                                                                         "correct_registration",
                                                                         "propose_void",
                                                                         "approve_void",
                                                                         "submit_to_leader",
                                                                         "give_direction",
                                                                         "acknowledge",
                                                                         "assign_handler",
                                                                         "handle",
                                                                         "file_into_dossier",
                                                                         "dossier_write",
                                                                         "dossier_close",
                                                                         "offer_transfer",
                                                                         "accept_transfer",
                                                                         "file_plan_write",
                                                                         "read_document",
                                                                         "read_inbox",
                                                                         "read_registers",
                                                                         "read_archive",
                                                                         "search",
                                                                         "read_events",
                                                                         "jobs",
                                                                         "admin_users",
                                                                         "admin_system"};
  return kNames.at(static_cast<std::size_t>(permission));
}

}  // namespace chauban::auth
