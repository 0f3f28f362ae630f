// SPDX-License-Identifier: GPL-3.0-or-later
// Two writers that know only a prefix of the log, and whose records arrive in any order, twice or never: whatever they
// do, readers agree and the invariants of event-log.md 10 hold.
#include "storage/fold.h"
#include "storage/state.h"
#include "tests/support/matchers.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_log.h"
#include "tests/support/temporary_folder.h"

#include <rapidcheck/gtest.h>

#include <random>
#include <set>

namespace chauban::storage {
namespace {

constexpr PartitionId kOne{1};

enum class Step : std::uint8_t { claim, send, send_again, release, catch_up, arrive, arrive_late, arrive_twice, lose };

/// Often enough in order and up to date that long valid stretches arise.
const std::vector<Step> kUsualSteps = [] {
  std::vector<Step> steps;
  const std::vector<std::pair<Step, std::size_t>> weights{
      {Step::claim, 2},   {Step::send, 8},        {Step::send_again, 2},   {Step::release, 1}, {Step::catch_up, 4},
      {Step::arrive, 12}, {Step::arrive_late, 1}, {Step::arrive_twice, 1}, {Step::lose, 1}};
  for (const auto& [step, weight] : weights) steps.insert(steps.end(), weight, step);
  return steps;
}();

/// A writer as weak as a network allows: it believes what it read, and that what it sent is valid.
struct Writer {
  MemoryFold seen{kOne};
  LogState believed;
  WriterId id;

  void catch_up(const std::vector<Bytes>& log, std::size_t at_most) {
    for (; at_most > 0 && seen.log_state().next_offset.value < log.size(); --at_most) {
      const auto at = seen.log_state().next_offset;
      RC_ASSERT(seen.follow(at, log[at.value]).has_value());
    }
  }
};

class Interleaving {
 public:
  Interleaving() {
    RecordScript script;
    log = {encode_record(script.genesis())};
  }

  void run(Step step, std::size_t who, std::size_t amount) {
    auto& writer = writers_[who];
    switch (step) {
      case Step::claim:
        writer.catch_up(log, amount * 8);
        claim(writer);
        break;
      case Step::send: send(writer, std::to_string(++key_)); break;
      case Step::send_again: send(writer, std::to_string(amount % 4)); break;
      case Step::release: release(writer); break;
      case Step::catch_up: writer.catch_up(log, amount); break;
      case Step::arrive: arrive(0, true); break;
      case Step::arrive_late: arrive(amount, true); break;
      case Step::arrive_twice: arrive(amount, false); break;
      case Step::lose:
        if (!on_the_way_.empty()) on_the_way_.erase(on_the_way_.begin() + index(amount));
        break;
    }
  }
  void arrive_all() {
    while (!on_the_way_.empty()) arrive(0, true);
  }

  std::vector<Bytes> log;

 private:
  [[nodiscard]] std::ptrdiff_t index(std::size_t amount) const {
    return static_cast<std::ptrdiff_t>(amount % on_the_way_.size());
  }
  void arrive(std::size_t amount, bool once) {
    if (on_the_way_.empty()) return;
    const auto at = on_the_way_.begin() + index(amount);
    log.push_back(*at);
    if (once) on_the_way_.erase(at);
  }
  static Record base(const Writer& writer) {
    Record record;
    record.partition = kOne;
    record.generation = writer.believed.generation;
    record.epoch = writer.believed.epoch;
    record.first_pos = writer.believed.next_pos();
    record.prev_root = writer.believed.tree.root();
    record.hlc = writer.believed.hlc + 1;
    record.writer = writer.id;
    return record;
  }
  void claim(Writer& writer) {
    writer.believed = writer.seen.log_state();
    writer.id = WriterId{Uuid::from_words(++ids_, 1)};
    auto record = base(writer);
    record.generation = 1;
    ++record.epoch;
    record.body = Claim{};
    on_the_way_.push_back(encode_record(record));
    advance(writer.believed, Verdict::valid(), &record, on_the_way_.back());
  }
  void send(Writer& writer, const std::string& key) {
    if (writer.id.is_nil()) return;
    auto record = base(writer);
    record.n_events = 1;
    record.idem_key = idem_key("test", key);
    record.body = Events{{sample_envelope(++events_)}};
    on_the_way_.push_back(encode_record(record));
    advance(writer.believed, Verdict::valid(), &record, on_the_way_.back());
  }
  void release(Writer& writer) {
    if (writer.id.is_nil()) return;
    auto record = base(writer);
    record.body = Release{};
    on_the_way_.push_back(encode_record(record));
  }

