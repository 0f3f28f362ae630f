// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/static_files.h"

#include "schemas/base/log.h"

#include <array>
#include <fstream>
#include <iterator>
#include <map>

namespace chauban::http {
namespace {

namespace fs = std::filesystem;

struct File {
  fs::path path;
  std::string content_type;
  std::string etag;
  bool immutable = false;
  std::optional<fs::path> brotli;
  std::optional<fs::path> gzip;
};
using Files = std::map<std::string, File, std::less<>>;

std::string content_type(const fs::path& path) {
  static const std::map<std::string, std::string, std::less<>> kTypes{{".html", "text/html; charset=utf-8"},
                                                                      {".js", "text/javascript; charset=utf-8"},
                                                                      {".mjs", "text/javascript; charset=utf-8"},
                                                                      {".css", "text/css; charset=utf-8"},
                                                                      {".json", "application/json"},
                                                                      {".map", "application/json"},
                                                                      {".svg", "image/svg+xml"},
                                                                      {".png", "image/png"},
                                                                      {".jpg", "image/jpeg"},
                                                                      {".webp", "image/webp"},
                                                                      {".ico", "image/x-icon"},
                                                                      {".woff2", "font/woff2"},
                                                                      {".woff", "font/woff"},
                                                                      {".ttf", "font/ttf"},
                                                                      {".wasm", "application/wasm"},
                                                                      {".txt", "text/plain; charset=utf-8"},
                                                                      {".pdf", "application/pdf"},
                                                                      {".webmanifest", "application/manifest+json"},
                                                                      {".bcmap", "application/octet-stream"}};
  const auto found = kTypes.find(path.extension().string());
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

Result<Bytes> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return refuse(ErrorCode::not_found, "route_not_found");
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

std::optional<fs::path> beside(const fs::path& path, const char* suffix) {
  fs::path with(path);
  with += suffix;
  std::error_code ec;
  return fs::is_regular_file(with, ec) ? std::optional(with) : std::nullopt;
}

bool is_compressed_twin(const fs::path& path) {
  const auto extension = path.extension();
  return (extension == ".br" || extension == ".gz") && fs::exists(fs::path(path).replace_extension());
}

Files list_files(const fs::path& folder) {
  Files files;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
    if (it->is_symlink() || !it->is_regular_file() || is_compressed_twin(it->path())) continue;
    const auto bytes = read_file(it->path());
    if (!bytes) continue;
    const auto name = "/" + fs::relative(it->path(), folder).generic_string();
    files.emplace(name, File{it->path(), content_type(it->path()), etag_of(*bytes), name.rfind("/assets/", 0) == 0,
                             beside(it->path(), ".br"), beside(it->path(), ".gz")});
  }
  return files;
}

/// Whether the coding is accepted (RFC 9110 §12.5.3): named, and not with q=0.
bool accepts(std::string_view header, std::string_view coding) {
  while (!header.empty()) {
    const auto comma = header.find(',');
    auto item = header.substr(0, comma);
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    if (item.substr(0, coding.size()) != coding) continue;
    const auto rest = item.substr(coding.size());
    if (rest.empty() || rest.front() == ' ') return true;
    if (rest.front() == ';')
      return rest.find("q=0") == std::string_view::npos || rest.find("q=0.") != std::string_view::npos;
  }
  return false;
}

/// The file for a path: itself, or the application's page for the addresses which the application routes itself.
const File* find_file(const Files& files, std::string_view path) {
  if (const auto exact = files.find(path); exact != files.end()) return &exact->second;
  const auto last_segment = path.substr(path.rfind('/') + 1);
  if (last_segment.find('.') != std::string_view::npos) return nullptr;
  const auto index = files.find("/index.html");
  return index == files.end() ? nullptr : &index->second;
}

Result<Response> serve(const File& file, const Request& request) {
  Response response;
  const auto encoding = request.headers["Accept-Encoding"];
  const bool brotli = file.brotli && accepts(encoding, "br");
  const bool gzip = !brotli && file.gzip && accepts(encoding, "gzip");
  auto etag = file.etag;
  // Another encoding is another representation and needs another strong tag (RFC 9110 §8.8.3.3).
  if (brotli) etag.insert(etag.size() - 1, "-br");
  if (gzip) etag.insert(etag.size() - 1, "-gz");
  if (none_match(request, etag)) {
    response.status = 304;
  } else {
    CHAUBAN_TRY(response.body, read_file(brotli ? *file.brotli : gzip ? *file.gzip : file.path));
    response.headers.set("Content-Type", file.content_type);
    if (brotli || gzip) response.headers.set("Content-Encoding", brotli ? "br" : "gzip");
  }
  response.headers.set("ETag", etag);
  response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.set("Content-Security-Policy", kContentSecurityPolicy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  return response;
}

}  // namespace

Handler static_files(const fs::path& folder) {
  auto files = std::make_shared<const Files>(list_files(folder));
  if (files->empty()) log_warning("web_application_missing", {});
  return [files](Request& request) -> Result<Response> {
    const auto* file = find_file(*files, request.path);
    if (file == nullptr) return refuse(ErrorCode::not_found, "route_not_found");
    return serve(*file, request);
  };
}

}  // namespace chauban::http
