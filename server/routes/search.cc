// SPDX-License-Identifier: GPL-3.0-or-later
// Finding by words and fields. The rights are part of the query; what the index still holds of a document that was
// locked or taken away meanwhile is left out here once more.
#include "server/routes/cursor.h"
#include "server/routes/page_words.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;
using projections::DocumentCard;

/// Pages read for the passage of one hit: enough for letters; a book shows its first match only.
constexpr std::size_t kPagesAtOnce = 40;
constexpr std::size_t kMaxPages = 320;
constexpr std::size_t kMaxHitPages = 20;

search::SearchReader reader_of(const Api& api, const Request& request) {
  const auto rights = rights_of(api, request);
  return {{rights.begin(), rights.end()}, false};
}

std::vector<std::string> values_of(JsonReader& in, std::string_view name) {
  const auto* value = in.optional_value(name);
  if (value == nullptr) return {};
  if (value->as_array() != nullptr) return in.texts(name, 50, {.max_characters = 200});
  if (value->as_int() != nullptr) return {std::to_string(*value->as_int())};
  auto text = in.optional_text(name, {.max_characters = 200});
  return text && !text->empty() ? std::vector{*std::move(text)} : std::vector<std::string>{};
}

void read_filters(JsonReader& in, search::SearchFilters& filters) {
  const auto* value = in.optional_value("filters");
  if (value == nullptr) return;
  JsonReader one(*value, in.pointer("filters"));
  filters.type = values_of(one, "type");
  filters.kind = values_of(one, "kind");
  filters.issuer = values_of(one, "issuer");
  filters.state = values_of(one, "state");
  filters.dossier = values_of(one, "dossier");
  filters.unit = values_of(one, "unit");
  filters.urgency = values_of(one, "urgency");
  for (const auto& year : values_of(one, "year")) {
    const bool digits =
        year.size() == 4 && std::all_of(year.begin(), year.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) one.fault("year", ErrorCode::invalid_field, "number_out_of_range", {{"min", "1900"}, {"max", "2199"}});
    if (digits) filters.year.push_back(std::stoi(year));
  }
  filters.date_from = one.optional_date("dateFrom");
  filters.date_to = one.optional_date("dateTo");
  filters.person = one.optional_text("person", {.max_characters = 200}).value_or("");
  in.absorb(one);
}

Bytes packed(const search::SearchCursor& cursor) {
  Bytes out;
  for (const auto number : {cursor.generation, cursor.key}) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>(static_cast<std::uint8_t>(number >> shift)));
    }
  }
  return out.append(cursor.id.view());
}

std::optional<search::SearchCursor> unpacked(BytesView bytes) {
  if (bytes.size() != 32) return std::nullopt;
  const auto number = [&](std::size_t at) {
    std::uint64_t value = 0;
    for (const char c : bytes.substr(at, 8)) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
  };
  return search::SearchCursor{number(0), number(8), *Uuid::from_bytes(bytes.substr(16))};
}

/// The words of a document, page by page through its files, as the index has them.
struct Words {
  std::vector<search::PageWords> pages;
  std::vector<ocr::PageText> texts;  ///< same order
  std::vector<std::pair<FileId, int>> places;
};

/// Reads on until something matches. Files that are locked are not looked into.
Words read_words(const Api& api, const ViewSnapshot& documents, const DocumentCard& card,
                 const search::ParsedQuery& query, std::vector<search::WordHit>& hits) {
  Words words;
  int ordinal = 0;
  for (const auto id : card.state.files) {
    const auto file = find_file(documents, id);
    if (!file || !*file || (*file)->quarantined) continue;
    for (const auto& [number, digest] : (*file)->words) {
      ++ordinal;
      if (words.pages.size() >= kMaxPages) return words;
      auto text = page_words(api, digest);
      if (!text) continue;
      search::PageWords page{ordinal, {}};
      for (const auto& word : text->words) page.words.push_back(word.text);
      words.pages.push_back(std::move(page));
      words.texts.push_back(*std::move(text));
      words.places.emplace_back(id, number);
      if (words.pages.size() % kPagesAtOnce != 0) continue;
      hits = search::find_hits(query, words.pages);
      if (!hits.empty()) return words;
    }
  }
  hits = search::find_hits(query, words.pages);
  return words;
}

