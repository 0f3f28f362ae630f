// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/record.h"

#include "schemas/record.capnp.h"

#include <capnp/message.h>
#include <kj/array.h>

#include <cstring>
#include <optional>
#include <utility>

namespace chauban::storage {
namespace {

kj::ArrayPtr<const kj::byte> data_of(BytesView bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}

Bytes bytes_of(kj::ArrayPtr<const kj::byte> data) { return {reinterpret_cast<const char*>(data.begin()), data.size()}; }

template <class Reader>
Bytes canonical_bytes(Reader reader) {
  const auto words = ::capnp::canonicalize(std::move(reader));
  return bytes_of(words.asBytes());
}

/// A copy at word borders (values of the store lie anywhere) that was found to be one canonical segment.
class AlignedMessage {
 public:
  static constexpr int kMaxDepth = 16;

  /// Nothing if the bytes are not canonical. May throw kj::Exception on hostile pointers.
  static std::optional<AlignedMessage> open(BytesView bytes) {
    if (bytes.empty() || bytes.size() % sizeof(::capnp::word) != 0) return std::nullopt;
    AlignedMessage message(bytes);
    try {
      if (message.reader().isCanonical()) return message;
    } catch (const kj::Exception&) {  // pointers out of bounds, or deeper than allowed
    }
    return std::nullopt;
  }

  /// A fresh reader with its own traversal budget: checking must not use up what reading needs.
  [[nodiscard]] ::capnp::SegmentArrayMessageReader reader() const {
    ::capnp::ReaderOptions options;
    options.traversalLimitInWords = words_.size() + 64;
    options.nestingLimit = kMaxDepth;
    return {kj::arrayPtr(&segment_, 1), options};
  }

