// SPDX-License-Identifier: GPL-3.0-or-later
// tus 1.0.0 (https://tus.io/protocols/resumable-upload) and files in one request.
#include "server/uploads/uploads.h"

#include "server/http/wire.h"
#include "server/routes/content_disposition.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"
#include "server/uploads/checksum.h"
#include "server/uploads/headers.h"

namespace chauban::server {
namespace {

using auth::Permission;
using http::Method;

constexpr std::string_view kTus = "1.0.0";

Result<Response> get_options(const Api& api, Request&) {
  auto response = Response::empty();
  response.headers.set("Tus-Resumable", std::string(kTus));
  response.headers.set("Tus-Version", std::string(kTus));
  response.headers.set("Tus-Extension", "creation,creation-with-upload,checksum,termination,expiration");
  response.headers.set("Tus-Max-Size", std::to_string(api.services.config.limits.max_file_bytes));
  response.headers.set("Tus-Checksum-Algorithm", std::string(kChecksumAlgorithms));
  return response;
}

Status check_tus(Request& request) {
  request.answer_headers.set("Tus-Resumable", std::string(kTus));
  if (request.headers["Tus-Resumable"] == kTus) return {};
  request.answer_headers.set("Tus-Version", std::string(kTus));
  return refuse(ErrorCode::version_conflict, "tus_version");
}

/// R29: a paper with a secrecy mark is turned away before a byte of it is kept; only that it was is written down.
Status check_secrecy(const Api& api, Request& request, std::string_view level) {
  if (level.empty() || level == to_string(Secrecy::none)) return {};
  const incoming::RefuseSecretItem command{new_id<DocumentId>(api), request.session->agency};
  const auto recorded = submit(api, request, command, {.part = "refusal"});
  // Who may not write in the register of arrivals is refused all the same.
  if (!recorded && recorded.error().code != ErrorCode::forbidden) return refuse(recorded.error());
  return refuse(ErrorCode::secrecy_not_accepted, "VT-R29");
}

std::string repr_digest(const Digest& digest) { return "sha-256=:" + to_base64(digest.view()) + ":"; }

file::StoreFile store_command(const Request& request, FileId id, const StoredBytes& stored, std::string name) {
  return {id, request.session->agency, stored.blob.digest, stored.size, stored.media_type, std::move(name)};
}

void set_progress(Response& response, const Upload& upload) {
  response.headers.set("Upload-Offset", std::to_string(upload.offset));
  response.headers.set("Upload-Expires", http::http_date(upload.expires));
  response.headers.set("Cache-Control", "no-store");
  if (upload.recorded) response.headers.set("Chauban-File", "/v1/files/" + upload.file.str());
}

/// All bytes are here: into the blob store, then into the log. Repeating it gives the same file.
Result<Response> complete(const Api& api, Request& request, const Upload& upload, Response response) {
  auto& uploads = api.services.uploads;
  const auto account = request.session->account;
  CHAUBAN_TRY(const auto stored, uploads.finish(account, upload.id));
  const auto about = Json::object({{"digest", stored.blob.hex()}, {"size", stored.size}});
  const auto name = "upload/" + upload.id.str();
  CHAUBAN_CHECK(submit(api, request, store_command(request, upload.file, stored, upload.name),
                       {.body = &about, .key = name, .path = name}));
  CHAUBAN_CHECK(uploads.recorded(account, upload.id));
  auto done = upload;
  done.recorded = true;
  set_progress(response, done);
  response.headers.set("Repr-Digest", repr_digest(stored.blob.digest));
  return response;
}

Result<Response> create_upload(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_tus(request));
  CHAUBAN_TRY(const auto length, number_header(request.headers, "Upload-Length"));
  CHAUBAN_TRY(const auto metadata, metadata_of(request.headers));
  const auto said = [&](const char* name) {
    const auto at = metadata.find(name);
    return at == metadata.end() ? Bytes() : at->second;
  };
  CHAUBAN_CHECK(check_secrecy(api, request, said("secrecy")));
  const auto account = request.session->account;
  std::optional<UploadId> id;
  if (const auto key = Uuid::parse(trim(request.headers["Idempotency-Key"]))) {
    id = UploadId{derived_id("upload", Bytes(account.value.view()).append(key->view()))};
  }
  auto& uploads = api.services.uploads;
  CHAUBAN_TRY(auto upload, uploads.create(account, length, clean_file_name(said("filename")), id));
  if (request.headers["Content-Type"] == "application/offset+octet-stream" && !upload.complete()) {
    CHAUBAN_TRY(upload,
                uploads.append(account, upload.id, upload.offset, *request.stream, request.headers["Upload-Checksum"]));
  }
  auto response = Response::empty(201);
  response.headers.set("Location", "/v1/uploads/" + upload.id.str());
  if (upload.complete()) return complete(api, request, upload, std::move(response));
  set_progress(response, upload);
  return response;
}

Result<Response> get_offset(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_tus(request));
  CHAUBAN_TRY(const auto id, path_id<UploadId>(request));
  CHAUBAN_TRY(const auto upload, api.services.uploads.find(request.session->account, id));
  auto response = Response::empty(200);
  response.headers.set("Upload-Length", std::to_string(upload.length));
  // The last answer was lost, or we went down before it: a client that asks takes a full offset for the receipt.
  if (upload.complete() && !upload.recorded) return complete(api, request, upload, std::move(response));
  set_progress(response, upload);
  return response;
}

