// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_engine_client.h"

#include "projections/search_engine/search_engine.h"
#include "projections/search_wire.h"
#include "schemas/base/log.h"

namespace chauban::search {
namespace {

struct Answer {
  chauban_search_buffer buffer{nullptr, 0};
  Answer() = default;
  ~Answer() { chauban_search_free(&buffer); }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  [[nodiscard]] Bytes bytes() const {
    return buffer.data == nullptr ? Bytes() : Bytes(reinterpret_cast<const char*>(buffer.data), buffer.size);
  }
};

Result<Bytes> outcome(std::int32_t status, const Answer& answer) {
  if (status == CHAUBAN_SEARCH_OK) return answer.bytes();
  log_error("search_engine_failed", {{"reason", answer.bytes()}});
  if (status == CHAUBAN_SEARCH_LOCKED) return refuse(ErrorCode::data_folder_locked);
  if (status == CHAUBAN_SEARCH_STORAGE) return refuse(ErrorCode::storage_full);
  return refuse(ErrorCode::internal, status == CHAUBAN_SEARCH_UNUSABLE ? "search_index_unusable" : "");
}

const std::uint8_t* bytes_of(BytesView message) { return reinterpret_cast<const std::uint8_t*>(message.data()); }

}  // namespace

Result<std::vector<std::string>> damaged_index_files(const std::filesystem::path& folder) {
  auto message = new_message();
  put_text(message, folder.string());
  Answer answer;
  CHAUBAN_TRY(const auto bytes,
              outcome(chauban_search_check(bytes_of(message), message.size(), &answer.buffer), answer));
  WireReader in(bytes);
  std::vector<std::string> names;
  for (auto left = in.u32(); left > 0 && in.ok(); --left) names.emplace_back(in.text());
  if (!in.complete()) return refuse(ErrorCode::internal);
  return names;
}

Result<std::unique_ptr<EngineClient>> EngineClient::open(const std::filesystem::path& folder,
                                                         std::size_t memory_bytes) {
  auto message = new_message();
  put_text(message, folder.string());
  put_u64(message, memory_bytes);
  put_schema(message);
  chauban_search_engine* engine = nullptr;
  Answer answer;
  CHAUBAN_TRY([[maybe_unused]] auto done,
              outcome(chauban_search_open(bytes_of(message), message.size(), &engine, &answer.buffer), answer));
  return std::unique_ptr<EngineClient>(new EngineClient(engine));
}

EngineClient::~EngineClient() { chauban_search_close(engine_); }

Result<Bytes> EngineClient::put(BytesView message) {
  Answer answer;
  return outcome(chauban_search_put(engine_, bytes_of(message), message.size(), &answer.buffer), answer);
}
Result<Bytes> EngineClient::erase(BytesView message) {
  Answer answer;
  return outcome(chauban_search_erase(engine_, bytes_of(message), message.size(), &answer.buffer), answer);
}
Result<Bytes> EngineClient::commit(BytesView message) {
  Answer answer;
  return outcome(chauban_search_commit(engine_, bytes_of(message), message.size(), &answer.buffer), answer);
}
Result<Bytes> EngineClient::search(BytesView message) {
  Answer answer;
  return outcome(chauban_search_search(engine_, bytes_of(message), message.size(), &answer.buffer), answer);
}
Result<Bytes> EngineClient::terms(BytesView message) {
  Answer answer;
  return outcome(chauban_search_terms(engine_, bytes_of(message), message.size(), &answer.buffer), answer);
}
Result<Bytes> EngineClient::status() {
  Answer answer;
  return outcome(chauban_search_status(engine_, &answer.buffer), answer);
}
Result<Bytes> EngineClient::digest() {
  Answer answer;
  return outcome(chauban_search_digest(engine_, &answer.buffer), answer);
}
Result<Bytes> EngineClient::merge_all() {
  Answer answer;
  return outcome(chauban_search_merge_all(engine_, &answer.buffer), answer);
}

}  // namespace chauban::search
