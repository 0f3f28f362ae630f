// SPDX-License-Identifier: GPL-3.0-or-later
// The C interface of the engine as a C++ object: errors as values, buffers freed.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

struct chauban_search_engine;

namespace chauban::search {

/// Names of the files of an index, which nobody has open, whose checksums are wrong. Errors: internal (with key
/// search_index_unusable when it cannot be opened at all), storage_full.
Result<std::vector<std::string>> damaged_index_files(const std::filesystem::path& folder);

/// Thread: as search_engine.h says.
class EngineClient {
 public:
  /// Errors: data_folder_locked, storage_full, internal with key search_index_unusable (move it aside and try again).
  static Result<std::unique_ptr<EngineClient>> open(const std::filesystem::path& folder, std::size_t memory_bytes);
  ~EngineClient();
  EngineClient(const EngineClient&) = delete;
  EngineClient& operator=(const EngineClient&) = delete;

  Result<Bytes> put(BytesView message);
  Result<Bytes> erase(BytesView message);
  Result<Bytes> commit(BytesView message);
  Result<Bytes> search(BytesView message);
  Result<Bytes> terms(BytesView message);
  Result<Bytes> status();
  Result<Bytes> digest();
  Result<Bytes> merge_all();

 private:
  explicit EngineClient(chauban_search_engine* engine) : engine_(engine) {}
  chauban_search_engine* engine_;
};

}  // namespace chauban::search
