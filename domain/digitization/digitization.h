// SPDX-License-Identifier: GPL-3.0-or-later
// One reading of one file, page by page (DigitizationJob, domain 6.11). A suggested value is never registered unseen.
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <array>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace chauban::digitization {

/// Waiting rooms of the page queue, most pressing first (ocr reference, section 7).
enum class Lane : std::uint8_t { interactive, mail, batch, archive };

/// Where on the scan a value stands. Box in points from the page's top left: left, top, right, bottom. page 0 =
/// nowhere.
struct Region {
  int page = 0;  ///< 1-based
  std::array<float, 4> box{};
  bool operator==(const Region&) const = default;
};

struct JobCreated {
  JobId job;
  FileId file;
  AgencyId agency;
  int pages = 0;
  Lane lane = Lane::mail;
  bool operator==(const JobCreated&) const = default;
};
struct PageRecognised {
  int page = 0;  ///< 1-based
  Digest words;  ///< blob: words with boxes, in reading order
  int word_count = 0;
  float confidence = 0;  ///< mean, 0..1
  bool from_text_layer = false;
  bool blank = false;
  std::string engine;  ///< engine, model and settings that read it
  bool operator==(const PageRecognised&) const = default;
};
struct PageFailed {
  int page = 0;
  std::string reason;  ///< key of the message: page_timeout, worker_died, …
  int attempts = 0;
  bool operator==(const PageFailed&) const = default;
};
struct FieldCandidate {
  std::string value;
  float confidence = 0;
  Region region;
  bool operator==(const FieldCandidate&) const = default;
};
/// The newest suggestion of a field replaces the older one. `field` is an identifier of the API: `code`, `issueDate`,
/// ….
struct FieldSuggested {
  std::string field;
  std::string value;
  float confidence = 0;
  Region region;
  std::string raw;  ///< what stood there, before it was understood
  std::vector<FieldCandidate> candidates;
  bool operator==(const FieldSuggested&) const = default;
};
struct JobCompleted {
  int pages_read = 0;
  int pages_failed = 0;
  bool operator==(const JobCompleted&) const = default;
};
struct JobCancelled {
  std::string reason;
  bool operator==(const JobCancelled&) const = default;
};
/// Failed pages are to be read again.
struct JobRetried {
  std::vector<int> pages;
  bool operator==(const JobRetried&) const = default;
};
/// The file could not be opened at all. `reason`: file_encrypted, file_truncated, …
struct JobFailed {
  std::string reason;
  bool operator==(const JobFailed&) const = default;
};
using Event = std::variant<JobCreated, PageRecognised, PageFailed, FieldSuggested, JobCompleted, JobCancelled,
                           JobRetried, JobFailed>;

enum class Stage : std::uint8_t { absent, running, completed, cancelled, failed };
struct State {
  Stage stage = Stage::absent;
  FileId file;
  AgencyId agency;
  int pages = 0;
  std::set<int> read;
  std::set<int> failed;
  bool operator==(const State&) const = default;
};

/// pages >= 1, or `failure` names why the file cannot be opened: then the job fails at once (JobCreated + JobFailed).
struct CreateJob {
  JobId job;
  FileId file;
  int pages = 0;
  Lane lane = Lane::mail;
  std::string failure;
};
/// A page that is read already gives no event (a replay). The last page also gives JobCompleted.
struct RecordPage {
  JobId job;
  PageRecognised page;
};
struct RecordPageFailure {
  JobId job;
  PageFailed page;
};
struct SuggestFields {
  JobId job;
  std::vector<FieldSuggested> fields;
};
struct CancelJob {
  JobId job;
  std::string reason;
};
struct RetryJob {
  JobId job;
};

State evolve(State state, const Event& event);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::digitization
