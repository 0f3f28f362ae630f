// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/check/named_blobs.h"

#include "domain/vocabulary.h"

namespace chauban::server {
namespace {

/// Only files and readings name content. Asked before a payload is decoded: most events are of neither.
bool may_name_blobs(std::uint16_t aggregate) {
  return aggregate == static_cast<std::uint16_t>(Aggregate::file) ||
         aggregate == static_cast<std::uint16_t>(Aggregate::digitization);
}

std::vector<Digest> named(const file::FileStored& event) { return {event.content}; }
std::vector<Digest> named(const digitization::PageRecognised& event) { return {event.words}; }
std::vector<Digest> named(const auto&) { return {}; }

}  // namespace

std::vector<Digest> blobs_named_by(const Event& event) {
  return std::visit(
      [](const auto& of_aggregate) -> std::vector<Digest> {
        return std::visit([](const auto& one) { return named(one); }, of_aggregate);
      },
      event);
}

Result<std::vector<Digest>> blobs_named_by(const storage::EventEnvelope& envelope) {
  if (!may_name_blobs(envelope.aggregate)) return std::vector<Digest>();
  CHAUBAN_TRY(const auto event, decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload));
  return blobs_named_by(event);
}

Status add_named_blobs(const storage::Record& record, std::vector<storage::NamedBlob>& named) {
  const auto& envelopes = std::get<storage::Events>(record.body).envelopes;
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    const auto pos = record.first_pos + i;
    const auto envelope = storage::decode_envelope(envelopes[i]);
    const auto digests = envelope ? blobs_named_by(*envelope) : Result<std::vector<Digest>>(refuse(envelope.error()));
    if (!digests) return refuse(digests.error().code, "event_unreadable", {{"pos", std::to_string(pos)}});
    for (const auto& digest : *digests) named.push_back({storage::BlobId{digest}, {record.partition, pos}});
  }
  return {};
}

}  // namespace chauban::server