Json boxes_of(const ocr::PageText& page, const std::vector<search::WordHit>& hits, int number) {
  Json boxes = Json::array();
  for (const auto& hit : hits) {
    if (hit.page != number) continue;
    for (auto i = hit.first_word; i <= hit.last_word && i < page.words.size(); ++i) {
      const auto& box = page.words[i].box_pt;
      boxes.push(box_json(box.left, box.top, box.right, box.bottom));
    }
  }
  return boxes;
}

Json hits_json(const Api& api, const ViewSnapshot& documents, const DocumentCard& card,
               const search::ParsedQuery& query) {
  std::vector<search::WordHit> hits;
  const auto words = read_words(api, documents, card, query, hits);
  Json out = Json::array();
  std::size_t shown = 0;
  for (std::size_t i = 0; i < words.pages.size() && shown < kMaxHitPages; ++i) {
    const int number = words.pages[i].page;
    std::vector<search::WordHit> here;
    std::copy_if(hits.begin(), hits.end(), std::back_inserter(here),
                 [&](const auto& hit) { return hit.page == number; });
    if (here.empty()) continue;
    ++shown;
    const auto snippet = search::make_snippet(here, words.pages);
    out.push(Json::object({{"page", words.places[i].second},
                           {"file", words.places[i].first.str()},
                           {"text", snippet.text},
                           {"boxes", boxes_of(words.texts[i], here, number)}}));
  }
  return out;
}

Json item_json(const Api& api, const ViewSnapshot& documents, const DocumentCard& card, const search::SearchHit& hit,
               const search::ParsedQuery& query) {
  const auto& r = card.state.registration;
  Json out = Json::object({{"id", card.id.str()},
                           {"type", hit.type},
                           {"code", r.code},
                           {"issuer", r.issuer},
                           {"subject", r.subject},
                           {"state", to_string(card.state.stage)},
                           {"urgency", to_string(r.urgency)},
                           {"score", rounded(hit.score)}});
  set_date(out, "issueDate", r.issue_date);
  if (!r.kind.empty()) out.set("kind", r.kind);
  if (card.state.arrival_number > 0) {
    out.set("arrivalNumber", card.state.arrival_number).set("registerYear", card.state.year);
  }
  if (!card.state.files.empty()) out.set("file", card.state.files.front().str());
  return out.set("hits", hits_json(api, documents, card, query));
}

Json answer_json(const search::SearchAnswer& answer) {
  Json suggestions = Json::array();
  for (const auto& one : answer.did_you_mean) suggestions.push(one);
  Json facets = Json::object();
  for (const auto& facet : answer.facets) {
    Json values = Json::array();
    for (const auto& one : facet.values) values.push(Json::object({{"value", one.value}, {"count", one.count}}));
    facets.set(facet.field, std::move(values));
  }
  Json notes = Json::array();
  for (const auto& note : answer.notes) {
    notes.push(note.key + (note.text.empty() ? "" : ": " + note.text));
  }
  return Json::object({{"total", Json::object({{"value", answer.total}, {"relation", answer.partial ? "gte" : "eq"}})},
                       {"mode", answer.mode},
                       {"didYouMean", std::move(suggestions)},
                       {"notes", std::move(notes)},
                       {"partial", answer.partial},
                       {"facets", std::move(facets)}});
}

struct Asked {
  search::SearchRequest search;
  std::string binding;  ///< reader and query without paging
};