 private:
  explicit AlignedMessage(BytesView bytes)
      : words_(kj::heapArray<::capnp::word>(bytes.size() / sizeof(::capnp::word))), segment_(words_) {
    std::memcpy(words_.begin(), bytes.data(), bytes.size());
  }
  kj::Array<::capnp::word> words_;
  kj::ArrayPtr<const ::capnp::word> segment_;
};

Uuid uuid(std::uint64_t a, std::uint64_t b) { return Uuid::from_words(a, b); }

template <class Text>
std::string text(Text reader) {
  return {reader.begin(), reader.size()};
}

/// With its length: taken for a C string it would end at its first NUL, and the record would not be the one that was
/// read.
::capnp::Text::Reader text_of(const std::string& value) { return {value.c_str(), value.size()}; }

void write(schema::Record::Body::Builder out, const Events& events) {
  auto list = out.initEvents(static_cast<unsigned>(events.envelopes.size()));
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, data_of(events.envelopes[i]));
}

void write(schema::Record::Body::Builder body, const Genesis& genesis) {
  auto out = body.initGenesis();
  out.setLogA(genesis.log.value.word_a());
  out.setLogB(genesis.log.value.word_b());
  out.setParent(genesis.parent);
  out.setBasePos(genesis.base_pos);
  out.setBaseEpoch(genesis.base_epoch);
  out.setRootA(genesis.root.word(0));
  out.setRootB(genesis.root.word(1));
  out.setRootC(genesis.root.word(2));
  out.setRootD(genesis.root.word(3));
  if (!genesis.reason.empty()) out.setReason(text_of(genesis.reason));
  out.setLostFrom(genesis.lost_from);
  out.setCopy(genesis.copy);
}

void write(schema::Record::Body::Builder body, const Claim& claim) {
  auto out = body.initClaim();
  out.setNodeA(claim.node.value.word_a());
  out.setNodeB(claim.node.value.word_b());
  out.setSoftware(claim.software);
  out.setReason(static_cast<schema::Claim::Reason>(claim.reason));
  out.setHeadSeen(claim.head_seen);
}

void write(schema::Record::Body::Builder body, const Release& release) {
  auto out = body.initRelease();
  out.setReason(release.reason);
  out.setSuccessorA(release.successor.value.word_a());
  out.setSuccessorB(release.successor.value.word_b());
}

void write(schema::Record::Body::Builder body, const Seal& seal) {
  auto out = body.initSeal();
  out.setNextGeneration(seal.next_generation);
  if (!seal.reason.empty()) out.setReason(text_of(seal.reason));
  if (!seal.operator_name.empty()) out.setOperator(text_of(seal.operator_name));
  if (!seal.target.empty()) out.setTarget(text_of(seal.target));
}

void write(schema::Record::Body::Builder body, const Opened& opened) {
  auto out = body.initOpened();
  out.setEpoch(opened.epoch);
  out.setLostFrom(opened.lost_from);
  if (!opened.source.empty()) out.setSource(text_of(opened.source));
}

Genesis read(schema::Genesis::Reader in) {
  return {LogId{uuid(in.getLogA(), in.getLogB())},
          in.getParent(),
          in.getBasePos(),
          in.getBaseEpoch(),
          Digest::from_words(in.getRootA(), in.getRootB(), in.getRootC(), in.getRootD()),
          text(in.getReason()),
          in.getLostFrom(),
          in.getCopy()};
}

Claim read(schema::Claim::Reader in) {
  return {NodeId{uuid(in.getNodeA(), in.getNodeB())}, in.getSoftware(), static_cast<Claim::Reason>(in.getReason()),
          in.getHeadSeen()};
}

Release read(schema::Release::Reader in) {
  return {in.getReason(), NodeId{uuid(in.getSuccessorA(), in.getSuccessorB())}};
}

Seal read(schema::Seal::Reader in) {
  return {in.getNextGeneration(), text(in.getReason()), text(in.getOperator()), text(in.getTarget())};
}

Opened read(schema::Opened::Reader in) { return {in.getEpoch(), in.getLostFrom(), text(in.getSource())}; }

void write(schema::Actor::Builder out, const ActorIds& actor) {
  out.setAccountA(actor.account.value.word_a());
  out.setAccountB(actor.account.value.word_b());
  out.setPositionA(actor.position.value.word_a());
  out.setPositionB(actor.position.value.word_b());
  out.setForA(actor.on_behalf_of.value.word_a());
  out.setForB(actor.on_behalf_of.value.word_b());
  out.setDelegationA(actor.delegation.word_a());
  out.setDelegationB(actor.delegation.word_b());
}

ActorIds read(schema::Actor::Reader in) {
  return {AccountId{uuid(in.getAccountA(), in.getAccountB())}, PositionId{uuid(in.getPositionA(), in.getPositionB())},
          PositionId{uuid(in.getForA(), in.getForB())}, uuid(in.getDelegationA(), in.getDelegationB())};
}

EventEnvelope read(schema::EventEnvelope::Reader in) {
  EventEnvelope envelope;
  envelope.id = {uuid(in.getIdA(), in.getIdB())};
  envelope.stream = uuid(in.getStreamA(), in.getStreamB());
  envelope.seq = in.getSeq();
  envelope.aggregate = in.getAggregate();
  envelope.type = in.getType();
  envelope.version = in.getVersion();
  envelope.flags = in.getFlags();
  envelope.agency = {uuid(in.getAgencyA(), in.getAgencyB())};
  envelope.occurred_at = from_micros(in.getOccurredAt());
  envelope.business_date = in.getBusinessDate();
  envelope.rule_set = in.getRuleSet();
  envelope.calendar = in.getCalendar();
  envelope.cause = {uuid(in.getCauseA(), in.getCauseB())};
  envelope.matter = uuid(in.getMatterA(), in.getMatterB());
  envelope.actor = read(in.getActor());
  envelope.legal_basis = text(in.getLegalBasis());
  envelope.payload = bytes_of(in.getPayload());
  return envelope;
}

/// False if a limit is broken.
bool read_events(schema::Record::Body::Reader body, Events& events) {
  const auto list = body.getEvents();
  if (list.size() > kMaxEventsPerRecord) return false;
  events.envelopes.reserve(list.size());
  for (const auto envelope : list) {
    if (envelope.size() > kMaxEventBytes) return false;
    events.envelopes.push_back(bytes_of(envelope));
  }
  return true;
}

tl::expected<Record, RecordFault> read_record(schema::Record::Reader in, std::size_t size_bytes) {
  using Which = schema::Record::Body::Which;
  const auto body = in.getBody();
  if (in.getFormat() != kRecordFormat || body.which() > Which::OPENED) {
    return tl::unexpected(RecordFault::unknown_format);
  }
  if (size_bytes > kMaxRecordBytes || in.getNEvents() > kMaxEventsPerRecord) {
    return tl::unexpected(RecordFault::over_limit);
  }
  Record record;
  record.level = in.getLevel();
  record.partition = {in.getPartition()};
  record.n_events = in.getNEvents();
  record.generation = in.getGeneration();
  record.digest_key = in.getDigestKey();
  record.epoch = in.getEpoch();
  record.first_pos = in.getFirstPos();
  record.hlc = in.getHlc();
  record.writer = {uuid(in.getWriterA(), in.getWriterB())};
  record.prev_root = Digest::from_words(in.getRootA(), in.getRootB(), in.getRootC(), in.getRootD());
  record.idem_key = {uuid(in.getIdemA(), in.getIdemB())};
  record.req_digest = {uuid(in.getDigestA(), in.getDigestB())};
  switch (body.which()) {
    case Which::EVENTS:
      if (!read_events(body, record.body.emplace<Events>())) return tl::unexpected(RecordFault::over_limit);
      break;
    case Which::GENESIS: record.body = read(body.getGenesis()); break;
    case Which::CLAIM: record.body = read(body.getClaim()); break;
    case Which::RELEASE: record.body = read(body.getRelease()); break;
    case Which::SEAL: record.body = read(body.getSeal()); break;
    case Which::OPENED: record.body = read(body.getOpened()); break;
  }
  return record;
}

}  // namespace

