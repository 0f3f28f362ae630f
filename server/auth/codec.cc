// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/codec.h"

#include "server/http/json.h"

namespace chauban::auth {
namespace {

using http::Json;

std::optional<std::string> text(const Json& row, std::string_view name) {
  const auto* member = row.find(name);
  if (member == nullptr || member->as_string() == nullptr) return std::nullopt;
  return *member->as_string();
}

std::optional<Timestamp> time(const Json& row, std::string_view name) {
  const auto* member = row.find(name);
  if (member == nullptr || member->as_int() == nullptr) return std::nullopt;
  return from_micros(*member->as_int());
}

}  // namespace

Bytes encode(const SessionEntry& entry) {
  return Json::object({{"id", entry.id},
                       {"account", entry.account.str()},
                       {"created", to_micros(entry.created)},
                       {"lastUsed", to_micros(entry.last_used)},
                       {"address", entry.address},
                       {"userAgent", entry.user_agent},
                       {"csrf", entry.csrf}})
      .str();
}

std::optional<SessionEntry> decode_session(BytesView bytes) {
  const auto row = http::parse_json(bytes);
  if (!row) return std::nullopt;
  const auto id = text(*row, "id");
  const auto account = AccountId::parse(text(*row, "account").value_or(""));
  const auto created = time(*row, "created");
  const auto used = time(*row, "lastUsed");
  const auto csrf = text(*row, "csrf");
  if (!id || !account || !created || !used || !csrf) return std::nullopt;
  return SessionEntry{
      *id, *account, *created, *used, text(*row, "address").value_or(""), text(*row, "userAgent").value_or(""), *csrf};
}

Bytes encode(const KeyEntry& entry) {
  Json scopes = Json::array();
  for (const auto scope : entry.scopes) scopes.push(std::string(to_string(scope)));
  Json row = Json::object({{"id", entry.id}, {"account", entry.account.str()}, {"name", entry.name}});
  row.set("scopes", std::move(scopes))
      .set("created", to_micros(entry.created))
      .set("expires", to_micros(entry.expires));
  if (entry.last_used) row.set("lastUsed", to_micros(*entry.last_used));
  row.set("lastAddress", entry.last_address);
  return row.str();
}

std::optional<KeyEntry> decode_key(BytesView bytes) {
  const auto row = http::parse_json(bytes);
  if (!row) return std::nullopt;
  const auto id = text(*row, "id");
  const auto account = AccountId::parse(text(*row, "account").value_or(""));
  const auto created = time(*row, "created");
  const auto expires = time(*row, "expires");
  const auto* scopes = row->find("scopes");
  if (!id || !account || !created || !expires || scopes == nullptr || scopes->as_array() == nullptr)
    return std::nullopt;
  KeyEntry entry{*id,      *account, text(*row, "name").value_or(""), {},
                 *created, *expires, time(*row, "lastUsed"),          text(*row, "lastAddress").value_or("")};
  for (const auto& item : *scopes->as_array()) {
    // A scope unknown here grants nothing.
    if (item.as_string() == nullptr) continue;
    if (const auto scope = parse_scope(*item.as_string())) entry.scopes.insert(*scope);
  }
  return entry;
}

}  // namespace chauban::auth
