// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/descriptor.h"
#include "ocr/limits.h"
#include "ocr/page.h"
#include "schemas/base/result.h"

#include <optional>
#include <vector>

namespace chauban::ocr {

/// What a worker is asked. The file comes as the packet's first descriptor; for searchable_pdf the pages' texts as the
/// second.
enum class Ask : std::uint8_t { inspect = 1, read_page = 2, searchable_pdf = 3 };

struct Request {
  Ask ask = Ask::inspect;
  int page = 0;
  Limits limits;
};

/// What it answers. Both ends are the same program, but the worker has met hostile bytes: its answers are hostile too.
struct Reply {
  Result<Bytes> payload;  ///< of inspect: "application/pdf 12"; of read_page: encode_page; of searchable_pdf: the file
  double cpu_seconds = 0;
  bool seccomp = false;  ///< which walls of the sandbox stand
  bool landlock = false;
};

struct Packet {
  Bytes data;
  std::vector<Descriptor> descriptors;
};

/// One packet over a SOCK_SEQPACKET socket, with at most two descriptors. Errors: internal if the other end is gone.
Status send_packet(int socket, BytesView data, const std::vector<int>& descriptors);
/// Waits at most `milliseconds` (negative: for ever). Errors: ocr_page_failed with key page_timeout, or worker_died if
/// the other end is gone.
Result<Packet> receive_packet(int socket, int milliseconds);

Bytes encode_request(const Request& request);
Result<Request> decode_request(BytesView bytes);

/// Sends the answer, its payload in a memfd.
Status send_reply(int socket, const Reply& reply);
/// Errors: those of receive_packet; worker_died for an answer that is none. A refusal by the worker is in
/// Reply::payload.
Result<Reply> receive_reply(int socket, int milliseconds);

/// Bytes in an anonymous file, for the other process to read. Errors: internal.
Result<Descriptor> to_memory_file(BytesView bytes);
/// Only of a memfd of at most `limit` bytes: anything else could block the reader. Errors: record_damaged.
Result<Bytes> from_memory_file(int fd, std::size_t limit);

Bytes pack_pages(const std::vector<std::optional<PageText>>& pages);
/// Errors: record_damaged.
Result<std::vector<std::optional<PageText>>> unpack_pages(BytesView bytes);

}  // namespace chauban::ocr