Bytes encode_record(const Record& record) {
  ::capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Record>();
  out.setFormat(record.format);
  out.setLevel(record.level);
  out.setPartition(record.partition.value);
  out.setNEvents(record.n_events);
  out.setGeneration(record.generation);
  out.setDigestKey(record.digest_key);
  out.setEpoch(record.epoch);
  out.setFirstPos(record.first_pos);
  out.setHlc(record.hlc);
  out.setWriterA(record.writer.value.word_a());
  out.setWriterB(record.writer.value.word_b());
  out.setRootA(record.prev_root.word(0));
  out.setRootB(record.prev_root.word(1));
  out.setRootC(record.prev_root.word(2));
  out.setRootD(record.prev_root.word(3));
  out.setIdemA(record.idem_key.value.word_a());
  out.setIdemB(record.idem_key.value.word_b());
  out.setDigestA(record.req_digest.value.word_a());
  out.setDigestB(record.req_digest.value.word_b());
  std::visit([&out](const auto& body) { write(out.getBody(), body); }, record.body);
  return canonical_bytes(out.asReader());
}

tl::expected<Record, RecordFault> decode_record(BytesView bytes) {
  try {
    const auto message = AlignedMessage::open(bytes);
    if (!message) return tl::unexpected(RecordFault::not_canonical);
    auto reader = message->reader();
    return read_record(reader.getRoot<schema::Record>(), bytes.size());
  } catch (const kj::Exception&) {
    return tl::unexpected(RecordFault::over_limit);  // a body of the wrong kind, or deeper than allowed
  }
}

Bytes encode_envelope(const EventEnvelope& envelope) {
  ::capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::EventEnvelope>();
  out.setIdA(envelope.id.value.word_a());
  out.setIdB(envelope.id.value.word_b());
  out.setStreamA(envelope.stream.word_a());
  out.setStreamB(envelope.stream.word_b());
  out.setSeq(envelope.seq);
  out.setAggregate(envelope.aggregate);
  out.setType(envelope.type);
  out.setVersion(envelope.version);
  out.setFlags(envelope.flags);
  out.setAgencyA(envelope.agency.value.word_a());
  out.setAgencyB(envelope.agency.value.word_b());
  out.setOccurredAt(to_micros(envelope.occurred_at));
  out.setBusinessDate(envelope.business_date);
  out.setRuleSet(envelope.rule_set);
  out.setCalendar(envelope.calendar);
  out.setCauseA(envelope.cause.value.word_a());
  out.setCauseB(envelope.cause.value.word_b());
  out.setMatterA(envelope.matter.word_a());
  out.setMatterB(envelope.matter.word_b());
  if (envelope.actor != ActorIds{}) write(out.initActor(), envelope.actor);
  if (!envelope.legal_basis.empty()) out.setLegalBasis(text_of(envelope.legal_basis));
  if (!envelope.payload.empty()) out.setPayload(data_of(envelope.payload));
  return canonical_bytes(out.asReader());
}

Result<EventEnvelope> decode_envelope(BytesView bytes) {
  const auto damaged = [] { return refuse(ErrorCode::record_damaged, "envelope_damaged"); };
  if (bytes.size() > kMaxEventBytes) return damaged();
  const auto message = AlignedMessage::open(bytes);
  if (!message) return damaged();
  try {
    auto reader = message->reader();
    return read(reader.getRoot<schema::EventEnvelope>());
  } catch (const kj::Exception&) {
    return damaged();
  }
}

}  // namespace chauban::storage
