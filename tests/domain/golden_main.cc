// SPDX-License-Identifier: GPL-3.0-or-later
// chauban_golden --check DIR | --write DIR: names the missing golden records, or writes those of the newest versions.
// Nothing ever rewrites one.
#include "tests/domain/arbitrary_events.h"
#include "tests/domain/golden.h"

#include <fstream>
#include <iostream>

namespace chauban {
namespace {

void write_missing(const std::filesystem::path& folder) {
  for (std::size_t place = 0; place < event_types().size(); ++place) {
    const auto& type = event_types()[place];
    const auto path = folder / golden::file_name(type, type.version);
    if (std::filesystem::exists(path)) continue;
    const auto random = rc::gen::exec([place] { return arbitrary::event_at(place); });
    const Event event = random(rc::Random(1000 + place), 10).value();
    std::ofstream(path, std::ios::binary) << encode_event(event).payload;
    std::cout << "wrote " << path.filename().string() << "\n";
  }
}

}  // namespace
}  // namespace chauban

int main(int argc, char** argv) {
  const std::string mode = argc == 3 ? argv[1] : "";
  if (mode != "--check" && mode != "--write") {
    std::cerr << "usage: chauban_golden --check DIR | --write DIR\n";
    return 2;
  }
  if (mode == "--write") chauban::write_missing(argv[2]);
  const auto missing = chauban::golden::missing(argv[2]);
  for (const auto& name : missing) std::cerr << "missing: " << name << "\n";
  return missing.empty() ? 0 : 1;
}
