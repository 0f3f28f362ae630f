// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_index.h"

#include "projections/search_engine_client.h"
#include "projections/search_message.h"
#include "projections/search_suggest.h"
#include "projections/search_tree.h"
#include "schemas/base/log.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace chauban::search {
namespace {

/// Raised when fields or their meaning change; with kTermsVersion it heads the payload.
constexpr int kFieldsVersion = 1;
constexpr std::uint32_t kMostFacetValues = 50;

std::string payload_head() { return std::to_string(kFieldsVersion) + "." + std::to_string(kTermsVersion) + " "; }

Status move_aside(const std::filesystem::path& folder) {
  auto unusable = folder;
  unusable += ".unusable";
  std::error_code error;
  std::filesystem::remove_all(unusable, error);
  if (!error) std::filesystem::rename(folder, unusable, error);
  if (!error) std::filesystem::create_directories(folder, error);
  if (error) return refuse(ErrorCode::storage_full);
  log_warning("search_index_moved_aside");
  return {};
}

struct EngineStatus {
  std::string payload;
  std::uint64_t documents = 0;
  std::uint64_t generation = 0;
};

Result<EngineStatus> read_status(EngineClient& engine) {
  CHAUBAN_TRY(const auto answer, engine.status());
  WireReader in(answer);
  EngineStatus out;
  out.payload = in.text();
  out.documents = in.u64();
  out.generation = in.u64();
  if (!in.complete()) return refuse(ErrorCode::internal);
  return out;
}

std::optional<Field> facet_field(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Field>, 8> kFacets = {{{"type", Field::type},
                                                                          {"kind", Field::kind},
                                                                          {"issuer", Field::issuer},
                                                                          {"year", Field::year},
                                                                          {"unit", Field::unit},
                                                                          {"state", Field::state},
                                                                          {"dossier", Field::dossier},
                                                                          {"urgency", Field::urgency}}};
  for (const auto& [known, field] : kFacets) {
    if (known == name) return field;
  }
  return std::nullopt;
}

constexpr std::array kColumns = {Field::type, Field::code_text, Field::kind,    Field::issuer, Field::state,
                                 Field::unit, Field::dossier,   Field::urgency, Field::year,   Field::date};

SearchHit read_hit(WireReader& in, std::uint64_t& key) {
  SearchHit hit;
  key = in.u64();
  hit.score = static_cast<double>(in.f32());
  hit.id = Uuid::from_bytes(in.text()).value_or(Uuid{});
  for (auto* text : {&hit.type, &hit.code, &hit.kind, &hit.issuer, &hit.state, &hit.unit, &hit.dossier, &hit.urgency}) {
    *text = in.text();
  }
  hit.year = static_cast<int>(in.u64());
  if (const auto day = in.u64(); day != 0)
    hit.date = from_days(static_cast<std::int32_t>(static_cast<std::int64_t>(day) - 1'000'000));
  return hit;
}

std::string mode_of(const ParsedQuery& parsed) {
  if (parsed.units.empty()) return "all";
  if (parsed.marks == MarksMode::exact) return "exact";
  bool marked = false;
  bool unmarked = false;
  for (const auto& unit : parsed.units) {
    for (const auto& clause : unit) {
      for (const auto& token : clause.tokens) (token.marked() ? marked : unmarked) = true;
    }
  }
  if (parsed.marks == MarksMode::folded || !marked) return "folded";
  return unmarked ? "mixed" : "exact";
}

/// One request on its way: which trees are tried in which order.
class Search {
 public:
  Search(EngineClient& engine, const SearchRequest& request, std::chrono::milliseconds deadline)
      : engine_(engine), request_(request), deadline_(deadline), tree_{false, request.today} {}

