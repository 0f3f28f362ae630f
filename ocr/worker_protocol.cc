// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/worker_protocol.h"

#include "ocr/page_codec.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace chauban::ocr {

namespace {

constexpr std::uint32_t kMagic = 0x43484F31;  // changes with the layout below
constexpr std::size_t kMaxPacket = 4096;
constexpr std::size_t kMaxDescriptors = 2;
constexpr std::size_t kMaxAnswer = 1U << 30;

struct WireRequest {
  std::uint32_t magic = kMagic;
  std::uint32_t ask = 0;
  std::int32_t page = 0;
  std::int32_t max_pages = 0;
  double max_side_pt = 0;
  std::uint64_t max_pixels = 0;
  std::int64_t page_seconds = 0;
};

struct WireReply {
  std::uint32_t magic = kMagic;
  std::uint8_t ok = 0;
  std::uint8_t seccomp = 0;
  std::uint8_t landlock = 0;
  std::uint8_t unused = 0;
  double cpu_seconds = 0;
  std::array<char, 32> code{};
  std::array<char, 48> key{};
  std::array<char, 32> detail_name{};
  std::array<char, 48> detail_value{};
};
static_assert(std::is_trivially_copyable_v<WireRequest> && std::is_trivially_copyable_v<WireReply>);

template <class Wire>
Bytes to_bytes(const Wire& wire) {
  return {reinterpret_cast<const char*>(&wire), sizeof wire};
}

template <class Wire>
std::optional<Wire> from_bytes(BytesView bytes) {
  Wire wire;
  if (bytes.size() != sizeof wire) return std::nullopt;
  std::memcpy(&wire, bytes.data(), sizeof wire);
  if (wire.magic != kMagic) return std::nullopt;
  return wire;
}

template <std::size_t kSize>
void put_text(std::array<char, kSize>& to, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), kSize - 1), to.begin());
}

/// Names of ours only: what a worker made up must not reach a page or a log.
template <std::size_t kSize>
std::string get_text(const std::array<char, kSize>& from) {
  const std::string text(from.data(), strnlen(from.data(), kSize));
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  return plain ? text : std::string();
}

Error worker_died() { return {ErrorCode::ocr_page_failed, "worker_died", {}}; }

Error error_of(const WireReply& wire) {
  Error error;
  error.code = parse_error_code(get_text(wire.code)).value_or(ErrorCode::internal);
  error.key = get_text(wire.key);
  if (const auto name = get_text(wire.detail_name); !name.empty()) error.details[name] = get_text(wire.detail_value);
  return error;
}

void put_number(Bytes& out, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xFFU);
}

std::optional<std::uint32_t> take_number(BytesView& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
  bytes.remove_prefix(4);
  return number;
}

}  // namespace

Status send_packet(int socket, BytesView data, const std::vector<int>& descriptors) {
  CHAUBAN_ASSERT(descriptors.size() <= kMaxDescriptors && data.size() <= kMaxPacket);
  iovec part{const_cast<char*>(data.data()), data.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMaxDescriptors * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    const auto bytes = descriptors.size() * sizeof(int);
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(bytes);
    std::memcpy(CMSG_DATA(head), descriptors.data(), bytes);
  }
  ssize_t sent = 0;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent != static_cast<ssize_t>(data.size())) return refuse(ErrorCode::internal, "worker_gone");
  return {};
}

Result<Packet> receive_packet(int socket, int milliseconds) {
  pollfd ready{socket, POLLIN, 0};
  int count = 0;
  do count = poll(&ready, 1, milliseconds);
  while (count < 0 && errno == EINTR);
  if (count == 0) return refuse(ErrorCode::ocr_page_failed, "page_timeout");
  Packet packet;
  packet.data.resize(kMaxPacket);
  iovec part{packet.data.data(), packet.data.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMaxDescriptors * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t got = 0;
  do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  for (cmsghdr* head = got > 0 ? CMSG_FIRSTHDR(&message) : nullptr; head != nullptr;
       head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
    for (std::size_t at = 0; CMSG_LEN(at + sizeof(int)) <= head->cmsg_len; at += sizeof(int)) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(head) + at, sizeof fd);
      packet.descriptors.emplace_back(fd);
    }
  }
  if (got <= 0) return refuse(worker_died());
  packet.data.resize(static_cast<std::size_t>(got));
  return packet;
}

