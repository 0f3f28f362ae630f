// SPDX-License-Identifier: GPL-3.0-or-later
// The front door: one answer a key, numbers without holes, nothing decided on what is not durable and applied.
#include "server/command/partition_bus.h"
#include "tests/support/failing_store_files.h"
#include "tests/support/matchers.h"
#include "tests/support/sim_log.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_clock.h"

#include <numeric>
#include <set>
#include <thread>

namespace chauban::server {
namespace {

using namespace std::chrono_literals;
using storage::SimLog;

/// A commune's two partitions over a log that can be held and broken, with one clerk.
class CommandBusTest : public ::testing::Test {
 protected:
  struct Node {
    explicit Node(storage::SimDisk& disk) : log(disk) {}
    SimLog log;
    std::unique_ptr<storage::KeyStore> keys;
    std::unique_ptr<storage::State> state;
    DirectoryBook directory;
    std::unique_ptr<Partition> system, documents;
    std::unique_ptr<PartitionBus> bus;
  };

  CommandBusTest() {
    disk_.id = storage::LogId{ids_.random()};
    start();
    const auto id = [&] { return ids_.next(clock_.now()); };
    agency_ = AgencyId{id()};
    clerk_ = {AccountId{id()}, PositionId{id()}};
    must(organisation::CreateUnit{UnitId{agency_.value}, agency_, "Ủy ban nhân dân xã Đồng Sen", "UBND", "H57", {}});
    must(account::OpenAccount{clerk_.account, "hoa", "Trần Thị Hoa"});
    must(organisation::CreatePosition{clerk_.position, UnitId{agency_.value}, "Văn thư", {Role::clerk}});
    must(organisation::HoldPosition{clerk_.position, clerk_.account});
  }
  ~CommandBusTest() override { stop(); }

  void start(rocksdb::Env* env = nullptr) {
    node_ = std::make_unique<Node>(disk_);
    node_->keys = value(storage::KeyStore::open(folder_ / "keys", clock_));
    node_->state = value(storage::State::open(state_options(env), node_->log));
    ASSERT_THAT(node_->directory.load(*node_->state), Succeeds());
    const PartitionParts parts{node_->log,         *node_->state, *node_->keys, node_->directory,
                               vietnam_calendar(), clock_,        ids_,         storage::NodeId{ids_.random()}};
    node_->system = std::make_unique<Partition>(PartitionBus::kSystem, parts, Partition::Applied{});
    node_->documents = std::make_unique<Partition>(PartitionBus::kDocuments, parts, Partition::Applied{});
    ASSERT_THAT(node_->system->start(), Succeeds());
    ASSERT_THAT(node_->documents->start(), Succeeds());
    node_->bus = std::make_unique<PartitionBus>(*node_->system, *node_->documents, ids_);
  }
  void stop() {
    if (!node_) return;
    node_->documents->stop();
    node_->system->stop();
    node_.reset();
  }

  storage::State::Options state_options(rocksdb::Env* env = nullptr) const {
    storage::State::Options options;
    options.folder = folder_ / "state";
    options.entity_shape = kStateShape;
    options.env = env;
    return options;
  }

  template <class T>
  static T value(Result<T> result) {
    EXPECT_THAT(result, Succeeds());
    return std::move(*result);
  }
  void must(Command command) {
    CommandMeta meta;
    meta.actor = {system_account("test"), {}};
    ASSERT_THAT(node_->bus->submit(std::move(command), std::move(meta)), Succeeds());
  }

