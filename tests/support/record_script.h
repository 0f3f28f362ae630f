// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/fold.h"

#include <initializer_list>
#include <string>

namespace chauban::storage {

/// A small canonical envelope; equal arguments give equal bytes.
Bytes sample_envelope(std::uint64_t n, std::string payload = "payload");

/// A partition written record by record: gives records that would be valid next, for tests to bend.
class RecordScript {
 public:
  explicit RecordScript(PartitionId partition = {1}) : fold_(partition), partition_(partition) {}

  [[nodiscard]] LogState state() const { return fold_.log_state(); }
  [[nodiscard]] const MemoryFold& fold() const { return fold_; }
  [[nodiscard]] const std::vector<Bytes>& records() const { return records_; }

  [[nodiscard]] Record genesis(bool copy = false) const;
  [[nodiscard]] Record claim(std::uint64_t writer) const;
  [[nodiscard]] Record data(std::size_t n_events = 1);
  [[nodiscard]] Record release() const;
  [[nodiscard]] Record seal(std::uint32_t next_generation) const;
  [[nodiscard]] Record opened(std::uint64_t epoch) const;

  /// Appends and judges.
  Verdict put(const Record& record) { return put_bytes(encode_record(record)); }
  Verdict put_bytes(Bytes bytes);
  /// Genesis, and a claim of this writer.
  void begin(std::uint64_t writer = 1);

  static WriterId writer(std::uint64_t n) { return WriterId{Uuid::from_words(n, 0x77)}; }

 private:
  [[nodiscard]] Record base() const;

  MemoryFold fold_;
  PartitionId partition_;
  std::vector<Bytes> records_;
  std::uint64_t events_ = 0;
};

}  // namespace chauban::storage
