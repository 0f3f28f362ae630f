// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace chauban::auth {

/// What a route asks of the one who calls it; which role holds which is in policy.cc, and nowhere else. A permission
/// opens the door only: whether this document may be read or acted on is decided by its own rules behind it.
enum class Permission : std::uint8_t {
  open,                  ///< nobody need be signed in: sign-in, health, the web application
  read_self,             ///< who am I, my preferences
  write_self,            ///< my keys and sessions, sign-out; never with a personal key
  files_write,           ///< uploads
  files_read,            ///< pages, words, originals
  arrivals,              ///< RecordArrival, RefuseArrival
  register_incoming,     ///< RegisterIncoming, confirming fields
  correct_registration,  ///< CorrectRegistration
  propose_void,          ///< propose to void a number
  approve_void,          ///< approve it (SoD-4: another person)
  submit_to_leader,      ///< SubmitToLeader
  give_direction,        ///< GiveDirection
  acknowledge,           ///< AcknowledgeDelivery
  assign_handler,        ///< AssignHandler
  handle,                ///< progress, opinion, completion, return
  file_into_dossier,     ///< FileIntoDossier
  dossier_write,         ///< open, recode
  dossier_close,         ///< CloseDossier
  offer_transfer,        ///< OfferTransfer
  accept_transfer,       ///< AcceptTransfer, ReturnTransfer
  file_plan_write,       ///< draft, issue, amend the file plan
  read_document,         ///< a document's fields and timeline
  read_inbox,
  read_registers,
  read_archive,
  search,
  read_events,
  jobs,         ///< see digitisation jobs, ask again
  admin_users,  ///< units, positions, accounts
  admin_system  ///< health in detail, rebuild
};
inline constexpr int kPermissionCount = static_cast<int>(Permission::admin_system) + 1;

/// The enumerator's name.
std::string_view to_string(Permission permission);

}  // namespace chauban::auth
