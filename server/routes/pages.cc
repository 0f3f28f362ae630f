// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of a file: how far each is read, its picture, its words.
#include "ocr/page_codec.h"
#include "server/routes/page_words.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

#include <charconv>
#include <map>
#include <mutex>

namespace chauban::server {
namespace {

using auth::Permission;
using projections::FileCard;
using projections::JobPage;

constexpr std::size_t kMaxWordsBytes = std::size_t{32} * 1024 * 1024;

Result<int> page_number(const Request& request) {
  const auto& text = request.param("n");
  int page = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), page);
  if (failed != std::errc() || end != text.data() + text.size() || page < 1) return refuse(ErrorCode::not_found);
  return page;
}

/// Sizes of pages by what they were found out from: asking again costs nothing. Thread-safe.
class Sizes {
 public:
  Result<Reader::PageSize> of(const Api& api, const FileCard& file, const JobPage& page) {
    const auto key = file.content.hex() + "/" + std::to_string(page.page);
    {
      const std::scoped_lock lock(mutex_);
      if (const auto known = sizes_.find(key); known != sizes_.end()) return known->second;
    }
    CHAUBAN_TRY(const auto size, find_out(api, file, page));
    const std::scoped_lock lock(mutex_);
    if (sizes_.size() >= kMax) sizes_.clear();
    sizes_.emplace(key, size);
    return size;
  }

 private:
  static constexpr std::size_t kMax = 50'000;

  static Result<Reader::PageSize> find_out(const Api& api, const FileCard& file, const JobPage& page) {
    if (page.state == projections::PageState::done) {
      const auto words = page_words(api, page.words);
      if (words) return Reader::PageSize{words->width_pt, words->height_pt};
    }
    return api.services.reader.page_size(storage::BlobId{file.content}, page.page);
  }

  std::mutex mutex_;  // guards sizes_
  std::map<std::string, Reader::PageSize> sizes_;
};

Json page_json(const Api& api, const FileCard& file, const JobPage& page) {
  static Sizes sizes;
  Json out = Json::object({{"n", page.page}, {"state", projections::to_string(page.state)}});
  const auto size = sizes.of(api, file, page).value_or(Reader::PageSize{});
  out.set("width", rounded(size.width_pt, 100)).set("height", rounded(size.height_pt, 100));
  if (page.state == projections::PageState::done) {
    out.set("confidence", rounded(page.confidence)).set("words", page.word_count).set("blank", page.blank);
    out.set("textLayer", page.from_text_layer).set("engine", page.engine);
  }
  if (page.state == projections::PageState::failed) out.set("failure", page.failure).set("attempts", page.attempts);
  return out;
}

Result<Response> list_pages(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FileId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto file, open_file(api, request, documents, id));
  CHAUBAN_TRY(const auto jobs, read_view(api, request, "jobs"));
  CHAUBAN_TRY(const auto job, projections::job_of_file(jobs, id));
  Json items = Json::array();
  if (job) {
    const auto limit = static_cast<std::size_t>(api.services.config.limits.max_file_pages);
    CHAUBAN_TRY(const auto pages, projections::job_pages(jobs, job->job, 1, limit));
    for (const auto& page : pages) items.push(page_json(api, file, page));
  }
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> get_page(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FileId>(request));
  CHAUBAN_TRY(const auto number, page_number(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto file, open_file(api, request, documents, id));
  CHAUBAN_TRY(const auto jobs, read_view(api, request, "jobs"));
  CHAUBAN_TRY(const auto job, projections::job_of_file(jobs, id));
  if (!job) return refuse(ErrorCode::not_found);
  CHAUBAN_TRY(const auto page, projections::job_page(jobs, job->job, number));
  if (!page) return refuse(ErrorCode::not_found);
  return Response::json(page_json(api, file, *page).str());
}

Result<Response> get_preview(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"width"}));
  CHAUBAN_TRY(const auto id, path_id<FileId>(request));
  CHAUBAN_TRY(const auto number, page_number(request));
  CHAUBAN_TRY(const auto width, query_integer(request, "width", 64, 3000));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto file, open_file(api, request, documents, id));
  const auto pixels = static_cast<int>(width.value_or(1240));
  const auto tag = http::etag_of(file.content.hex() + "/" + std::to_string(number) + "/" + std::to_string(pixels));
  if (http::none_match(request, tag)) {
    auto same = Response::empty(304);
    same.headers.set("ETag", tag);
    return same;
  }
  CHAUBAN_TRY(auto image, api.services.reader.preview(storage::BlobId{file.content}, number, pixels));
  auto response = Response::text(std::move(image.bytes), std::move(image.media_type));
  response.headers.set("ETag", tag);
  response.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
  return response;
}

Result<ocr::PageText> words_of(const Api& api, Request& request, int number) {
  CHAUBAN_TRY(const auto id, path_id<FileId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto file, open_file(api, request, documents, id));
  const auto at = file.words.find(number);
  if (at == file.words.end()) return refuse(ErrorCode::not_found, "page_not_read");
  return page_words(api, at->second);
}

Result<Response> get_words(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto number, page_number(request));
  CHAUBAN_TRY(const auto page, words_of(api, request, number));
  Json words = Json::array();
  for (const auto& word : page.words) {
    const auto& box = word.box_pt;
    words.push(Json::object({{"t", word.text},
                             {"b", box_json(box.left, box.top, box.right, box.bottom)},
                             {"c", rounded(word.confidence)},
                             {"line", word.line},
                             {"block", word.block}}));
  }
  return http::json_with_etag(request, Json::object({{"page", number},
                                                     {"width", rounded(page.width_pt, 100)},
                                                     {"height", rounded(page.height_pt, 100)},
                                                     {"unit", "pt"},
                                                     {"words", std::move(words)}})
                                           .str());
}

Result<Response> get_text(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto number, page_number(request));
  CHAUBAN_TRY(const auto page, words_of(api, request, number));
  return Response::text(ocr::plain_text(page), "text/plain; charset=utf-8");
}

}  // namespace

Result<ocr::PageText> page_words(const Api& api, const Digest& words) {
  CHAUBAN_TRY(const auto bytes, api.services.blobs.get(storage::BlobId{words}, kMaxWordsBytes));
  return ocr::decode_page(bytes);
}

void add_page_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/files/{id}/pages", Permission::files_read, with(api, list_pages));
  router.get("/v1/files/{id}/pages/{n}", Permission::files_read, with(api, get_page));
  router.get("/v1/files/{id}/pages/{n}/preview", Permission::files_read, with(api, get_preview));
  router.get("/v1/files/{id}/pages/{n}/words", Permission::files_read, with(api, get_words));
  router.get("/v1/files/{id}/pages/{n}/text", Permission::files_read, with(api, get_text));
}

}  // namespace chauban::server
