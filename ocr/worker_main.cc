// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/worker_main.h"

#include "ocr/document.h"
#include "ocr/page_codec.h"
#include "ocr/pipeline.h"
#include "ocr/sandbox.h"
#include "ocr/searchable_pdf.h"
#include "ocr/worker_protocol.h"

#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace chauban::ocr {

namespace {

/// What answers requests: one engine, made when the first page is asked for, kept for the worker's life.
class Answerer {
 public:
  Result<Bytes> answer(const Request& request, Packet packet) {
    if (packet.descriptors.empty()) return refuse(ErrorCode::internal, "worker_gone");
    CHAUBAN_TRY(const auto file, MappedFile::open(packet.descriptors.front().release()));
    switch (request.ask) {
      case Ask::inspect: return inspect(request, file->bytes());
      case Ask::read_page: return read(request, file->bytes());
      case Ask::searchable_pdf: return searchable(std::move(packet), file->bytes());
    }
    return refuse(ErrorCode::internal, "worker_gone");
  }

 private:
  static Result<Bytes> inspect(const Request& request, BytesView bytes) {
    CHAUBAN_TRY(const auto document, open_document(bytes, request.limits));
    const auto facts = document->facts();
    return facts.media_type + ' ' + std::to_string(facts.pages);
  }

  Result<Bytes> read(const Request& request, BytesView bytes) {
    const Settings settings;
    if (!recogniser_) {
      CHAUBAN_TRY(recogniser_, Recogniser::open(settings.language));
    }
    CHAUBAN_TRY(const auto document, open_document(bytes, request.limits));
    CHAUBAN_TRY(const auto page, read_page(*document, request.page, *recogniser_, settings));
    return encode_page(page);
  }

  static Result<Bytes> searchable(Packet packet, BytesView bytes) {
    constexpr std::size_t kMaxTexts = 1U << 29;
    if (packet.descriptors.size() != 2) return refuse(ErrorCode::internal, "worker_gone");
    CHAUBAN_TRY(const auto packed, from_memory_file(packet.descriptors[1].get(), kMaxTexts));
    CHAUBAN_TRY(const auto pages, unpack_pages(packed));
    return make_searchable_pdf(bytes, pages);
  }

  std::unique_ptr<Recogniser> recogniser_;
};

}  // namespace

int run_worker(int socket_fd) {
  // Tesseract chats on the C stream, and cannot open its debug_file in the sandbox. Descriptor 2 stays: a crash is
  // heard.
  if (std::FILE* nowhere = std::fopen("/dev/null", "we")) stderr = nowhere;
  const Walls walls =
      enter_sandbox({"/usr/share", "/usr/lib", "/lib", "/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig",
                     "/usr/local/share/fonts", "/dev/null", "/proc/self", "/sys/devices/system/cpu", model_folder()});
  Answerer answerer;
  for (;;) {
    auto packet = receive_packet(socket_fd, -1);
    if (!packet) return 0;  // the server has no more work for us
    const auto request = decode_request(packet->data);
    if (!request) return 1;
    allow_cpu_time(request->limits.page_time);
    const double before = cpu_seconds_used();
    Reply reply{refuse(ErrorCode::file_unreadable, "file_truncated"), 0, walls.seccomp, walls.landlock};
    try {
      reply.payload = answerer.answer(*request, std::move(*packet));
    } catch (const std::bad_alloc&) {
      reply.payload = refuse(ErrorCode::file_unreadable, "page_too_large");
    } catch (const std::exception&) {
      // A library threw on bytes it could not make sense of: the answer that stands says so.
    }
    reply.cpu_seconds = cpu_seconds_used() - before;
    if (!send_reply(socket_fd, reply)) return 1;
  }
}

}  // namespace chauban::ocr
