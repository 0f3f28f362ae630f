// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/account/account.h"
#include "domain/packing.h"
#include "schemas/account.capnp.h"
#include "schemas/event_types.capnp.h"

namespace chauban::account {
namespace {

using namespace packing;
namespace wire = schema::account;

struct Wire {
  static void put(wire::AccountOpened::Builder to, const AccountOpened& e) {
    to.setAccountA(e.account.value.word_a());
    to.setAccountB(e.account.value.word_b());
    to.setUserName(text(e.user_name));
    to.setFullName(text(e.full_name));
  }
  static AccountOpened get(wire::AccountOpened::Reader from) {
    return {.account = id<AccountId>(from.getAccountA(), from.getAccountB()),
            .user_name = text(from.getUserName()),
            .full_name = text(from.getFullName())};
  }

  static void put(wire::AccountClosed::Builder to, const AccountClosed& e) { to.setReason(text(e.reason)); }
  static AccountClosed get(wire::AccountClosed::Reader from) { return {.reason = text(from.getReason())}; }

  static void put(wire::CredentialChanged::Builder to, const CredentialChanged& e) { to.setKind(text(e.kind)); }
  static CredentialChanged get(wire::CredentialChanged::Reader from) { return {.kind = text(from.getKind())}; }
};

using Number = schema::AccountEvent;
using Codec =
    packing::Codec<Event, Wire, Aggregate::account, Type<AccountOpened, wire::AccountOpened, Number::ACCOUNT_OPENED, 1>,
                   Type<AccountClosed, wire::AccountClosed, Number::ACCOUNT_CLOSED, 1>,
                   Type<CredentialChanged, wire::CredentialChanged, Number::CREDENTIAL_CHANGED, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() { return Codec::types({"AccountOpened", "AccountClosed", "CredentialChanged"}); }

}  // namespace chauban::account