  std::array<Writer, 2> writers_;
  std::vector<Bytes> on_the_way_;
  std::uint64_t ids_ = 0;
  std::uint64_t key_ = 100;
  std::uint64_t events_ = 0;
};

Interleaving any_interleaving() {
  Interleaving interleaving;
  const auto length = *rc::gen::inRange(40, 200);
  for (int i = 0; i < length; ++i) {
    const auto step = *rc::gen::elementOf(kUsualSteps);
    interleaving.run(step, *rc::gen::inRange<std::size_t>(0, 2), *rc::gen::inRange<std::size_t>(0, 12));
  }
  interleaving.arrive_all();
  return interleaving;
}

struct Judged {
  LogState state;
  std::vector<Verdict> verdicts;
};

Judged fold(const std::vector<Bytes>& log) {
  MemoryFold reader(kOne);
  Judged judged;
  for (const auto& bytes : log) {
    const auto verdict = reader.follow(reader.log_state().next_offset, bytes);
    RC_ASSERT(verdict.has_value());
    RC_ASSERT(!verdict->stop_reason());
    judged.verdicts.push_back(*verdict);
  }
  judged.state = reader.log_state();
  return judged;
}

RC_GTEST_PROP(ValidPropertyTest, PositionsAreDenseKeysSingleAndOneWriterOwnsAnEpoch, ()) {
  const auto interleaving = any_interleaving();
  const auto judged = fold(interleaving.log);
  std::uint64_t next = 0;
  std::uint64_t epoch = 0;
  std::set<IdemKey> keys;
  std::map<std::uint64_t, WriterId> writers;
  for (std::size_t i = 0; i < interleaving.log.size(); ++i) {
    if (!judged.verdicts[i].is_valid()) continue;
    const auto record = decode_record(interleaving.log[i]).value();
    if (std::holds_alternative<Claim>(record.body)) RC_ASSERT(record.epoch == ++epoch);  // I5
    if (!std::holds_alternative<Events>(record.body)) continue;
    RC_ASSERT(record.first_pos == next);  // I2
    next += record.n_events;
    RC_ASSERT(keys.insert(record.idem_key).second);  // I3
    const auto [owner, first] = writers.emplace(record.epoch, record.writer);
    RC_ASSERT(owner->second == record.writer);  // I5
    RC_ASSERT(record.epoch == epoch);
  }
  RC_ASSERT(judged.state.next_pos() == next);
  RC_CLASSIFY(next > 10, "more than ten valid events");
  RC_CLASSIFY(writers.size() > 1, "several owners");
}

TEST(ValidOnDiskTest, AReaderThatRestartsAnywhereAgrees) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    std::mt19937_64 random(seed);
    Interleaving interleaving;
    for (int i = 0; i < 200; ++i) {
      interleaving.run(kUsualSteps[random() % kUsualSteps.size()], random() % 2, random() % 12);
    }
    interleaving.arrive_all();
    const auto whole = fold(interleaving.log);

    SimDisk disk;
    disk.records[kOne] = interleaving.log;
    SimLog log(disk);
    TemporaryFolder folder;
    State::Options options;
    options.folder = folder / "state";
    auto state = State::open(options, log).value();
    const auto stop = random() % interleaving.log.size();
    for (std::size_t i = 0; i < interleaving.log.size(); ++i) {
      if (i == stop) {
        state.reset();
        state = State::open(options, log).value();
        ASSERT_EQ(state->log_state(kOne).next_offset, Offset{i});
      }
      const auto verdict = state->apply(kOne, Offset{i}, interleaving.log[i], std::span<const EntityWrite>());
      ASSERT_THAT(verdict, Succeeds());
      ASSERT_EQ(*verdict, whole.verdicts[i]) << "seed " << seed << " at " << i;  // I4
    }
    ASSERT_EQ(state->log_state(kOne), whole.state) << "seed " << seed;  // I8
  }
}

RC_GTEST_PROP(ValidPropertyTest, WithoutVoidRecordsTheLogMeansTheSame, ()) {
  const auto interleaving = any_interleaving();
  const auto whole = fold(interleaving.log);
  std::vector<Bytes> valid;
  for (std::size_t i = 0; i < interleaving.log.size(); ++i) {
    if (whole.verdicts[i].is_valid()) valid.push_back(interleaving.log[i]);
  }
  auto without = fold(valid);  // I10
  for (const auto& verdict : without.verdicts) RC_ASSERT(verdict.is_valid());
  without.state.next_offset = whole.state.next_offset;
  RC_ASSERT(without.state == whole.state);
}

}  // namespace
}  // namespace chauban::storage