Result<Asked> parse_search(const Api& api, const Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  Asked asked;
  auto& wanted = asked.search;
  wanted.query = in.optional_text("q", {.max_characters = 1000}).value_or("");
  wanted.marks =
      in.optional_choice<search::MarksMode>("marks", search::parse_marks_mode).value_or(search::MarksMode::automatic);
  wanted.facets = in.texts("facets", 8, {.max_characters = 40});
  wanted.limit = static_cast<int>(in.optional_integer("limit", 1, 200).value_or(20));
  const auto parse_sort = [](std::string_view name) -> std::optional<search::SearchSort> {
    if (name == "relevance") return search::SearchSort::relevance;
    if (name == "newest") return search::SearchSort::newest;
    return name == "oldest" ? std::optional(search::SearchSort::oldest) : std::nullopt;
  };
  wanted.sort = in.optional_choice<search::SearchSort>("sort", parse_sort).value_or(search::SearchSort::relevance);
  const auto cursor = in.optional_text("cursor", {.max_characters = 2000}).value_or("");
  static_cast<void>(in.optional_text("highlight", {.max_characters = 20}));  // boxes are always given
  read_filters(in, wanted.filters);
  CHAUBAN_CHECK(in.finish());
  wanted.reader = reader_of(api, request);
  wanted.today = vietnam_date(api.services.clock.now());
  Json query = Json::object();
  for (const auto& [name, value] : *body.as_object()) {
    if (name != "cursor" && name != "limit" && name != "facets") query.set(name, value);
  }
  asked.binding = request.session->account.str() + "\nsearch\n" + query.str();
  if (cursor.empty()) return asked;
  CHAUBAN_TRY(const auto place, open_cursor(api.cursor_secret, cursor, asked.binding, api.services.clock.now()));
  wanted.after = unpacked(place);
  if (!wanted.after) return refuse(ErrorCode::bad_cursor);
  return asked;
}

/// One file of it bears a secrecy mark: that its words match must not be told, even by an index that lags.
bool is_locked(const ViewSnapshot& documents, const DocumentCard& card) {
  return std::any_of(card.state.files.begin(), card.state.files.end(), [&](FileId id) {
    const auto file = find_file(documents, id);
    return !file || (*file && (*file)->quarantined);
  });
}

Result<Response> search_documents(const Api& api, Request& request) {
  const auto began = api.services.clock.now();
  CHAUBAN_TRY(const auto asked, parse_search(api, request));
  auto& view = api.services.search;
  CHAUBAN_CHECK(wait_for_positions(api, request,
                                   [&](auto positions, auto patience) { return view.wait_for(positions, patience); }));
  const auto position = to_string(Heads(view.next_pos()), api.services.state);
  request.answer_headers.set("Log-Position", position);
  CHAUBAN_TRY(const auto answer, view.index()->search(asked.search));
  const auto documents = api.services.views.read("documents");
  const auto rights = rights_of(api, request);
  Json items = Json::array();
  for (const auto& hit : answer.hits) {
    CHAUBAN_TRY(const auto card, find_document(documents, DocumentId{hit.id}));
    if (!card || !may_read(rights, card->rights()) || is_locked(documents, *card)) continue;
    items.push(item_json(api, documents, *card, hit, answer.parsed));
  }
  auto out = answer_json(answer);
  out.set("position", position).set("items", std::move(items));
  if (answer.next) {
    const auto expires = began + api.services.config.limits.cursor_lifetime;
    out.set("next", sign_cursor(api.cursor_secret, packed(*answer.next), asked.binding, expires));
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(api.services.clock.now() - began);
  return Response::json(out.set("tookMs", took.count()).str());
}

Result<Response> suggest(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"q", "limit"}));
  CHAUBAN_TRY(const auto text, query_text(request, "q", 200));
  CHAUBAN_TRY(const auto limit, query_integer(request, "limit", 1, 20));
  Json items = Json::array();
  if (!text.empty()) {
    const search::SuggestRequest wanted{text, reader_of(api, request), static_cast<int>(limit.value_or(8))};
    CHAUBAN_TRY(const auto found, api.services.search.index()->suggest(wanted));
    for (const auto& one : found) items.push(one);
  }
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

}  // namespace

void add_search_routes(http::Router& router, const ApiPtr& api) {
  router.post("/v1/search", Permission::search, with(api, search_documents));
  router.get("/v1/search/suggest", Permission::search, with(api, suggest));
}

}  // namespace chauban::server
