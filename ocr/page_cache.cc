// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/page_cache.h"

#include "ocr/descriptor.h"
#include "ocr/page_codec.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace chauban::ocr {

namespace {
constexpr std::size_t kDigest = 32;
}

Result<PageCache> PageCache::open(std::filesystem::path folder, std::string engine, const Digest& settings) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return refuse(ErrorCode::internal, "cache_folder");
  return PageCache(std::move(folder), std::move(engine), settings);
}

std::filesystem::path PageCache::path_of(const Digest& content, int page) const {
  const Bytes key = Bytes(content.view()) + Bytes(settings_.view()) + std::to_string(page) + ' ' + engine_;
  const auto name = sha256(key).hex();
  return folder_ / name.substr(0, 2) / name;
}

std::optional<PageText> PageCache::find(const Digest& content, int page) const {
  std::ifstream file(path_of(content, page), std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (bytes.size() <= kDigest) return std::nullopt;
  const BytesView body = BytesView(bytes).substr(kDigest);
  if (sha256(body).view() != BytesView(bytes).substr(0, kDigest))
    return std::nullopt;  // half written before a power cut
  auto text = decode_page(body);
  if (!text) return std::nullopt;
  return std::move(*text);
}

void PageCache::keep(const Digest& content, int page, const PageText& text) const {
  const auto path = path_of(content, page);
  const auto body = encode_page(text);
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  std::string temporary = path.string() + ".XXXXXX";
  const Descriptor file(mkstemp(temporary.data()));
  if (!file) return;
  const Bytes bytes = Bytes(sha256(body).view()) + body;
  const bool whole = write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  if (whole) std::filesystem::rename(temporary, path, failed);
  if (!whole || failed) std::filesystem::remove(temporary, failed);
}

}  // namespace chauban::ocr
