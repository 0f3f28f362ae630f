// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/api.h"

#include "server/routes/cursor.h"

#include <algorithm>
#include <charconv>

namespace chauban::server {
namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Reader, path and every parameter but those of paging.
std::string binding_of(const Request& request) {
  std::string out = request.session->account.str() + '\n' + request.path;
  for (const auto& [name, value] : request.query) {
    if (name == "cursor" || name == "limit") continue;
    out += '\n' + name + '=' + value;
  }
  return out;
}

}  // namespace

tl::unexpected<Error> bad_filter(std::string_view parameter, std::string_view value) {
  return refuse(ErrorCode::bad_filter, "",
                {{"parameter", std::string(parameter)}, {"value", first_characters(value, 100)}});
}

Status check_query(const Request& request, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : request.query) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return refuse(ErrorCode::bad_filter, "parameter_unknown", {{"parameter", first_characters(name, 100)}});
  }
  return {};
}

Result<std::optional<std::int64_t>> query_integer(const Request& request, std::string_view name, std::int64_t min,
                                                  std::int64_t max) {
  const auto text = request.query.get(name);
  if (!text || text->empty()) return std::optional<std::int64_t>();
  const auto value = parse_integer(*text);
  if (!value || *value < min || *value > max) return bad_filter(name, *text);
  return value;
}

Result<std::optional<Date>> query_date(const Request& request, std::string_view name) {
  return query_choice<Date>(request, name, parse_date);
}

Result<std::string> query_text(const Request& request, std::string_view name, std::size_t max_characters) {
  const auto text = request.query.get(name);
  if (!text) return std::string();
  auto parsed = parse_text(name, *text, {.max_characters = max_characters});
  if (!parsed) return bad_filter(name, is_utf8(*text) ? *text : std::string_view());
  return parsed;
}

Result<projections::Page> page_of(const Api& api, const Request& request) {
  projections::Page page;
  CHAUBAN_TRY(const auto limit, query_integer(request, "limit", 1, 200));
  page.limit = static_cast<std::size_t>(limit.value_or(50));
  if (const auto cursor = request.query.get("cursor"); cursor && !cursor->empty()) {
    CHAUBAN_TRY(page.after, open_cursor(api.cursor_secret, *cursor, binding_of(request), api.services.clock.now()));
  }
  return page;
}

Json listed(const Api& api, Request& request, Json items, const Bytes& next) {
  Json list = Json::object({{"items", std::move(items)}});
  if (!next.empty()) {
    const auto expires = api.services.clock.now() + api.services.config.limits.cursor_lifetime;
    list.set("next", sign_cursor(api.cursor_secret, next, binding_of(request), expires));
  }
  list.set("position", std::string(request.answer_headers["Log-Position"]));
  return list;
}

std::optional<std::chrono::seconds> preferred_wait(const Request& request) {
  for (auto header : request.headers.all("Prefer")) {
    while (!header.empty()) {
      const auto comma = header.find(',');
      const auto part = trim(header.substr(0, comma));
      header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
      if (part.substr(0, 5) != "wait=") continue;
      const auto seconds = parse_integer(part.substr(5));
      if (seconds && *seconds >= 0) return std::chrono::seconds(std::min<std::int64_t>(*seconds, 3600));
    }
  }
  return std::nullopt;
}

Status wait_for_positions(
    const Api& api, Request& request,
    const std::function<bool(std::span<const storage::Position>, std::chrono::milliseconds)>& reached) {
  const auto header = request.headers.get("Min-Log-Position");
  if (!header) return {};
  CHAUBAN_TRY(const auto heads, parse_heads(*header, api.services.state));
  const auto& limits = api.services.config.limits;
  auto patience = limits.view_wait;
  if (const auto wanted = preferred_wait(request)) patience = std::min(*wanted, limits.longest_wait);
  const auto begin = telemetry::now();
  const bool there = reached(last_of(heads), patience);
  request.passed({telemetry::Hop::view, begin, telemetry::now()});
  if (!there) return refuse(ErrorCode::projection_behind);
  return {};
}

Result<ViewSnapshot> read_view(const Api& api, Request& request, std::string_view name) {
  const auto& runner = api.services.views.runner(name);
  CHAUBAN_CHECK(wait_for_positions(
      api, request, [&](auto positions, auto patience) { return runner.wait_for(positions, patience); }));
  auto view = runner.read();
  request.answer_headers.set("Log-Position", to_string(heads_of(view), api.services.state));
  return view;
}

Result<ViewSnapshot> read_after(const Api& api, Request& request, std::string_view name, const Receipt& receipt) {
  const auto& runner = api.services.views.runner(name);
  // The command stands in the log whatever we say now: whoever repeats the request with its key gets the first answer.
  if (receipt.events.empty()) return runner.read();
  const auto begin = telemetry::now();
  const bool there = runner.wait_for(std::span(&receipt.position, 1), api.services.config.limits.longest_wait);
  request.passed({telemetry::Hop::view, begin, telemetry::now()});
  if (!there) return refuse(ErrorCode::projection_behind);
  return runner.read();
}

Rights rights_of(const Api& api, const Request& request) {
  return reading_rights(*api.directory(), request.session->account, request.session->agency);
}

Result<projections::DocumentCard> readable_document(const Api& api, const Request& request,
                                                    const ViewSnapshot& documents, DocumentId id) {
  CHAUBAN_TRY(auto card, find_document(documents, id));
  if (!card || card->state.agency != request.session->agency || !may_read(rights_of(api, request), card->rights())) {
    return refuse(ErrorCode::not_found);
  }
  return *std::move(card);
}

bool may_read_file(const Request& request, const ViewSnapshot& documents, const Rights& rights,
                   const projections::FileCard& file) {
  if (file.agency != request.session->agency || rights.empty()) return false;
  if (file.documents.empty()) {
    return file.stored_by.account == request.session->account || rights.contains("k:" + file.agency.str());
  }
  return std::any_of(file.documents.begin(), file.documents.end(), [&](DocumentId id) {
    const auto card = find_document(documents, id);
    return card && *card && may_read(rights, (*card)->rights());
  });
}

Result<projections::FileCard> readable_file(const Api& api, const Request& request, const ViewSnapshot& documents,
                                            FileId id) {
  CHAUBAN_TRY(auto file, find_file(documents, id));
  if (!file || !may_read_file(request, documents, rights_of(api, request), *file)) return refuse(ErrorCode::not_found);
  return *std::move(file);
}

Result<projections::FileCard> open_file(const Api& api, const Request& request, const ViewSnapshot& documents,
                                        FileId id) {
  CHAUBAN_TRY(auto file, readable_file(api, request, documents, id));
  if (file.quarantined) return refuse(ErrorCode::content_locked, "VT-R29");
  return file;
}

}  // namespace chauban::server
