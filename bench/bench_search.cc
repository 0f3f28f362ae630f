// SPDX-License-Identifier: GPL-3.0-or-later
// Gates of search (reference: search, section 6) that need no server: documents indexed per CPU second with
// analysis, bytes
// per document, and query times for a restricted reader (one document in sixteen is visible), a reader of everything,
// and the count of what one may see of whom one document in a hundred is.
// bench_search [documents] [folder] [clients]; with clients times are those of so many at once. Prints a table and JSON
// lines.
#include "projections/search_index.h"
#include "projections/search_message.h"
#include "server/demo/letters.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace chauban::search {
namespace {

constexpr int kUnits = 16;

/// The demo's letters as documents, and what people ask for of them; the same for the same seed.
class Writer {
 public:
  SearchDocument document(int n) {
    const auto letter = letter_of_year(n, 2010 + n % 15);
    const auto& paper = letter.registration;
    SearchDocument out;
    for (std::size_t i = 0; i < 8; ++i)
      out.id.bytes[15 - i] = static_cast<std::uint8_t>(static_cast<unsigned>(n) >> (8 * std::min<std::size_t>(i, 3)));
    out.type = "incoming";
    out.code = paper.code;
    out.kind = paper.kind;
    out.issuer = paper.issuer;
    out.subject = paper.subject;
    out.people = {paper.signer_name};
    out.pages = {{1, words_of(letter)}};
    out.rights = {"unit-" + std::to_string(n % kUnits), "one-in-a-hundred-" + std::to_string(n % 100), "clerk"};
    out.year = int(paper.issue_date.year());
    out.issue_date = paper.issue_date;
    out.unit = "unit-" + std::to_string(n % kUnits);
    out.state = n % 5 == 0 ? "directed" : "filed";
    return out;
  }

  /// Words that stand side by side somewhere in some letter.
  std::string asked(std::size_t count) {
    const auto words = words_of(letter_of_year(1, 2020));
    const auto first = asking_.below(words.size() - count);
    std::string out;
    for (std::size_t i = first; i < first + count; ++i) (out.empty() ? out : out += ' ') += words[i];
    return out;
  }

 private:
  server::Letter letter_of_year(int serial, int year) {
    const auto day = std::chrono::sys_days(std::chrono::year(year) / 1 / 1) + std::chrono::days(writing_.below(365));
    return server::make_letter(writing_, serial, Date(day));
  }
  static std::vector<std::string> words_of(const server::Letter& letter) {
    std::vector<std::string> out;
    for (const auto& line : letter.lines) {
      std::istringstream words(line);
      for (std::string word; words >> word;) out.push_back(word);
    }
    return out;
  }

  server::Chance writing_{20260101};
  server::Chance asking_{7};
};

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::uintmax_t folder_bytes(const std::filesystem::path& folder) {
  std::uintmax_t sum = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) sum += entry.file_size();
  }
  return sum;
}

void print(const char* measure, double value, const char* unit) {
  std::printf("%-48s %12.3f %s\n", measure, value, unit);
  std::printf("{\"bench\":\"search\",\"measure\":\"%s\",\"value\":%.4f,\"unit\":\"%s\"}\n", measure, value, unit);
}

bool measure_queries(const SearchIndex& index, Writer& writer, const std::string& name, const SearchReader& reader,
                     std::size_t words, bool phrase) {
  std::vector<double> times;
  for (int i = 0; i < 300; ++i) {
    SearchRequest request;
    request.query = phrase ? "\"" + writer.asked(words) + "\"" : writer.asked(words);
    request.reader = reader;
    request.facets = {"kind", "year", "state"};
    const auto start = cpu_seconds();  // nothing else runs in this process; other programs' load does not show
    const auto answer = index.search(request);
    times.push_back((cpu_seconds() - start) * 1000);
    if (!answer) return false;
  }
  std::sort(times.begin(), times.end());
  print((name + " p50").c_str(), times[times.size() / 2], "CPU ms");
  print((name + " p95").c_str(), times[times.size() * 95 / 100], "CPU ms");
  return true;
}

constexpr std::size_t kAskedByEach = 50;

