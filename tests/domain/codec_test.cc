// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/domain/arbitrary_events.h"
#include "tests/domain/golden.h"
#include "tests/support/matchers.h"
#include "tests/support/memory_world.h"

#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace chauban {
namespace {

namespace fs = std::filesystem;

Result<Event> decode(const EncodedEvent& e) { return decode_event(e.aggregate, e.type, e.version, e.payload); }

TEST(EventCodec, brings_every_event_back_as_it_was) {
  for (std::size_t place = 0; place < event_types().size(); ++place) {
    EXPECT_TRUE(rc::check(std::string(event_types()[place].name), [place] {
      const Event event = arbitrary::event_at(place);
      const auto encoded = encode_event(event);
      RC_ASSERT(event_name(event) == event_types()[place].name);
      RC_ASSERT(event_name(encoded.aggregate, encoded.type) == event_types()[place].name);
      const auto back = decode(encoded);
      RC_ASSERT(back.has_value());
      RC_ASSERT(*back == event);
      RC_ASSERT(encode_event(*back).payload == encoded.payload);
    }));
  }
}

RC_GTEST_PROP(EventCodec, survives_any_bytes, ()) {
  const auto place = *rc::gen::inRange<std::size_t>(0, event_types().size());
  const auto& type = event_types()[place];
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  (void)decode_event(static_cast<std::uint16_t>(type.aggregate), type.type, type.version, bytes);
}

RC_GTEST_PROP(EventCodec, survives_damage, ()) {
  auto encoded = encode_event(arbitrary::event_at(*rc::gen::inRange<std::size_t>(0, event_types().size())));
  const auto whole = encoded.payload;
  const auto flips = *rc::gen::inRange(1, 8);
  for (int i = 0; i < flips; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, whole.size());
    encoded.payload[at] = static_cast<char>(encoded.payload[at] ^ (1 << *rc::gen::inRange(0, 8)));
  }
  if (const auto back = decode(encoded)) RC_ASSERT(encode_event(*back).version == encoded.version);
  encoded.payload = whole.substr(0, *rc::gen::inRange<std::size_t>(0, whole.size()));
  (void)decode(encoded);
}

TEST(EventCodec, refuses_bytes_that_are_no_event) {
  EXPECT_THAT(decode_event(1, 1, 1, ""), FailsWith(ErrorCode::record_damaged));
  EXPECT_THAT(decode_event(1, 1, 1, "1234567"), FailsWith(ErrorCode::record_damaged));
  EXPECT_THAT(decode_event(1, 1, 1, std::string(64, '\xFF')), FailsWith(ErrorCode::record_damaged));
}

TEST(EventCodec, stops_at_what_a_newer_program_wrote) {
  EXPECT_THAT(decode_event(1, 999, 1, std::string(8, '\0')), FailsWith(ErrorCode::upgrade_needed));
  EXPECT_THAT(decode_event(1, 1, 2, std::string(8, '\0')), FailsWith(ErrorCode::upgrade_needed));
  EXPECT_THAT(decode_event(99, 1, 1, std::string(8, '\0')), FailsWith(ErrorCode::upgrade_needed));
}

TEST(StateCodec, brings_states_back_and_refuses_damage) {
  Commune c;
  c.completed();
  c.opened_dossier();
  for (const auto& [stream, versioned] : c.world.states()) {
    const auto bytes = encode_state(versioned.state);
    const auto back = decode_state(stream.aggregate, bytes);
    ASSERT_THAT(back, Succeeds());
    EXPECT_EQ(*back, versioned.state);
    EXPECT_THAT(decode_state(stream.aggregate, bytes + "x"), FailsWith(ErrorCode::record_damaged));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_THAT(decode_state(stream.aggregate, bytes.substr(0, size)), FailsWith(ErrorCode::record_damaged));
    }
  }
}

TEST(StateCodec, has_a_state_for_every_aggregate_and_no_other) {
  for (std::uint16_t aggregate = 1; aggregate <= 8; ++aggregate) {
    EXPECT_THAT(decode_state(Aggregate{aggregate}, encode_state(empty_state(Aggregate{aggregate}))), Succeeds());
  }
  EXPECT_THROW(empty_state(Aggregate{99}), Bug);
}

RC_GTEST_PROP(StateCodec, survives_any_bytes, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  for (std::uint16_t aggregate = 1; aggregate <= 8; ++aggregate) (void)decode_state(Aggregate{aggregate}, bytes);
}

// --- golden records: written once for every version of every type, decoded for ever ---

std::string read(const fs::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

TEST(GoldenEvents, are_there_for_every_version_and_still_mean_the_same) {
  const auto folder = fs::path(CHAUBAN_TEST_DATA) / "golden" / "events";
  ASSERT_THAT(golden::missing(folder), testing::IsEmpty()) << "./dev golden --accept writes them";
  std::size_t count = 0;
  for (const auto& type : event_types()) {
    for (std::uint16_t version = 1; version <= type.version; ++version) {
      const auto path = folder / golden::file_name(type, version);
      const auto bytes = read(path);
      const auto event = decode_event(static_cast<std::uint16_t>(type.aggregate), type.type, version, bytes);
      ASSERT_THAT(event, Succeeds()) << path.filename();
      EXPECT_EQ(event_name(*event), type.name);
      if (version == type.version) {
        EXPECT_EQ(encode_event(*event).payload, bytes) << path.filename();
      }
      ++count;
    }
  }
  const fs::directory_iterator files(folder);
  EXPECT_EQ(static_cast<std::size_t>(std::distance(begin(files), end(files))), count)
      << "a golden record of no known type";
}

}  // namespace
}  // namespace chauban
