// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/offline.h"

#include "ocr/descriptor.h"
#include "ocr/fields.h"
#include "ocr/offline_json.h"
#include "ocr/service.h"
#include "schemas/base/log.h"

#include <fcntl.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace chauban::ocr {

namespace {

namespace fs = std::filesystem;

/// One file on its way.
struct Work {
  fs::path path;
  std::string fault;  // empty: well so far
  std::vector<std::optional<PageText>> pages;
  std::size_t open = 0;
};

std::string explain(const Error& error) {
  static const std::map<std::string_view, std::string_view> kTexts = {
      {"file_not_found", "there is no such file, or it may not be read / không có tệp này, hoặc không được đọc"},
      {"file_empty", "the file is empty / tệp rỗng"},
      {"file_truncated", "the file is damaged or cut short / tệp hỏng hoặc thiếu phần cuối"},
      {"file_encrypted", "the file is locked with a password / tệp có mật khẩu"},
      {"file_not_supported", "neither PDF, PNG, JPEG nor TIFF / không phải PDF, PNG, JPEG hay TIFF"},
      {"file_too_many_pages", "the file has too many pages / tệp có quá nhiều trang"},
      {"page_too_large", "a page is too large / có trang quá lớn"},
      {"page_timeout", "a page took too long / có trang đọc quá lâu"},
      {"worker_died", "the file cannot be read safely / không đọc được tệp một cách an toàn"},
      {"worker_start_failed", "the reading process cannot be started / không khởi động được tiến trình đọc"},
      {"ocr_model_missing", "the language model is not installed / chưa cài mô hình ngôn ngữ"},
      {"signed_pdf", "a signed PDF is not rewritten / không ghi lại PDF đã ký số"}};
  const auto at = kTexts.find(error.key);
  return at != kTexts.end() ? std::string(at->second) : std::string(to_string(error.code)) + ' ' + error.key;
}

/// To the person at the terminal: progress and faults are this command's output, not the log's.
void tell(const std::string& text) { std::fputs(text.c_str(), stderr); }

Result<int> open_file(const fs::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return refuse(ErrorCode::not_found, "file_not_found");
  return fd;
}

Result<Digest> digest_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse(ErrorCode::not_found, "file_not_found");
  Sha256 hash;
  std::string chunk(1U << 16, '\0');
  while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || file.gcount() > 0) {
    hash.update(BytesView(chunk).substr(0, static_cast<std::size_t>(file.gcount())));
  }
  return hash.finish();
}

class Offline {
 public:
  explicit Offline(const OcrCliOptions& options) : options_(options) {
    for (const auto& path : options.files) works_.push_back({path, {}, {}, 0});
  }

  int run() {
    OcrService::Options service_options;
    service_options.executable = options_.executable;
    service_options.workers =
        options_.jobs > 0 ? options_.jobs : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    auto service = OcrService::start(service_options, [this](PageResult result) { take(std::move(result)); });
    if (!service) return 1;
    for (std::size_t i = 0; i < works_.size(); ++i) submit(**service, i);
    for (auto& work : works_) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return work.open == 0; });
      }
      write(**service, work);
      if (work.fault.empty()) continue;
      if (!options_.quiet && total_ > 0) tell("\n");
      tell(work.path.string() + ": " + work.fault + "\n");
    }
    if (!options_.quiet && total_ > 0) tell("\n");
    const auto failed =
        std::count_if(works_.begin(), works_.end(), [](const Work& work) { return !work.fault.empty(); });
    return failed == 0 ? 0 : failed == static_cast<std::ptrdiff_t>(works_.size()) ? 1 : 4;
  }

 private:
  void submit(OcrService& service, std::size_t index) {
    auto& work = works_[index];
    const auto fail = [&](const Error& error) { work.fault = explain(error); };
    const auto fd = open_file(work.path);
    if (!fd) return fail(fd.error());
    const Descriptor file(*fd);
    const auto facts = service.inspect(file.get());
    if (!facts) return fail(facts.error());
    const auto digest = digest_of(work.path);
    if (!digest) return fail(digest.error());
    {
      const std::scoped_lock lock(mutex_);
      work.pages.resize(static_cast<std::size_t>(facts->pages));
      work.open = work.pages.size();
      total_ += work.pages.size();
    }
    for (int page = 0; page < facts->pages; ++page) {
      PageTask task;
      task.job = derived_id("ocr-offline", std::to_string(index));
      task.page = page;
      task.content = *digest;
      task.open_file = [path = work.path] { return open_file(path); };
      const std::scoped_lock lock(mutex_);
      jobs_[task.job] = index;
      service.add(std::move(task));
    }
  }

  void take(PageResult result) {
    const std::scoped_lock lock(mutex_);
    auto& work = works_[jobs_.at(result.job)];
    if (result.text) {
      work.pages[static_cast<std::size_t>(result.page)] = std::move(*result.text);
    } else {
      work.fault = "page " + std::to_string(result.page + 1) + ": " + explain(result.text.error());
    }
    --work.open;
    ++done_;
    show_progress();
    changed_.notify_all();
  }

  void show_progress() const {
    if (options_.quiet || total_ == 0) return;
    constexpr std::size_t kBar = 30;
    const auto full = kBar * done_ / total_;
    tell("\r[" + std::string(full, '#') + std::string(kBar - full, '.') + "] " + std::to_string(done_) + '/' +
         std::to_string(total_) + " pages ");
  }

  void write(OcrService& service, Work& work) const {
    if (work.pages.empty()) return;
    std::error_code failed;
    fs::create_directories(options_.output, failed);
    for (const auto& format : options_.formats) {
      const auto bytes = format == "txt"    ? Result<Bytes>(text_of(work))
                         : format == "json" ? Result<Bytes>(to_json(work.pages))
                                            : pdf_of(service, work);
      if (!bytes) {
        work.fault = explain(bytes.error());
        continue;
      }
      std::ofstream file(options_.output / (work.path.stem().string() + '.' + format),
                         std::ios::binary | std::ios::trunc);
      file << *bytes;
      if (!file.flush()) work.fault = "cannot write / không ghi được tệp kết quả";
    }
  }

  static Bytes text_of(const Work& work) {
    Bytes text;
    for (std::size_t i = 0; i < work.pages.size(); ++i) {
      if (i > 0) text += '\f';
      if (work.pages[i]) text += plain_text(*work.pages[i]);
    }
    return text;
  }

  static Result<Bytes> pdf_of(OcrService& service, const Work& work) {
    CHAUBAN_TRY(const int fd, open_file(work.path));
    const Descriptor file(fd);
    return service.searchable_pdf(file.get(), work.pages);
  }

  const OcrCliOptions& options_;
  std::vector<Work> works_;
  std::map<Uuid, std::size_t> jobs_;
  std::mutex mutex_;  // guards works_ (pages, open, fault), jobs_, done_, total_
  std::condition_variable changed_;
  std::size_t done_ = 0;
  std::size_t total_ = 0;
};

}  // namespace

int run_ocr_cli(const OcrCliOptions& options) {
  static const std::set<std::string> kFormats = {"pdf", "txt", "json"};
  if (options.files.empty() || options.formats.empty()) return 2;
  for (const auto& format : options.formats) {
    if (kFormats.contains(format)) continue;
    tell("unknown format '" + format + "': pdf, txt or json\n");
    return 2;
  }
  set_log_level(LogLevel::warning);
  return Offline(options).run();
}

}  // namespace chauban::ocr
