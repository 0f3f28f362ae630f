// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/service.h"

#include "ocr/descriptor.h"
#include "tests/ocr/scans.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <future>

namespace chauban::ocr {
namespace {

const char* const kLetter = "01-thong-bao-so-tai-chinh.pdf";

TEST(OcrService, ReadsARealScanAndKnowsItAfterARestart) {
  const TemporaryFolder folder;
  OcrService::Options options;
  options.cache_folder = folder / "cache";
  PageText first;
  {
    Reading reading(options);
    reading.add(scan(kLetter));
    const auto results = reading.wait(1);
    ASSERT_THAT(results[0].text, Succeeds());
    EXPECT_EQ(results[0].attempts, 1);
    EXPECT_GT(results[0].cpu_seconds, 0);
    first = *results[0].text;
    EXPECT_THAT(plain_text(first),
                testing::HasSubstr("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"));
    EXPECT_GT(first.mean_confidence, 0.8);
  }
  Reading again(options);
  again.add(scan(kLetter));
  const auto results = again.wait(1);
  ASSERT_THAT(results[0].text, Succeeds());
  EXPECT_EQ(results[0].attempts, 0);
  EXPECT_EQ(*results[0].text, first);
}

TEST(OcrService, AKilledWorkerCostsOneAttemptAtOnePage) {
  Reading reading;
  reading.add(scan(kLetter));
  ASSERT_EQ(kill(reading.wait_for_worker(), SIGKILL), 0);
  const auto results = reading.wait(1);
  ASSERT_THAT(results[0].text, Succeeds());
  EXPECT_EQ(results[0].attempts, 2);
}

TEST(OcrService, AHangingWorkerIsKilledAtItsLimit) {
  OcrService::Options options;
  options.workers = 1;
  options.limits.page_time = std::chrono::seconds(2);
  Reading reading(options);
  reading.add(scan(kLetter));
  const int pid = reading.wait_for_worker();
  ASSERT_EQ(kill(pid, SIGSTOP), 0);
  const auto results = reading.wait(1);
  EXPECT_THAT(results[0].text, FailsWith(ErrorCode::ocr_page_failed, "page_timeout"));
  EXPECT_EQ(results[0].attempts, 1);
  EXPECT_NE(kill(pid, 0), 0) << "the worker is still there";
}

TEST(OcrService, AProgramThatIsNoWorkerFailsEachPageAfterThreeAttempts) {
  OcrService::Options options;
  options.executable = "/bin/false";
  Reading reading(options);
  reading.add(scan(kLetter));
  const auto results = reading.wait(1);
  EXPECT_THAT(results[0].text, FailsWith(ErrorCode::ocr_page_failed, "worker_died"));
  EXPECT_EQ(results[0].attempts, 3);
  const auto figures = reading.service().figures();
  EXPECT_EQ(figures.failed, 1U);
  EXPECT_EQ(figures.attempts_failed, 3U);
  EXPECT_EQ(figures.read, 0U);
}

/// While it lives, this process gets no new descriptor.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{3, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST(OcrService, APageWaitsWhileNoWorkerCanBeStarted) {
  constexpr int kRounds = 6000;
  Reading reading;
  std::vector<Descriptor> opened;  // beforehand: it is the worker that shall lack one
  for (int i = 0; i < 100; ++i) opened.emplace_back(::open(scan(kLetter).c_str(), O_RDONLY | O_CLOEXEC));
  PageTask task;
  task.content = sha256(file_bytes(scan(kLetter)));
  task.open_file = [&opened]() -> Result<int> {
    const int fd = opened.back().release();
    opened.pop_back();
    return fd;
  };
  {
    const NoDescriptors limit;
    reading.service().add(std::move(task));
    for (int round = 0; round < kRounds && reading.service().figures().waits == 0; ++round) poll(nullptr, 0, 5);
  }
  const auto results = reading.wait(1);
  EXPECT_GT(reading.service().figures().waits, 0U);
  ASSERT_THAT(results[0].text, Succeeds());
  EXPECT_EQ(results[0].attempts, 1) << "nobody had looked at the page before";
}

TEST(OcrService, CountsWhatItReadAndWhatItKnewAlready) {
  const TemporaryFolder folder;
  OcrService::Options options;
  options.cache_folder = folder / "cache";
  Reading reading(options);
  reading.add(scan(kLetter));
  reading.wait(1);
  reading.add(scan(kLetter));
  reading.wait(2);
  const auto figures = reading.service().figures();
  EXPECT_EQ(figures.read, 1U);
  EXPECT_EQ(figures.from_cache, 1U);
  EXPECT_EQ(figures.failed + figures.attempts_failed, 0U);
  EXPECT_GT(figures.cpu_seconds, 0.0);
}

TEST(OcrService, ADamagedCacheIsReadAnew) {
  const TemporaryFolder folder;
  OcrService::Options options;
  options.cache_folder = folder / "cache";
  {
    Reading reading(options);
    reading.add(scan(kLetter));
    ASSERT_THAT(reading.wait(1)[0].text, Succeeds());
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "cache")) {
    if (entry.is_regular_file()) std::ofstream(entry.path(), std::ios::trunc) << "half a page";
  }
  Reading again(options);
  again.add(scan(kLetter));
  const auto results = again.wait(1);
  ASSERT_THAT(results[0].text, Succeeds());
  EXPECT_EQ(results[0].attempts, 1);
}

