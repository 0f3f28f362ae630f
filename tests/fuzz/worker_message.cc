// SPDX-License-Identifier: GPL-3.0-or-later
// Messages between the server and its workers: a worker has met hostile bytes, so what it says is hostile too.
// Input: which message, its bytes.
#include "ocr/page_codec.h"
#include "ocr/worker_protocol.h"
#include "tests/fuzz/targets.h"

#include <sys/socket.h>
#include <zstd.h>

namespace chauban::fuzz {
namespace {

using namespace ocr;

void request(BytesView bytes) {
  const auto read = decode_request(bytes);
  if (!read) return;
  CHAUBAN_ASSERT(encode_request(*read).size() == bytes.size());
}

void page(BytesView bytes) {
  const auto read = decode_page(bytes);
  if (!read) return;
  const auto again = decode_page(encode_page(*read));
  CHAUBAN_ASSERT(again && *again == *read);
  static_cast<void>(plain_text(*read));
}

/// Nobody guesses a compressed frame: so that the fuzzer gets behind it, its bytes are compressed here.
void plain_page(BytesView bytes) {
  Bytes packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 1));
  page(packed);
}

void reply(BytesView packet, BytesView payload) {
  int ends[2];
  CHAUBAN_ASSERT(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
  const Descriptor server(ends[0]);
  const Descriptor worker(ends[1]);
  const auto file = to_memory_file(payload);
  CHAUBAN_ASSERT(file && send_packet(worker.get(), packet, {file->get()}));
  const auto got = receive_reply(server.get(), 1000);
  if (got && got->payload) CHAUBAN_ASSERT(*got->payload == payload);
}

}  // namespace

void worker_message(BytesView input) {
  Pieces in(input);
  switch (in.number<std::uint8_t>() % 5) {
    case 0: return request(in.rest());
    case 1: return page(in.rest());
    case 2: return plain_page(in.rest());
    case 3: return static_cast<void>(unpack_pages(in.rest()));
    case 4: {
      const auto packet = in.take(in.number<std::uint8_t>());
      if (!packet.empty()) reply(packet, in.rest());
    }
  }
}

}  // namespace chauban::fuzz