Bytes encode_request(const Request& request) {
  WireRequest wire;
  wire.ask = static_cast<std::uint32_t>(request.ask);
  wire.page = request.page;
  wire.max_pages = request.limits.max_pages;
  wire.max_side_pt = request.limits.max_side_pt;
  wire.max_pixels = request.limits.max_pixels;
  wire.page_seconds = request.limits.page_time.count();
  return to_bytes(wire);
}

Result<Request> decode_request(BytesView bytes) {
  const auto wire = from_bytes<WireRequest>(bytes);
  if (!wire || wire->ask < 1 || wire->ask > 3) return refuse(ErrorCode::internal, "worker_gone");
  Request request;
  request.ask = static_cast<Ask>(wire->ask);
  request.page = wire->page;
  request.limits.max_pages = wire->max_pages;
  request.limits.max_side_pt = wire->max_side_pt;
  request.limits.max_pixels = wire->max_pixels;
  request.limits.page_time = std::chrono::seconds(wire->page_seconds);
  return request;
}

Status send_reply(int socket, const Reply& reply) {
  WireReply wire;
  wire.cpu_seconds = reply.cpu_seconds;
  wire.seccomp = reply.seccomp ? 1 : 0;
  wire.landlock = reply.landlock ? 1 : 0;
  if (!reply.payload) {
    put_text(wire.code, to_string(reply.payload.error().code));
    put_text(wire.key, reply.payload.error().key);
    if (const auto& details = reply.payload.error().details; !details.empty()) {
      put_text(wire.detail_name, details.begin()->first);
      put_text(wire.detail_value, details.begin()->second);
    }
    return send_packet(socket, to_bytes(wire), {});
  }
  wire.ok = 1;
  CHAUBAN_TRY(const auto file, to_memory_file(*reply.payload));
  return send_packet(socket, to_bytes(wire), {file.get()});
}

Result<Reply> receive_reply(int socket, int milliseconds) {
  CHAUBAN_TRY(const auto packet, receive_packet(socket, milliseconds));
  const auto wire = from_bytes<WireReply>(packet.data);
  if (!wire) return refuse(worker_died());
  Reply reply{refuse(worker_died()), 0, wire->seccomp == 1, wire->landlock == 1};
  if (std::isfinite(wire->cpu_seconds) && wire->cpu_seconds >= 0) reply.cpu_seconds = wire->cpu_seconds;
  if (wire->ok != 1) {
    reply.payload = refuse(error_of(*wire));
    return reply;
  }
  if (packet.descriptors.size() != 1) return refuse(worker_died());
  auto bytes = from_memory_file(packet.descriptors.front().get(), kMaxAnswer);
  if (!bytes) return refuse(worker_died());
  reply.payload = std::move(*bytes);
  return reply;
}

Result<Descriptor> to_memory_file(BytesView bytes) {
  Descriptor file(memfd_create("chauban-ocr", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file) return refuse(ErrorCode::internal, "memory_file");
  for (std::size_t done = 0; done < bytes.size();) {
    const auto wrote = write(file.get(), bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return refuse(ErrorCode::internal, "memory_file");
    done += static_cast<std::size_t>(wrote);
  }
  return file;
}

Result<Bytes> from_memory_file(int fd, std::size_t limit) {
  struct stat facts{};
  // Only memory files know seals: a pipe or a file on a slow disk would let a worker stop its reader.
  if (fcntl(fd, F_GET_SEALS) < 0 || fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size < 0 ||
      static_cast<std::size_t>(facts.st_size) > limit) {
    return refuse(ErrorCode::record_damaged);
  }
  Bytes bytes(static_cast<std::size_t>(facts.st_size), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const auto got = pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return refuse(ErrorCode::record_damaged);
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

Bytes pack_pages(const std::vector<std::optional<PageText>>& pages) {
  Bytes out;
  for (const auto& page : pages) {
    const auto bytes = page ? encode_page(*page) : Bytes();
    put_number(out, static_cast<std::uint32_t>(bytes.size()));
    out += bytes;
  }
  return out;
}

Result<std::vector<std::optional<PageText>>> unpack_pages(BytesView bytes) {
  std::vector<std::optional<PageText>> pages;
  while (!bytes.empty()) {
    const auto size = take_number(bytes);
    if (!size || *size > bytes.size()) return refuse(ErrorCode::record_damaged);
    if (*size == 0) {
      pages.emplace_back();
    } else {
      CHAUBAN_TRY(pages.emplace_back(), decode_page(bytes.substr(0, *size)));
    }
    bytes.remove_prefix(*size);
  }
  return pages;
}

}  // namespace chauban::ocr
