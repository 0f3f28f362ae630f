// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/file/file.h"
#include "domain/packing.h"
#include "schemas/event_types.capnp.h"
#include "schemas/file.capnp.h"

namespace chauban::file {
namespace {

using namespace packing;
namespace wire = schema::file;

struct Wire {
  static void put(wire::FileStored::Builder to, const FileStored& e) {
    to.setFileA(e.file.value.word_a());
    to.setFileB(e.file.value.word_b());
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
    to.setContentA(e.content.word(0));
    to.setContentB(e.content.word(1));
    to.setContentC(e.content.word(2));
    to.setContentD(e.content.word(3));
    to.setSizeBytes(e.size_bytes);
    to.setMediaType(text(e.media_type));
    to.setName(text(e.name));
  }
  static FileStored get(wire::FileStored::Reader from) {
    return {
        .file = id<FileId>(from.getFileA(), from.getFileB()),
        .agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB()),
        .content = Digest::from_words(from.getContentA(), from.getContentB(), from.getContentC(), from.getContentD()),
        .size_bytes = from.getSizeBytes(),
        .media_type = text(from.getMediaType()),
        .name = text(from.getName())};
  }

  static void put(wire::QuarantineOpened::Builder to, const QuarantineOpened& e) {
    to.setPage(e.page);
    to.setMark(static_cast<schema::Secrecy>(e.mark));
  }
  static QuarantineOpened get(wire::QuarantineOpened::Reader from) {
    return {.page = from.getPage(), .mark = enumerator<Secrecy>(from.getMark(), Secrecy::tuyet_mat)};
  }
};

using Number = schema::FileEvent;
using Codec = packing::Codec<Event, Wire, Aggregate::file, Type<FileStored, wire::FileStored, Number::FILE_STORED, 1>,
                             Type<QuarantineOpened, wire::QuarantineOpened, Number::QUARANTINE_OPENED, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() { return Codec::types({"FileStored", "QuarantineOpened"}); }

}  // namespace chauban::file
