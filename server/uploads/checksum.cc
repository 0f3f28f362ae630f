// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/uploads/checksum.h"

#include "schemas/base/text.h"

#include <openssl/evp.h>

#include <array>

namespace chauban::server {

struct Checksum::Hash {
  explicit Hash(const EVP_MD* kind) { EVP_DigestInit_ex(context.get(), kind, nullptr); }

  struct Free {
    void operator()(EVP_MD_CTX* one) const { EVP_MD_CTX_free(one); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Checksum::Checksum(std::unique_ptr<Hash> hash, Bytes expected)
    : hash_(std::move(hash)), expected_(std::move(expected)) {}
Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;
Checksum::~Checksum() = default;

Result<Checksum> Checksum::parse(std::string_view header) {
  const auto text = trim(header);
  const auto blank = text.find(' ');
  const auto name = text.substr(0, blank);
  const auto* kind = name == "sha256" ? EVP_sha256() : name == "sha1" ? EVP_sha1() : nullptr;
  if (kind == nullptr || blank == std::string_view::npos) return refuse(ErrorCode::bad_request, "checksum_malformed");
  auto expected = from_base64(trim(text.substr(blank)));
  if (!expected || expected->size() != static_cast<std::size_t>(EVP_MD_get_size(kind))) {
    return refuse(ErrorCode::bad_request, "checksum_malformed");
  }
  return Checksum(std::make_unique<Hash>(kind), *std::move(expected));
}

void Checksum::update(BytesView bytes) { EVP_DigestUpdate(hash_->context.get(), bytes.data(), bytes.size()); }

bool Checksum::agrees() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_DigestFinal_ex(hash_->context.get(), digest.data(), &length);
  return expected_ == Bytes(digest.begin(), digest.begin() + length);
}

}  // namespace chauban::server
