// SPDX-License-Identifier: GPL-3.0-or-later
// The C border of the engine takes any bytes: each call answers with a status, never with a crash.
#include "projections/search_engine/search_engine.h"
#include "projections/search_tree.h"
#include "projections/search_wire.h"
#include "tests/support/temporary_folder.h"

#include <random>

namespace chauban::search {
namespace {

const std::uint8_t* raw(const Bytes& message) { return reinterpret_cast<const std::uint8_t*>(message.data()); }

class SearchBorder : public testing::Test {
 protected:
  SearchBorder() {
    auto message = new_message();
    put_text(message, folder_.path().string());
    put_u64(message, 0);
    put_schema(message);
    chauban_search_buffer answer{nullptr, 0};
    EXPECT_EQ(chauban_search_open(raw(message), message.size(), &engine_, &answer), CHAUBAN_SEARCH_OK);
    chauban_search_free(&answer);
  }
  ~SearchBorder() override { chauban_search_close(engine_); }

  int call(decltype(&chauban_search_put) function, const Bytes& message) {
    chauban_search_buffer answer{nullptr, 0};
    const int status = function(engine_, raw(message), message.size(), &answer);
    chauban_search_free(&answer);
    return status;
  }

  TemporaryFolder folder_;
  chauban_search_engine* engine_ = nullptr;
};

Bytes search_message(const Node& tree) {
  auto out = new_message();
  put_u64(out, 0);
  put_u32(out, 10);
  put_u64(out, 0);
  put_u8(out, 1);
  put_u32(out, static_cast<std::uint32_t>(Field::date));
  put_u8(out, 0);
  put_u32(out, 0);
  put_u32(out, 0);
  put_ranked(out, {tree, 1, {term_node(Field::exact, "a")}, 40, {phrase_node(Field::folded, {"a", "b"}, 4)}});
  return out;
}

TEST_F(SearchBorder, takes_a_well_formed_search) {
  EXPECT_EQ(call(chauban_search_search, search_message(all_node())), CHAUBAN_SEARCH_OK);
}

TEST_F(SearchBorder, every_truncation_is_refused) {
  const auto whole =
      search_message(boolean_node({{phrase_node(Field::folded, {"a", "b"})}, {term_node(Field::code, "c")}, {}, 0}));
  ASSERT_EQ(call(chauban_search_search, whole), CHAUBAN_SEARCH_OK);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(call(chauban_search_search, whole.substr(0, size)), CHAUBAN_SEARCH_BAD_REQUEST) << size;
  }
  EXPECT_EQ(call(chauban_search_search, whole + "x"), CHAUBAN_SEARCH_BAD_REQUEST);
}

TEST_F(SearchBorder, lying_counts_and_wrong_fields_are_refused) {
  auto huge = new_message();
  put_text(huge, "id");
  put_u32(huge, 0xFFFFFFFF);
  EXPECT_EQ(call(chauban_search_put, huge), CHAUBAN_SEARCH_BAD_REQUEST);
  EXPECT_EQ(call(chauban_search_search, search_message(term_node(static_cast<Field>(999), "x"))),
            CHAUBAN_SEARCH_BAD_REQUEST);
  EXPECT_EQ(call(chauban_search_search, search_message(term_node(Field::date, "x"))), CHAUBAN_SEARCH_BAD_REQUEST);
  EXPECT_EQ(call(chauban_search_search, search_message(range_node(Field::folded, 0, 1))), CHAUBAN_SEARCH_BAD_REQUEST);
  EXPECT_EQ(call(chauban_search_search, search_message(phrase_node(Field::code, {"a", "b"}))),
            CHAUBAN_SEARCH_BAD_REQUEST);
  Node deep = all_node();
  for (int i = 0; i < 10'000; ++i) deep = constant_node(1, deep);
  EXPECT_EQ(call(chauban_search_search, search_message(deep)), CHAUBAN_SEARCH_BAD_REQUEST);
}

TEST_F(SearchBorder, null_pointers_are_refused) {
  EXPECT_EQ(chauban_search_put(nullptr, nullptr, 0, nullptr), CHAUBAN_SEARCH_BAD_REQUEST);
  EXPECT_EQ(chauban_search_search(engine_, nullptr, 1000, nullptr), CHAUBAN_SEARCH_BAD_REQUEST);
  EXPECT_EQ(chauban_search_open(nullptr, 0, nullptr, nullptr), CHAUBAN_SEARCH_BAD_REQUEST);
  chauban_search_close(nullptr);
  chauban_search_free(nullptr);
}

TEST_F(SearchBorder, changed_bytes_never_crash) {
  std::mt19937 random(3);
  const auto whole =
      search_message(boolean_node({{phrase_node(Field::folded, {"a", "b"}, 3), range_node(Field::year, 1, 9)},
                                   {prefix_node(Field::exact, "k"), any_of_node(Field::right, {"a", "b"})},
                                   {},
                                   0}));
  for (int round = 0; round < 20'000; ++round) {
    auto message = whole;
    for (int i = 0; i < 3; ++i) message[random() % message.size()] = static_cast<char>(random());
    for (auto* function : {chauban_search_search, chauban_search_put, chauban_search_terms}) {
      const int status = call(function, message);
      EXPECT_TRUE(status == CHAUBAN_SEARCH_OK || status == CHAUBAN_SEARCH_BAD_REQUEST) << status;
    }
  }
}

TEST_F(SearchBorder, merging_refuses_while_a_commit_is_owed) {
  auto put = new_message();
  put_text(put, "id");
  put_u32(put, 0);
  EXPECT_EQ(call(chauban_search_put, put), CHAUBAN_SEARCH_OK);
  chauban_search_buffer answer{nullptr, 0};
  EXPECT_EQ(chauban_search_merge_all(engine_, &answer), CHAUBAN_SEARCH_BAD_REQUEST);
  chauban_search_free(&answer);
}

}  // namespace
}  // namespace chauban::search
