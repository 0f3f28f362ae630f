// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/remote.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace chauban::cli {
namespace {

constexpr auto kFile = "server.json";

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* into) {
  static_cast<Bytes*>(into)->append(data, size * count);
  return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* into) {
  const std::string line(data, size * count);
  const auto colon = line.find(':');
  if (colon != std::string::npos) {
    auto value = line.substr(colon + 1);
    value.erase(0, value.find_first_not_of(" \t"));
    value.erase(value.find_last_not_of("\r\n") + 1);
    (*static_cast<std::map<std::string, std::string>*>(into))[lower(line.substr(0, colon))] = value;
  }
  return size * count;
}

Error problem_of(const Remote::Answer& answer) {
  Error error{ErrorCode::internal, "", {{"status", std::to_string(answer.status)}}};
  const auto json = http::parse_json(answer.body);
  if (!json) return error;
  if (const auto* code = json->find("code"); code != nullptr && code->as_string() != nullptr) {
    error.code = parse_error_code(*code->as_string()).value_or(ErrorCode::internal);
  }
  if (const auto* detail = json->find("detail"); detail != nullptr && detail->as_string() != nullptr) {
    error.details["said"] = *detail->as_string();
  }
  return error;
}

}  // namespace

std::string member(const http::Json& json, std::string_view name) {
  const auto* value = json.find(name);
  return value == nullptr || value->as_string() == nullptr ? "" : *value->as_string();
}

Status announce(const std::filesystem::path& data, const std::string& base_url, const std::string& key) {
  const auto text =
      http::Json::object({{"baseUrl", base_url}, {"key", key}, {"pid", static_cast<int>(getpid())}}).str() + "\n";
  const auto path = data / kFile;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return refuse(ErrorCode::internal, "storage_io");
  const auto written = ::write(fd, text.data(), text.size());
  ::close(fd);
  if (written != static_cast<ssize_t>(text.size())) return refuse(ErrorCode::internal, "storage_io");
  return {};
}

void withdraw(const std::filesystem::path& data) {
  std::error_code ignored;
  std::filesystem::remove(data / kFile, ignored);
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    out += unreserved ? std::string(1, c) : "%" + upper(to_hex(std::string_view(&c, 1)));
  }
  return out;
}

std::unique_ptr<Remote> Remote::find(const std::filesystem::path& data) {
  std::ifstream in(data / kFile);
  std::ostringstream text;
  text << in.rdbuf();
  const auto json = http::parse_json(text.str());
  if (!in || !json) return nullptr;
  std::unique_ptr<Remote> remote(new Remote(member(*json, "baseUrl"), member(*json, "key")));
  if (!remote->call("GET", "/health")) return nullptr;
  return remote;
}

Result<Remote::Answer> Remote::call(const std::string& method, const std::string& path,
                                    const std::optional<http::Json>& body,
                                    const std::map<std::string, std::string>& headers) {
  const auto text = body ? body->str() : std::string();
  auto all = headers;
  if (body) all.emplace("Content-Type", "application/json");
  return perform(method, path, body ? &text : nullptr, nullptr, static_cast<std::int64_t>(text.size()), std::move(all));
}

Result<Remote::Answer> Remote::send_file(const std::string& path, const std::filesystem::path& file,
                                         const std::map<std::string, std::string>& headers) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> open(std::fopen(file.c_str(), "rb"), &std::fclose);
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (!open || failed) return refuse(ErrorCode::not_found, "file_not_found", {{"file", file.filename().string()}});
  auto all = headers;
  all.emplace("Content-Type", "application/octet-stream");
  return perform("POST", path, nullptr, open.get(), static_cast<std::int64_t>(size), std::move(all));
}

Result<Remote::Answer> Remote::perform(const std::string& method, const std::string& path, const Bytes* body,
                                       std::FILE* file, std::int64_t size, std::map<std::string, std::string> headers) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), &curl_easy_cleanup);
  Answer answer;
  headers.emplace("Authorization", "Bearer " + key_);
  curl_slist* list = nullptr;
  for (const auto& [name, value] : headers) list = curl_slist_append(list, (name + ": " + value).c_str());
  list = curl_slist_append(list, "Expect:");
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(list, &curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_URL, (base_ + path).c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &answer.headers);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");  // it runs on this machine
  if (file != nullptr) {
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, file);
    curl_easy_setopt(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(size));
  } else if (body != nullptr) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(size));
  }
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  if (curl_easy_perform(curl.get()) != CURLE_OK) return refuse(ErrorCode::log_unavailable, "server_unreachable");
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  if (status >= 400) return refuse(problem_of(answer));
  return answer;
}

}  // namespace chauban::cli
