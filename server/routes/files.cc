// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a file as they came, what is known of it, and the PDF one can search.
#include "server/routes/content_disposition.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;
using projections::FileCard;

/// Some bytes of a blob, read as they are sent.
class BlobPart final : public http::BodySource {
 public:
  BlobPart(std::unique_ptr<storage::BlobReader> reader, std::uint64_t first, std::uint64_t length)
      : reader_(std::move(reader)), at_(first), left_(length), size_(length) {}

  [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
  Result<Bytes> read(std::size_t max) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(max, left_));
    if (wanted == 0) return Bytes();
    CHAUBAN_TRY(auto bytes, reader_->read_at(at_, wanted));
    if (bytes.empty()) return refuse(ErrorCode::record_damaged);
    at_ += bytes.size();
    left_ -= bytes.size();
    return bytes;
  }

 private:
  std::unique_ptr<storage::BlobReader> reader_;
  std::uint64_t at_;
  std::uint64_t left_;
  std::uint64_t size_;
};

/// RFC 9110 §13.1.5: a range only of what the client has a part of already.
std::string_view range_of(const Request& request, std::string_view tag) {
  const auto condition = request.headers.get("If-Range");
  return condition && *condition != tag ? std::string_view() : request.headers["Range"];
}

Result<Response> get_file(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FileId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto file, open_file(api, request, documents, id));
  const auto tag = '"' + file.content.hex() + '"';
  if (http::none_match(request, tag)) {
    auto same = Response::empty(304);
    same.headers.set("ETag", tag);
    return same;
  }
  CHAUBAN_TRY(auto reader, api.services.blobs.open(storage::BlobId{file.content}));
  const auto size = reader->size();
  CHAUBAN_TRY(const auto range, http::parse_range(range_of(request, tag), size));
  Response response;
  response.status = range ? 206 : 200;
  const auto part = range.value_or(http::ByteRange{0, size});
  if (range) {
    response.headers.set("Content-Range", "bytes " + std::to_string(part.first) + "-" +
                                              std::to_string(part.first + part.length - 1) + "/" +
                                              std::to_string(size));
  }
  response.headers.set("ETag", tag);
  response.headers.set("Content-Type", file.media_type);
  response.headers.set("Accept-Ranges", "bytes");
  response.headers.set("Repr-Digest", "sha-256=:" + to_base64(file.content.view()) + ":");
  response.headers.set("Content-Disposition", content_disposition("attachment", file.name));
  // What people send is shown apart from everything of ours, should a browser open it.
  response.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
  response.source = std::make_unique<BlobPart>(std::move(reader), part.first, part.length);
  return response;
}

Result<Response> get_info(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FileId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto file, readable_file(api, request, documents, id));
  auto json = file_json({api, request, api.directory(), documents, api.services.views.read("jobs")}, file);
  if (!file.quarantined) json.set("sha256", file.content.hex());
  Json holders = Json::array();
  const auto rights = rights_of(api, request);
  for (const auto document : file.documents) {
    CHAUBAN_TRY(const auto card, find_document(documents, document));
    if (card && may_read(rights, card->rights())) holders.push(document.str());
  }
  return Response::json(json.set("documents", std::move(holders)).str());
}

Result<Response> get_searchable_pdf(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FileId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto file, open_file(api, request, documents, id));
  const auto jobs = api.services.views.read("jobs");
  CHAUBAN_TRY(const auto job, projections::job_of_file(jobs, id));
  std::vector<std::optional<Digest>> words(job ? static_cast<std::size_t>(job->pages) : 0);
  for (const auto& [page, digest] : file.words) {
    const auto index = static_cast<std::size_t>(page - 1);
    if (page >= 1 && index < words.size()) words[index] = digest;
  }
  // It changes only with what was read, so the words name it.
  std::string about = "searchable" + file.content.hex();
  for (const auto& one : words) about += one ? one->hex() : "-";
  const auto tag = http::etag_of(about);
  if (http::none_match(request, tag)) {
    auto same = Response::empty(304);
    same.headers.set("ETag", tag);
    return same;
  }
  CHAUBAN_TRY(auto pdf, api.services.reader.searchable_pdf(storage::BlobId{file.content}, words));
  auto response = Response::text(std::move(pdf), "application/pdf");
  response.headers.set("ETag", tag);
  const auto dot = file.name.rfind('.');
  const auto name = (dot == std::string::npos || dot == 0 ? file.name : file.name.substr(0, dot)) + ".pdf";
  response.headers.set("Content-Disposition", content_disposition("attachment", name));
  response.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
  return response;
}

}  // namespace

void add_file_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/files/{id}", Permission::files_read, with(api, get_file));
  router.get("/v1/files/{id}/info", Permission::files_read, with(api, get_info));
  router.get("/v1/files/{id}/searchable.pdf", Permission::files_read, with(api, get_searchable_pdf));
}

}  // namespace chauban::server
