// SPDX-License-Identifier: GPL-3.0-or-later
// Every input that was kept, by every target, without libFuzzer: what a fuzzer found once is tried in every unit run.
#include "tests/fuzz/targets.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace chauban::fuzz {
namespace {

namespace fs = std::filesystem;
using Target = void (*)(BytesView);

const std::map<std::string, Target>& targets() {
  static const std::map<std::string, Target> all{
#define TARGET(name) {#name, name},
#include "tests/fuzz/targets.def"
#undef TARGET
  };
  return all;
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found(fs::directory_iterator(folder), {});
  std::sort(found.begin(), found.end());
  return found;
}

Bytes content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class FuzzCorpus : public testing::TestWithParam<std::string> {};

TEST_P(FuzzCorpus, is_survived) {
  const auto inputs = entries(fs::path(CHAUBAN_FUZZ_CORPUS) / GetParam());
  ASSERT_FALSE(inputs.empty());

  for (const auto& path : inputs) {
    SCOPED_TRACE(path.filename().string());
    EXPECT_NO_THROW(targets().at(GetParam())(content(path)));
  }
}

INSTANTIATE_TEST_SUITE_P(Of, FuzzCorpus, testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const auto& [name, target] : targets()) names.push_back(name);
                           return names;
                         }()),
                         [](const auto& target) { return target.param; });

TEST(FuzzCorpora, belong_to_a_target_each) {
  for (const auto& folder : entries(CHAUBAN_FUZZ_CORPUS)) {
    EXPECT_TRUE(targets().contains(folder.filename().string())) << folder;
  }
}

}  // namespace
}  // namespace chauban::fuzz