  /// What a clerk sends to register a letter; `n` makes it another letter.
  incoming::RegisterIncoming letter(int n) {
    incoming::RegisterIncoming command;
    command.document = DocumentId{ids_.random()};
    command.agency = agency_;
    command.registration.code = std::to_string(n) + "/SNV-CCHC";
    command.registration.kind = "công văn";
    command.registration.issue_date = std::chrono::year{2025} / 12 / 31;
    command.registration.issuer = "Sở Nội vụ";
    command.registration.subject = "Về việc báo cáo " + std::to_string(n);
    return command;
  }
  CommandMeta meta(std::string key, Bytes canonical = "the same body") const {
    CommandMeta meta;
    meta.actor = clerk_;
    meta.key_scope = "hoa";
    meta.idempotency_key = std::move(key);
    meta.canonical = std::move(canonical);
    return meta;
  }
  static int number_of(const Receipt& receipt) {
    for (const auto& event : receipt.events) {
      const auto* incoming = std::get_if<incoming::Event>(&event.event);
      const auto* registered = incoming == nullptr ? nullptr : std::get_if<incoming::IncomingRegistered>(incoming);
      if (registered != nullptr) return registered->arrival_number;
    }
    return 0;
  }
  /// Every number given out, in the order of the log.
  std::vector<int> numbers() const {
    std::vector<int> all;
    for (std::uint64_t next = 0;;) {
      const auto events = node_->state->events(PartitionBus::kDocuments, next, 500);
      if (!events || events->empty()) return all;
      for (const auto& stored : *events) {
        const auto& envelope = stored.envelope;
        const auto event = decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload);
        const auto* incoming = event ? std::get_if<incoming::Event>(&*event) : nullptr;
        const auto* registered = incoming == nullptr ? nullptr : std::get_if<incoming::IncomingRegistered>(incoming);
        if (registered != nullptr) all.push_back(registered->arrival_number);
      }
      next = events->back().position.pos + 1;
    }
  }
  static std::vector<int> one_to(int last) {
    std::vector<int> all;
    for (int n = 1; n <= last; ++n) all.push_back(n);
    return all;
  }
  storage::Offset log_end() { return node_->log.end(PartitionBus::kDocuments); }
  CommandBus& bus() { return *node_->bus; }

  TemporaryFolder folder_;
  TestClock clock_;
  SeededIds ids_{11};
  storage::SimDisk disk_;
  std::unique_ptr<Node> node_;
  AgencyId agency_;
  Actor clerk_;
};

TEST_F(CommandBusTest, SaysTheFirstAnswerAgainForTheSameKey) {
  const auto command = letter(1);
  const auto first = value(bus().submit(command, meta("k")));
  const auto end = log_end();
  const auto again = value(bus().submit(command, meta("k")));
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.position, first.position);
  ASSERT_EQ(again.events.size(), first.events.size());
  for (std::size_t i = 0; i < first.events.size(); ++i) {
    EXPECT_EQ(again.events[i].id, first.events[i].id);
    EXPECT_EQ(again.events[i].position, first.events[i].position);
    EXPECT_EQ(again.events[i].seq, first.events[i].seq);
  }
  EXPECT_EQ(log_end(), end);
}

TEST_F(CommandBusTest, RefusesAnotherBodyUnderAKeyThatWasUsed) {
  ASSERT_THAT(bus().submit(letter(1), meta("k")), Succeeds());
  EXPECT_THAT(bus().submit(letter(2), meta("k", "another body")), FailsWith(ErrorCode::idempotency_key_reused));
  EXPECT_EQ(numbers(), one_to(1));
}

TEST_F(CommandBusTest, KnowsItsKeysAfterARestartAndAfterARebuild) {
  const auto command = letter(1);
  const auto first = value(bus().submit(command, meta("k")));
  stop();
  start();
  EXPECT_EQ(value(bus().submit(command, meta("k"))).position, first.position);
  stop();
  std::filesystem::remove_all(folder_ / "state");
  start();
  const auto again = value(bus().submit(command, meta("k")));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.position, first.position);
  EXPECT_EQ(numbers(), one_to(1));
}

TEST_F(CommandBusTest, NumbersHaveNoHoleWhenTwoRegisterAtOnce) {
  struct Clerk {
    std::vector<incoming::RegisterIncoming> letters;
    std::set<int> given;
  };
  Clerk here, there;
  for (int n = 1; n <= 200; ++n) {
    here.letters.push_back(letter(n));
    there.letters.push_back(letter(1000 + n));
  }
  const auto work = [&](Clerk& clerk) {
    for (const auto& letter : clerk.letters) {
      const auto key = letter.registration.code;
      clerk.given.insert(number_of(value(bus().submit(letter, meta(key, key)))));
    }
  };
  std::thread other([&] { work(there); });
  work(here);
  other.join();
  auto all = here.given;
  all.insert(there.given.begin(), there.given.end());
  EXPECT_EQ(all.size(), 400U) << "a number was given twice";
  EXPECT_EQ(numbers(), one_to(400));
}