  Result<SearchAnswer> run() {
    if (request_.limit < 1 || request_.limit > 200) return refuse(ErrorCode::bad_filter, "", {{"field", "limit"}});
    for (const auto& name : request_.facets) {
      const auto field = facet_field(name);
      if (!field) return refuse(ErrorCode::bad_filter, "", {{"field", "facets"}});
      facets_.push_back(*field);
    }
    auto parsed = parse_query(request_.query, {request_.marks, request_.today.has_value()});
    auto required = filter_nodes(request_.filters);
    const bool filtered = !required.empty();
    if (auto rights = rights_node(request_.reader)) required.push_back(std::move(*rights));

    if (parsed.code) {
      CHAUBAN_CHECK(ask(code_tree(*parsed.code, required), true));
      if (answer_.total > 0 || answer_.partial) return finish_code(std::move(parsed));
    }
    CHAUBAN_CHECK(ask(words_tree(parsed, required, tree_), !parsed.units.empty()));
    if (answer_.total == 0 && !answer_.partial && has_marked_phrase(parsed)) {
      tree_.fold_phrases = true;
      CHAUBAN_CHECK(ask(words_tree(parsed, required, tree_), true));
      if (answer_.total > 0) parsed.notes.push_back({"phrase_folded", "", 0});
    }
    answer_.mode = mode_of(parsed);
    answer_.notes = parsed.notes;
    if (answer_.total == 0 && !answer_.partial && !parsed.units.empty())
      CHAUBAN_CHECK(offer_more(parsed, required, filtered));
    answer_.parsed = std::move(parsed);
    return std::move(answer_);
  }

 private:
  Result<SearchAnswer> finish_code(ParsedQuery parsed) {
    Clause clause;
    const auto year = parsed.code->issue_year ? "/" + std::to_string(*parsed.code->issue_year) : std::string();
    clause.code = parsed.code;
    clause.tokens = {{parsed.code->whole() + year, parsed.code->folded() + year, TokenKind::code, 0, 0}};
    parsed.units = {{std::move(clause)}};
    answer_.mode = "code";
    answer_.parsed = std::move(parsed);
    return std::move(answer_);
  }

  /// Nothing found: what would find something.
  Status offer_more(const ParsedQuery& parsed, const std::vector<Node>& required, bool filtered) {
    if (parsed.marks == MarksMode::exact) {
      auto folded = parsed;
      folded.marks = MarksMode::folded;
      CHAUBAN_TRY(const auto count, count_of(words_tree(folded, required, tree_)));
      if (count > 0) answer_.notes.push_back({"without_marks", "", count});
    }
    if (filtered) {
      std::vector<Node> rights;
      if (auto node = rights_node(request_.reader)) rights.push_back(std::move(*node));
      CHAUBAN_TRY(const auto count, count_of(words_tree(parsed, rights, tree_)));
      if (count > 0) answer_.notes.push_back({"without_filters", "", count});
    }
    CHAUBAN_TRY(answer_.did_you_mean, did_you_mean(engine_, parsed, request_.query, request_.reader));
    return {};
  }

