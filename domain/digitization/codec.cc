// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/digitization/digitization.h"
#include "domain/packing.h"
#include "schemas/digitization.capnp.h"
#include "schemas/event_types.capnp.h"

namespace chauban::digitization {
namespace {

using namespace packing;
namespace wire = schema::digitization;

struct Wire {
  static void put(wire::Region::Builder to, const Region& e) {
    to.setPage(e.page);
    to.setBoxLeft(e.box[0]);
    to.setBoxTop(e.box[1]);
    to.setBoxRight(e.box[2]);
    to.setBoxBottom(e.box[3]);
  }
  static Region get(wire::Region::Reader from) {
    return {.page = from.getPage(),
            .box = {finite(from.getBoxLeft()), finite(from.getBoxTop()), finite(from.getBoxRight()),
                    finite(from.getBoxBottom())}};
  }

  static void put(wire::FieldCandidate::Builder to, const FieldCandidate& e) {
    to.setValue(text(e.value));
    to.setConfidence(e.confidence);
    put(to.initRegion(), e.region);
  }
  static FieldCandidate get(wire::FieldCandidate::Reader from) {
    return {
        .value = text(from.getValue()), .confidence = finite(from.getConfidence()), .region = get(from.getRegion())};
  }

  static void put(wire::JobCreated::Builder to, const JobCreated& e) {
    to.setJobA(e.job.value.word_a());
    to.setJobB(e.job.value.word_b());
    to.setFileA(e.file.value.word_a());
    to.setFileB(e.file.value.word_b());
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
    to.setPages(e.pages);
    to.setLane(static_cast<wire::Lane>(e.lane));
  }
  static JobCreated get(wire::JobCreated::Reader from) {
    return {.job = id<JobId>(from.getJobA(), from.getJobB()),
            .file = id<FileId>(from.getFileA(), from.getFileB()),
            .agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB()),
            .pages = from.getPages(),
            .lane = enumerator<Lane>(from.getLane(), Lane::archive)};
  }

  static void put(wire::PageRecognised::Builder to, const PageRecognised& e) {
    to.setPage(e.page);
    to.setWordsA(e.words.word(0));
    to.setWordsB(e.words.word(1));
    to.setWordsC(e.words.word(2));
    to.setWordsD(e.words.word(3));
    to.setWordCount(e.word_count);
    to.setConfidence(e.confidence);
    to.setFromTextLayer(e.from_text_layer);
    to.setBlank(e.blank);
    to.setEngine(text(e.engine));
  }
  static PageRecognised get(wire::PageRecognised::Reader from) {
    return {.page = from.getPage(),
            .words = Digest::from_words(from.getWordsA(), from.getWordsB(), from.getWordsC(), from.getWordsD()),
            .word_count = from.getWordCount(),
            .confidence = finite(from.getConfidence()),
            .from_text_layer = from.getFromTextLayer(),
            .blank = from.getBlank(),
            .engine = text(from.getEngine())};
  }

  static void put(wire::PageFailed::Builder to, const PageFailed& e) {
    to.setPage(e.page);
    to.setReason(text(e.reason));
    to.setAttempts(e.attempts);
  }
  static PageFailed get(wire::PageFailed::Reader from) {
    return {.page = from.getPage(), .reason = text(from.getReason()), .attempts = from.getAttempts()};
  }

  static void put(wire::FieldSuggested::Builder to, const FieldSuggested& e) {
    to.setField(text(e.field));
    to.setValue(text(e.value));
    to.setConfidence(e.confidence);
    put(to.initRegion(), e.region);
    to.setRaw(text(e.raw));
    fill_structs<Wire>(to.initCandidates(count(e.candidates)), e.candidates);
  }
  static FieldSuggested get(wire::FieldSuggested::Reader from) {
    return {.field = text(from.getField()),
            .value = text(from.getValue()),
            .confidence = finite(from.getConfidence()),
            .region = get(from.getRegion()),
            .raw = text(from.getRaw()),
            .candidates = structs<Wire, FieldCandidate>(from.getCandidates())};
  }

  static void put(wire::JobCompleted::Builder to, const JobCompleted& e) {
    to.setPagesRead(e.pages_read);
    to.setPagesFailed(e.pages_failed);
  }
  static JobCompleted get(wire::JobCompleted::Reader from) {
    return {.pages_read = from.getPagesRead(), .pages_failed = from.getPagesFailed()};
  }

  static void put(wire::JobCancelled::Builder to, const JobCancelled& e) { to.setReason(text(e.reason)); }
  static JobCancelled get(wire::JobCancelled::Reader from) { return {.reason = text(from.getReason())}; }

  static void put(wire::JobRetried::Builder to, const JobRetried& e) { fill(to.initPages(count(e.pages)), e.pages); }
  static JobRetried get(wire::JobRetried::Reader from) { return {.pages = numbers(from.getPages())}; }

  static void put(wire::JobFailed::Builder to, const JobFailed& e) { to.setReason(text(e.reason)); }
  static JobFailed get(wire::JobFailed::Reader from) { return {.reason = text(from.getReason())}; }
};

using Number = schema::DigitizationEvent;
using Codec =
    packing::Codec<Event, Wire, Aggregate::digitization, Type<JobCreated, wire::JobCreated, Number::JOB_CREATED, 1>,
                   Type<PageRecognised, wire::PageRecognised, Number::PAGE_RECOGNISED, 1>,
                   Type<PageFailed, wire::PageFailed, Number::PAGE_FAILED, 1>,
                   Type<FieldSuggested, wire::FieldSuggested, Number::FIELD_SUGGESTED, 1>,
                   Type<JobCompleted, wire::JobCompleted, Number::JOB_COMPLETED, 1>,
                   Type<JobCancelled, wire::JobCancelled, Number::JOB_CANCELLED, 1>,
                   Type<JobRetried, wire::JobRetried, Number::JOB_RETRIED, 1>,
                   Type<JobFailed, wire::JobFailed, Number::JOB_FAILED, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() {
  return Codec::types({"JobCreated", "PageRecognised", "PageFailed", "FieldSuggested", "JobCompleted", "JobCancelled",
                       "JobRetried", "JobFailed"});
}

}  // namespace chauban::digitization
