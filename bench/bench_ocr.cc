// SPDX-License-Identifier: GPL-3.0-or-later
// How well and how fast pages are read: bench_ocr --corpus DIR [--json] [--jobs N] [--text DIR]
// DIR holds NNN.pdf and NNN.json (level, fields, pages[].words[].text). Prints the character error rate, word recall,
// processor seconds a page and the share of fields read exactly.
#include "bench/bench_ocr_score.h"
#include "ocr/fields.h"
#include "ocr/service.h"
#include "ocr/worker_main.h"
#include "schemas/base/log.h"

#include <boost/json.hpp>
#include <fcntl.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using chauban::bench::Score;
using chauban::bench::Tally;

struct Arguments {
  fs::path corpus;
  fs::path text;
  bool as_json = false;
  int jobs = 1;
};

struct Letter {
  std::string name;
  std::string level;
  json::object fields;
  std::vector<std::string> truth;  // a page
  std::vector<std::optional<chauban::ocr::PageText>> read;
};

std::string whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<Letter> load(const fs::path& corpus) {
  std::vector<Letter> letters;
  for (const auto& entry : fs::directory_iterator(corpus)) {
    const auto pdf = fs::path(entry.path()).replace_extension(".pdf");
    if (entry.path().extension() != ".json" || !fs::exists(pdf)) continue;
    const auto truth = json::parse(whole(entry.path())).as_object();
    Letter letter{pdf.string(), std::string(truth.at("level").as_string()), truth.at("fields").as_object(), {}, {}};
    for (const auto& page : truth.at("pages").as_array()) {
      std::string text;
      for (const auto& word : page.at("words").as_array()) text += std::string(word.at("text").as_string()) + ' ';
      letter.truth.push_back(text);
    }
    letter.read.resize(letter.truth.size());
    letters.push_back(std::move(letter));
  }
  std::sort(letters.begin(), letters.end(), [](const Letter& a, const Letter& b) { return a.name < b.name; });
  return letters;
}

/// All pages through the service, as a server would. Returns the processor seconds of the workers.
double read_all(std::vector<Letter>& letters, const Arguments& arguments) {
  std::mutex mutex;
  std::condition_variable done;
  std::size_t open = 0;
  double seconds = 0;
  chauban::SeededIds ids(1);
  std::map<chauban::Uuid, std::size_t> by_job;
  for (const auto& letter : letters) open += letter.truth.size();
  auto service = chauban::ocr::OcrService::start(
      {fs::read_symlink("/proc/self/exe"), arguments.jobs, {}, {}}, [&](chauban::ocr::PageResult result) {
        const std::scoped_lock lock(mutex);
        seconds += result.cpu_seconds;
        if (result.text)
          letters[by_job.at(result.job)].read[static_cast<std::size_t>(result.page)] = std::move(*result.text);
        if (!arguments.as_json) std::cerr << '\r' << open - 1 << " pages to go   ";
        if (--open == 0) done.notify_all();
      });
  if (!service) return 0;
  std::unique_lock lock(mutex);
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const auto job = ids.random();
    by_job[job] = i;
    for (std::size_t page = 0; page < letters[i].truth.size(); ++page) {
      chauban::ocr::PageTask task;
      task.job = job;
      task.page = static_cast<int>(page);
      task.open_file = [name = letters[i].name]() -> chauban::Result<int> {
        return ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
      };
      (*service)->add(std::move(task));
    }
  }
  done.wait(lock, [&] { return open == 0; });
  if (!arguments.as_json) std::cerr << '\n';
  return seconds;
}

void write_text(const Letter& letter, const fs::path& folder) {
  fs::create_directories(folder);
  std::ofstream file(folder / (fs::path(letter.name).stem().string() + ".txt"));
  bool first = true;
  for (const auto& page : letter.read) {
    if (!first) file << '\f';
    first = false;
    if (page) file << plain_text(*page);
  }
}

int run(const Arguments& arguments) {
  auto letters = load(arguments.corpus);
  if (letters.empty()) {
    std::cerr << "bench_ocr: no NNN.json with its NNN.pdf in " << arguments.corpus << '\n';
    return 2;
  }
  const double seconds = read_all(letters, arguments);
  std::map<std::string, Score> scores;
  std::map<std::string, Tally> fields;
  std::size_t pages = 0;
  for (const auto& letter : letters) {
    std::vector<chauban::ocr::PageText> texts;
    for (std::size_t i = 0; i < letter.truth.size(); ++i) {
      const auto read = letter.read[i] ? plain_text(*letter.read[i]) : std::string();
      const auto score = chauban::bench::score_page(letter.truth[i], read);
      scores["all"] += score;
      scores[letter.level] += score;
      texts.push_back(letter.read[i].value_or(chauban::ocr::PageText{}));
    }
    pages += letter.truth.size();
    chauban::bench::tally_fields(letter.fields, chauban::ocr::propose_fields(texts), letter.level, letter.name, fields);
    if (!arguments.text.empty()) write_text(letter, arguments.text);
  }
  const double per_page = seconds / static_cast<double>(pages);
  if (arguments.as_json) {
    json::object out{{"pages", pages}, {"cpu_seconds_per_page", per_page}};
    for (const auto& [level, score] : scores) out["cer_" + level] = score.cer();
    for (const auto& [level, score] : scores) out["recall_" + level] = score.recall();
    json::object exact;
    for (const auto& [name, tally] : fields) exact[name] = tally.share();
    out["fields"] = exact;
    std::cout << json::serialize(out) << '\n';
    return 0;
  }
  for (const auto& [level, score] : scores) {
    std::printf("%-7s pages %3zu  CER %.4f  word recall %.4f\n", level.c_str(), score.pages, score.cer(),
                score.recall());
  }
  std::printf("cpu     %.3f s/page over %zu pages\n", per_page, pages);
  for (const auto& [name, tally] : fields)
    std::printf("field   %-24s %3d of %3d exact\n", name.c_str(), tally.exact, tally.all);
  return 0;
}

}  // namespace

int main(int count, char** values) {
  if (count > 1 && std::string_view(values[1]) == "ocr-worker") {
    return chauban::ocr::run_worker(chauban::ocr::kWorkerSocket);
  }
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string_view option = values[i];
    if (option == "--json") arguments.as_json = true;
    if (option == "--corpus" && i + 1 < count) arguments.corpus = values[++i];
    if (option == "--text" && i + 1 < count) arguments.text = values[++i];
    if (option == "--jobs" && i + 1 < count) arguments.jobs = std::max(1, std::atoi(values[++i]));
  }
  if (arguments.corpus.empty()) {
    std::cerr << "bench_ocr --corpus DIR [--json] [--jobs N] [--text DIR]\n";
    return 2;
  }
  if (arguments.as_json) chauban::set_log_level(chauban::LogLevel::error);
  return run(arguments);
}