  Bytes request_message(const RankedTree& tree, bool scored, std::uint32_t limit) const {
    auto out = new_message();
    put_u64(out, request_.after ? request_.after->generation : 0);
    put_u32(out, limit);
    put_u64(out, static_cast<std::uint64_t>(std::max<std::int64_t>(
                     std::chrono::duration_cast<std::chrono::microseconds>(deadline_).count(), 1)));
    if (request_.sort == SearchSort::relevance && scored) {
      // Newer is better by one part in a hundred a year: a fixed scale, so that a score never changes by itself.
      put_u8(out, 0);
      put_u32(out, static_cast<std::uint32_t>(Field::date));
      put_u64(out, day_number(10'957));  // 2000-01-01
      put_u64(out, day_number(29'220));  // 2050-01-01
      put_f32(out, 0.5F);
    } else {
      put_u8(out, request_.sort == SearchSort::oldest ? 2 : 1);
      put_u32(out, static_cast<std::uint32_t>(Field::date));
    }
    put_u8(out, request_.after && limit > 0 ? 1 : 0);
    if (request_.after && limit > 0) {
      put_u64(out, request_.after->key);
      put_text(out, request_.after->id.view());
    }
    put_u32(out, static_cast<std::uint32_t>(kColumns.size()));
    for (const auto column : kColumns) put_u32(out, static_cast<std::uint32_t>(column));
    put_u32(out, limit > 0 ? static_cast<std::uint32_t>(facets_.size()) : 0);
    for (const auto facet : facets_) {
      if (limit == 0) break;
      put_u32(out, static_cast<std::uint32_t>(facet));
      put_u32(out, kMostFacetValues);
    }
    put_ranked(out, tree);
    return out;
  }

  Result<std::uint64_t> count_of(const RankedTree& tree) const {
    CHAUBAN_TRY(const auto bytes, engine_.search(request_message(tree, false, 0)));
    WireReader in(bytes);
    in.u64();
    in.u8();
    const auto total = in.u64();
    if (!in.ok()) return refuse(ErrorCode::internal);
    return total;
  }

  Status ask(const RankedTree& tree, bool scored) {
    CHAUBAN_TRY(const auto bytes,
                engine_.search(request_message(tree, scored, static_cast<std::uint32_t>(request_.limit) + 1)));
    answer_ = {};
    WireReader in(bytes);
    answer_.generation = in.u64();
    answer_.partial = in.u8() != 0;
    answer_.total = in.u64();
    const auto count = in.u32();
    std::uint64_t last_key = 0;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      std::uint64_t key = 0;
      auto hit = read_hit(in, key);
      // One more than asked for was fetched: it only says that there is a next page.
      if (answer_.hits.size() == static_cast<std::size_t>(request_.limit)) {
        answer_.next = SearchCursor{answer_.generation, last_key, answer_.hits.back().id};
      } else {
        answer_.hits.push_back(std::move(hit));
        last_key = key;
      }
    }
    for (const auto& name : request_.facets) {
      Facet facet{name, {}};
      const auto values = in.u32();
      for (std::uint32_t i = 0; i < values && in.ok(); ++i) {
        std::string value(in.text());
        facet.values.push_back({std::move(value), in.u64()});
      }
      answer_.facets.push_back(std::move(facet));
    }
    if (!in.complete()) return refuse(ErrorCode::internal);
    return {};
  }

  EngineClient& engine_;
  const SearchRequest& request_;
  std::chrono::milliseconds deadline_;
  TreeOptions tree_;
  std::vector<Field> facets_;
  SearchAnswer answer_;
};

}  // namespace

struct SearchIndex::Parts {
  std::unique_ptr<EngineClient> engine;
};

SearchIndex::SearchIndex(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SearchIndex::~SearchIndex() = default;

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(const Options& options) {
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error) return refuse(ErrorCode::storage_full);
  auto engine = EngineClient::open(options.folder, options.writer_memory_bytes);
  bool usable = engine.has_value();
  if (!usable && engine.error().key != "search_index_unusable") return refuse(engine.error());
  if (usable) {
    CHAUBAN_TRY(const auto status, read_status(**engine));
    usable = (status.payload.empty() && status.documents == 0) || status.payload.starts_with(payload_head());
  }
  if (!usable) {
    if (engine) engine->reset();
    CHAUBAN_CHECK(move_aside(options.folder));
    engine = EngineClient::open(options.folder, options.writer_memory_bytes);
    if (!engine) return refuse(engine.error());
  }
  auto parts = std::make_unique<Parts>();
  parts->engine = std::move(*engine);
  return std::unique_ptr<SearchIndex>(new SearchIndex(std::move(parts)));
}

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(const std::filesystem::path& folder) {
  Options options;
  options.folder = folder;
  return open(options);
}

Status SearchIndex::put(const SearchDocument& document) {
  CHAUBAN_TRY([[maybe_unused]] auto done, parts_->engine->put(document_message(document)));
  return {};
}

Status SearchIndex::erase(const Uuid& id) {
  auto message = new_message();
  put_text(message, id.view());
  CHAUBAN_TRY([[maybe_unused]] auto done, parts_->engine->erase(message));
  return {};
}

Status SearchIndex::commit(BytesView payload) {
  auto message = new_message();
  put_text(message, payload_head() + to_base64url(payload));
  CHAUBAN_TRY([[maybe_unused]] auto done, parts_->engine->commit(message));
  return {};
}

Bytes SearchIndex::committed_payload() const {
  const auto status = read_status(*parts_->engine);
  if (!status || !status->payload.starts_with(payload_head())) return {};
  return from_base64url(std::string_view(status->payload).substr(payload_head().size())).value_or(Bytes());
}

Status SearchIndex::merge_all() {
  CHAUBAN_TRY([[maybe_unused]] auto done, parts_->engine->merge_all());
  return {};
}

Result<SearchAnswer> SearchIndex::search(const SearchRequest& request, std::chrono::milliseconds deadline) const {
  return Search(*parts_->engine, request, deadline).run();
}

Result<std::vector<std::string>> SearchIndex::suggest(const SuggestRequest& request) const {
  return complete(*parts_->engine, request);
}

std::uint64_t SearchIndex::document_count() const {
  const auto status = read_status(*parts_->engine);
  return status ? status->documents : 0;
}

std::uint64_t SearchIndex::generation() const {
  const auto status = read_status(*parts_->engine);
  return status ? status->generation : 0;
}

Result<std::string> SearchIndex::term_digest() const {
  CHAUBAN_TRY(const auto answer, parts_->engine->digest());
  return to_hex(BytesView(answer).substr(4));
}

}  // namespace chauban::search