/// Clients at once, each asking one query after the other, every query once: what a person waits, on this machine's
/// cores.
bool measure_clients(const SearchIndex& index, const std::string& name, const SearchRequest& like,
                     const std::vector<std::string>& queries) {
  std::vector<std::vector<double>> times(queries.size() / kAskedByEach);
  std::atomic<bool> good = true;
  std::vector<std::thread> threads;
  for (std::size_t client = 0; client < times.size(); ++client) {
    threads.emplace_back([&, client] {
      auto request = like;
      for (std::size_t i = 0; i < kAskedByEach; ++i) {
        request.query = queries[client * kAskedByEach + i];
        const auto begun = std::chrono::steady_clock::now();
        if (!index.search(request)) good = false;
        times[client].push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::vector<double> all;
  for (const auto& mine : times) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  print((name + " p95").c_str(), all[all.size() * 95 / 100], "ms");
  return good;
}

bool measure_crowd(const SearchIndex& index, Writer& writer, int clients) {
  std::vector<std::string> queries(static_cast<std::size_t>(clients) * kAskedByEach);
  const auto draw = [&] {
    for (std::size_t i = 0; i < queries.size(); ++i) {
      queries[i] = i % 2 == 0 ? writer.asked(2) : "\"" + writer.asked(3) + "\"";
    }
  };
  SearchRequest request;
  request.facets = {"kind", "year", "state"};
  request.reader = {{"unit-3", "unit-none"}, false};
  draw();
  const bool restricted = measure_clients(index, "crowd, restricted reader", request, queries);
  request.reader = {{}, true};
  draw();
  const bool everything = measure_clients(index, "crowd, reader of everything", request, queries);
  request.reader = {{"one-in-a-hundred-7"}, false};
  request.facets.clear();
  request.limit = 1;
  queries.assign(queries.size(), "");  // everything the reader may see
  return measure_clients(index, "crowd, count", request, queries) && restricted && everything;
}

int run(int documents, const std::filesystem::path& folder, int clients) {
  std::filesystem::remove_all(folder);
  Writer writer;
  std::vector<SearchDocument> sample;
  for (int n = 0; n < 500; ++n) sample.push_back(writer.document(n));
  auto before = cpu_seconds();
  std::size_t bytes = 0;
  for (const auto& document : sample) bytes += document_message(document).size();
  print("analysis of a letter of 2,000 characters", (cpu_seconds() - before) / 500 * 1000 + (bytes == 0 ? 1e9 : 0),
        "ms");

  auto opened = SearchIndex::open(folder);
  if (!opened) return 1;
  auto& index = **opened;
  double indexing = 0;
  for (int n = 0; n < documents; n += 500) {
    std::vector<SearchDocument> batch;  // made outside of what is measured
    for (int i = n; i < std::min(n + 500, documents); ++i) batch.push_back(writer.document(i));
    before = cpu_seconds();
    for (const auto& document : batch) {
      if (!index.put(document)) return 1;
    }
    if (!index.commit(std::to_string(n))) return 1;
    indexing += cpu_seconds() - before;
  }
  before = cpu_seconds();
  if (!index.merge_all()) return 1;
  indexing += cpu_seconds() - before;
  print("documents indexed per CPU second", documents / indexing, "1/s");
  print("index bytes per document", static_cast<double>(folder_bytes(folder)) / documents, "B");

  if (clients > 0) return measure_crowd(index, writer, clients) ? 0 : 1;
  const SearchReader restricted{{"unit-3", "unit-none"}, false};
  const SearchReader everything{{}, true};
  const bool done = measure_queries(index, writer, "restricted reader, two words", restricted, 2, false) &&
                    measure_queries(index, writer, "restricted reader, phrase of three", restricted, 3, true) &&
                    measure_queries(index, writer, "reader of everything, two words", everything, 2, false) &&
                    measure_queries(index, writer, "reader of everything, phrase of three", everything, 3, true);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace chauban::search

int main(int argc, char** argv) {
  const int documents = argc > 1 ? std::max(std::atoi(argv[1]), 500) : 20'000;
  const auto folder =
      argc > 2 ? std::filesystem::path(argv[2]) : std::filesystem::temp_directory_path() / "chauban-bench-search";
  const int clients = argc > 3 ? std::atoi(argv[3]) : 0;
  const int status = chauban::search::run(documents, folder, clients);
  std::filesystem::remove_all(folder);
  return status;
}