TEST(OcrService, CancelledPagesAreNotReported) {
  OcrService::Options options;
  options.workers = 1;
  Reading reading(options);
  const auto running = reading.add(scan(kLetter));
  const auto waiting = reading.add(scan("02-cong-van-phong-kinh-te-ha-tang.pdf"));
  reading.service().cancel(running);
  reading.service().cancel(waiting);
  const auto wanted = reading.add(scan("07-thong-bao-so-noi-vu.pdf"));
  EXPECT_EQ(reading.wait(1)[0].job, wanted);
}

TEST(OcrService, InspectsWhilePagesAreBeingRead) {
  Reading reading;
  reading.add(scan(kLetter));
  const auto facts = inspect_bytes(reading.service(), file_bytes(scan("09-ke-hoach-hoa-toc-van-phong.pdf")));
  ASSERT_THAT(facts, Succeeds());
  EXPECT_EQ(*facts, (FileFacts{"application/pdf", 2}));
}

TEST(OcrService, InspectsAgainWhenTheWorkerIsKilled) {
  Reading reading;
  const auto bytes = file_bytes(scan("09-ke-hoach-hoa-toc-van-phong.pdf"));
  for (bool killed = false; !killed;) {  // an inspection may be over before its worker is seen
    auto facts = std::async(std::launch::async, [&] { return inspect_bytes(reading.service(), bytes); });
    while (!killed && facts.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      const auto pids = reading.service().worker_pids();
      killed = !pids.empty() && kill(pids.front(), SIGKILL) == 0;
    }
    EXPECT_THAT(facts.get(), Succeeds());
  }
}

TEST(OcrService, SaysNothingOfAFileWhenItStops) {
  OcrService::Options options;
  options.limits.inspect_time = std::chrono::seconds(60);
  Reading reading(options);
  const auto bytes = file_bytes(scan(kLetter));
  for (bool held = false; !held;) {
    auto facts = std::async(std::launch::async, [&] { return inspect_bytes(reading.service(), bytes); });
    while (!held && facts.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      const auto pids = reading.service().worker_pids();
      held = !pids.empty() && kill(pids.front(), SIGSTOP) == 0;
    }
    if (!held) continue;
    reading.service().stop();
    EXPECT_THAT(facts.get(), FailsWith(ErrorCode::maintenance));
  }
}

TEST(OcrService, StopsWithWorkInFlight) {
  Reading reading;
  for (int page = 0; page < 20; ++page) reading.add(scan(kLetter), page);
  reading.wait_for_worker();
  reading.service().stop();
  EXPECT_TRUE(reading.service().worker_pids().empty());
}

}  // namespace
}  // namespace chauban::ocr