TEST_F(CommandBusTest, RefusesAChangeOfAVersionThatIsNotThePresentOne) {
  const auto command = letter(1);
  const auto first = value(bus().submit(command, meta("register")));
  const StreamRef stream{Aggregate::incoming, command.document.value};
  const incoming::SubmitToLeader submit{command.document, clerk_.position, ""};
  auto stale = meta("submit");
  stale.expected = {{stream, 0}};
  const auto end = log_end();
  const auto refused = bus().submit(submit, stale);
  ASSERT_THAT(refused, FailsWith(ErrorCode::version_conflict));
  std::uint32_t version = 0;
  for (const auto& event : first.events) {
    if (event.stream == stream) version = event.seq;
  }
  EXPECT_EQ(refused.error().details.at("current"), std::to_string(version));
  EXPECT_EQ(log_end(), end);
}

TEST_F(CommandBusTest, ARefusalLeavesNoRecordAndItsKeyIsFree) {
  auto wrong = letter(1);
  wrong.registration.issue_date = std::chrono::year{2030} / 1 / 1;
  const auto end = log_end();
  EXPECT_THAT(bus().submit(wrong, meta("k")), FailsWith(ErrorCode::date_in_future));
  EXPECT_EQ(log_end(), end);
  EXPECT_EQ(number_of(value(bus().submit(letter(1), meta("k", "put right")))), 1);
}

TEST_F(CommandBusTest, AKeyThatComesTwiceAtOnceIsWrittenOnce) {
  const auto command = letter(1);
  node_->log.hold();
  // The first is in flight while the next two wait for it, so those two are decided in one group.
  auto first = value(node_->documents->submit(letter(2), meta("other", "other")));
  auto one = value(node_->documents->submit(command, meta("k")));
  auto two = value(node_->documents->submit(command, meta("k")));
  auto wrong = value(node_->documents->submit(letter(3), meta("k", "another body")));
  node_->log.deliver();
  const auto answer = value(one.get());
  const auto twin = value(two.get());
  EXPECT_THAT(first.get(), Succeeds());
  EXPECT_FALSE(answer.replayed);
  EXPECT_TRUE(twin.replayed);
  EXPECT_EQ(twin.position, answer.position);
  EXPECT_THAT(wrong.get(), FailsWith(ErrorCode::idempotency_key_reused));
  EXPECT_EQ(numbers(), one_to(2));
}

TEST_F(CommandBusTest, AfterALostAppendItClaimsAnewAndTheSameKeyTells) {
  for (const auto fault : {SimLog::Fault::lost, SimLog::Fault::kept}) {
    const auto before = static_cast<int>(numbers().size());
    const auto command = letter(before + 1);
    const auto key = "doubtful " + std::to_string(before);
    node_->log.set_fault(fault);
    ASSERT_FALSE(bus().submit(command, meta(key)));
    node_->log.set_fault(SimLog::Fault::none);
    const auto told = value(bus().submit(command, meta(key)));
    EXPECT_EQ(told.replayed, fault == SimLog::Fault::kept);
    EXPECT_EQ(number_of(told), before + 1);
    EXPECT_EQ(numbers(), one_to(before + 1));
  }
}

TEST_F(CommandBusTest, DecidesNothingAfterADurableRecordThatItsStateCouldNotTake) {
  FailingStoreFiles files;
  stop();
  start(files.env());
  ASSERT_THAT(bus().submit(letter(1), meta("one")), Succeeds());
  const auto command = letter(2);
  files.break_writes();
  EXPECT_THAT(bus().submit(command, meta("two")), FailsWith(ErrorCode::outcome_unknown));
  const auto end = log_end();
  EXPECT_FALSE(bus().submit(letter(3), meta("three", "three")));
  EXPECT_EQ(log_end(), end) << "a record was decided without the one before it";
  files.mend();
  stop();
  start();
  const auto told = value(bus().submit(command, meta("two")));
  EXPECT_TRUE(told.replayed);
  EXPECT_EQ(number_of(told), 2);
  EXPECT_EQ(number_of(value(bus().submit(letter(3), meta("three", "three")))), 3);
  EXPECT_EQ(numbers(), one_to(3));
}

