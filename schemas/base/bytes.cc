// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/bytes.h"

#include <openssl/evp.h>

#include <algorithm>

namespace chauban {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string encode64(BytesView data, std::string_view alphabet) {
  std::string out;
  out.reserve((data.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (char c : data) {
    buffer = (buffer << 8) | static_cast<std::uint8_t>(c);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += alphabet[(buffer >> bits) & 63];
    }
  }
  if (bits > 0) out += alphabet[(buffer << (6 - bits)) & 63];
  return out;
}

std::optional<Bytes> decode64(std::string_view text, std::string_view alphabet) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (char c : text) {
    const auto at = alphabet.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 6) | static_cast<std::uint32_t>(at);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((buffer >> bits) & 255);
    }
  }
  // Left-over bits must be zero, else two texts would mean the same bytes.
  if ((buffer & ((1U << bits) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace

struct Sha256::Context {
  EVP_MD_CTX* md = EVP_MD_CTX_new();
  Context() { EVP_DigestInit_ex(md, EVP_sha256(), nullptr); }
  ~Context() { EVP_MD_CTX_free(md); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;

void Sha256::update(BytesView data) { EVP_DigestUpdate(context_->md, data.data(), data.size()); }

Digest Sha256::finish() {
  Digest digest;
  unsigned length = 0;
  EVP_DigestFinal_ex(context_->md, digest.bytes.data(), &length);
  return digest;
}

Digest sha256(BytesView data) {
  // Most of what is hashed is short: looking the algorithm up and making a context would cost more than the hash.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  struct Reused {
    EVP_MD_CTX* md = EVP_MD_CTX_new();
    ~Reused() { EVP_MD_CTX_free(md); }
  };
  thread_local const Reused context;
  Digest digest;
  unsigned length = 0;
  EVP_DigestInit_ex2(context.md, algorithm, nullptr);
  EVP_DigestUpdate(context.md, data.data(), data.size());
  EVP_DigestFinal_ex(context.md, digest.bytes.data(), &length);
  return digest;
}

std::string Digest::hex() const { return to_hex(view()); }

std::optional<Digest> Digest::from_bytes(BytesView raw) {
  if (raw.size() != 32) return std::nullopt;
  Digest digest;
  std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(digest.bytes.data()));
  return digest;
}

std::optional<Digest> Digest::from_hex(std::string_view text) {
  if (text.size() != 64) return std::nullopt;
  const auto raw = chauban::from_hex(text);
  if (!raw) return std::nullopt;
  return from_bytes(*raw);
}

std::uint64_t Digest::word(int i) const {
  std::uint64_t value = 0;
  for (int k = 7; k >= 0; --k) value = (value << 8) | bytes[static_cast<std::size_t>(i * 8 + k)];
  return value;
}

Digest Digest::from_words(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
  Digest digest;
  const std::array<std::uint64_t, 4> words{a, b, c, d};
  for (std::size_t i = 0; i < 32; ++i) digest.bytes[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
  return digest;
}

std::string to_hex(BytesView data) {
  std::string out;
  out.reserve(data.size() * 2);
  for (char c : data) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string to_base64url(BytesView data) { return encode64(data, kUrlAlphabet); }
std::optional<Bytes> from_base64url(std::string_view text) { return decode64(text, kUrlAlphabet); }

std::string to_base64(BytesView data) {
  auto out = encode64(data, kAlphabet);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode64(text, kAlphabet);
}

}  // namespace chauban
