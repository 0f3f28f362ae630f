# SPDX-License-Identifier: GPL-3.0-or-later
# Events of accounts. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0x8021e272d64a9775;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::account");

struct AccountOpened {
  accountA @0 :UInt64;
  accountB @1 :UInt64;
  userName @2 :Text;
  fullName @3 :Text;
}

struct AccountClosed {
  reason @0 :Text;
}

struct CredentialChanged {
  kind @0 :Text;
}