TEST_F(CommandBusTest, AClockSetForwardAndBackLeavesTimeRisingKeysKnownAndNumbersWhole) {
  clock_.advance(24h * 40);
  const auto command = letter(1);
  ASSERT_THAT(bus().submit(command, meta("first")), Succeeds());
  int last = 1;
  for (const auto moved : {48h, -1h, -72h, 24h * 30, -24h * 30, 0h}) {
    clock_.advance(moved);
    for (const bool claimed_anew : {false, true}) {
      const auto key = std::to_string(++last);
      EXPECT_EQ(number_of(value(bus().submit(letter(last), meta(key, key)))), last);
      EXPECT_TRUE(value(bus().submit(command, meta("first"))).replayed);
      if (claimed_anew) continue;
      stop();
      start();
    }
  }
  EXPECT_EQ(numbers(), one_to(last));
  std::uint64_t before = 0;
  for (const auto& stored : value(node_->state->events(PartitionBus::kDocuments, 0, 1000))) {
    EXPECT_GE(stored.hlc, before);
    before = stored.hlc;
  }
}

TEST_F(CommandBusTest, TheStateIsWhatARebuildMakesOfTheLog) {
  for (int n = 1; n <= 40; ++n) {
    const auto key = std::to_string(n);
    const auto command = letter(n);
    ASSERT_THAT(bus().submit(command, meta(key, key)), Succeeds());
    if (n % 3 != 0) continue;
    auto corrected = command.registration;
    corrected.subject += ", đã sửa";
    ASSERT_THAT(
        bus().submit(incoming::CorrectRegistration{command.document, corrected, "gõ nhầm"}, meta("c" + key, key)),
        Succeeds());
  }
  // Decided together: what one changes is its own, however much stands in the group's world.
  node_->log.hold();
  std::vector<std::future<Result<Receipt>>> together;
  for (int n = 41; n <= 80; ++n) {
    const auto key = std::to_string(n);
    together.push_back(value(node_->documents->submit(letter(n), meta(key, key))));
  }
  node_->log.deliver();
  for (auto& answer : together) ASSERT_THAT(answer.get(), Succeeds());
  stop();
  SimLog log(disk_);
  const auto live = value(value(storage::State::open(state_options(), log))->digest());
  std::filesystem::remove_all(folder_ / "state");
  ASSERT_THAT(storage::rebuild_state(state_options(), log, std::array{PartitionBus::kSystem, PartitionBus::kDocuments},
                                     [](const storage::State& state, const storage::Record& record) {
                                       return evolve_record(StateWorld(state), record);
                                     }),
              Succeeds());
  EXPECT_EQ(value(value(storage::State::open(state_options(), log))->digest()), live);
}

/// How often this hop was passed.
std::uint64_t times(const Partition& partition, telemetry::Hop hop) {
  const auto counts = partition.figures().hops[hop].counts();
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

TEST_F(CommandBusTest, counts_a_written_command_once_at_each_hop_and_a_refused_one_until_it_was_decided) {
  using telemetry::Hop;
  const auto& partition = *node_->documents;

  const auto receipt = value(bus().submit(letter(1), meta("key")));
  EXPECT_THAT(bus().submit(letter(1), meta("key")), Succeeds());
  auto without_issuer = letter(2);
  without_issuer.registration.issuer = "";
  EXPECT_FALSE(bus().submit(without_issuer, meta("other key")));

  EXPECT_EQ(receipt.hops.size(), 5U);
  for (const auto hop : {Hop::log, Hop::apply, Hop::answer}) EXPECT_EQ(times(partition, hop), 1U) << to_string(hop);
  EXPECT_EQ(times(partition, Hop::decide), 2U);
  EXPECT_EQ(times(partition, Hop::queue), 3U);
  EXPECT_EQ(partition.figures().written.value(), 1U);
  EXPECT_EQ(partition.figures().unchanged.value(), 1U);
  EXPECT_EQ(partition.figures().refused.value(), 1U);
  EXPECT_EQ(partition.queued(), 0U);
}

}  // namespace
}  // namespace chauban::server