Result<Response> append_upload(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_tus(request));
  CHAUBAN_TRY(const auto id, path_id<UploadId>(request));
  if (request.headers["Content-Type"] != "application/offset+octet-stream") {
    return refuse(ErrorCode::unsupported_media, "", {{"expected", "application/offset+octet-stream"}});
  }
  CHAUBAN_TRY(const auto offset, number_header(request.headers, "Upload-Offset"));
  CHAUBAN_TRY(const auto upload, api.services.uploads.append(request.session->account, id, offset, *request.stream,
                                                             request.headers["Upload-Checksum"]));
  if (upload.complete()) return complete(api, request, upload, Response::empty());
  auto response = Response::empty();
  set_progress(response, upload);
  return response;
}

Result<Response> terminate_upload(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_tus(request));
  CHAUBAN_TRY(const auto id, path_id<UploadId>(request));
  CHAUBAN_CHECK(api.services.uploads.terminate(request.session->account, id));
  return Response::empty();
}

Result<Response> store_file(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_secrecy(api, request, request.headers["Chauban-Secrecy"]));
  CHAUBAN_TRY(const auto expected, announced_digest(request.headers));
  CHAUBAN_TRY(const auto stored, api.services.uploads.store(*request.stream, expected));
  const auto name = clean_file_name(disposition_file_name(request.headers["Content-Disposition"]));
  const auto about = Json::object({{"digest", stored.blob.hex()}, {"size", stored.size}, {"name", name}});
  CHAUBAN_TRY(const auto receipt,
              submit(api, request, store_command(request, new_id<FileId>(api), stored, name), {.body = &about}));
  const auto id = stream_in(receipt, Aggregate::file);
  CHAUBAN_ASSERT(id.has_value());
  auto response = Response::json(Json::object({{"id", id->str()},
                                               {"name", name},
                                               {"sizeBytes", stored.size},
                                               {"mediaType", stored.media_type},
                                               {"sha256", stored.blob.hex()},
                                               {"storedAt", format_time(api.services.clock.now())}})
                                     .str(),
                                 201);
  const auto path = "/v1/files/" + id->str();
  response.headers.set("Location", path);
  response.headers.set("Chauban-File", path);
  response.headers.set("Repr-Digest", repr_digest(stored.blob.digest));
  return response;
}

}  // namespace

void add_upload_routes(http::Router& router, const ApiPtr& api) {
  const http::RouteOptions streamed{.stream_body = true, .max_body = api->services.config.limits.max_file_bytes};
  router.add(Method::options, "/v1/uploads", Permission::open, with(api, get_options));
  router.add(Method::options, "/v1/uploads/{id}", Permission::open, with(api, get_options));
  router.post("/v1/uploads", Permission::files_write, with(api, create_upload), streamed);
  // HEAD finds GET's route; a GET is answered alike, without a body.
  router.get("/v1/uploads/{id}", Permission::files_write, with(api, get_offset));
  router.patch("/v1/uploads/{id}", Permission::files_write, with(api, append_upload), streamed);
  router.del("/v1/uploads/{id}", Permission::files_write, with(api, terminate_upload));
  router.post("/v1/files", Permission::files_write, with(api, store_file), streamed);
}

}  // namespace chauban::server
