// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/messages/messages.h"

#include "schemas/base/text.h"
#include "tests/support/matchers.h"

namespace chauban::messages {
namespace {

using http::Language;

std::vector<std::string> keys(Language language) {
  std::vector<std::string> out;
  for (const auto& [key, message] : all(language)) out.push_back(key);
  return out;
}

const std::vector<std::string> kCodes{
#define CODE(name, status, retry) #name,
#include "schemas/base/error_codes.def"
#undef CODE
};

TEST(Messages, every_code_has_both_texts) {
  EXPECT_THAT(keys(Language::vi), testing::IsSupersetOf(kCodes));
  EXPECT_THAT(keys(Language::en), testing::IsSupersetOf(kCodes));
}

TEST(Messages, both_languages_have_the_same_keys) { EXPECT_EQ(keys(Language::vi), keys(Language::en)); }

TEST(Messages, both_languages_have_the_same_gaps) {
  for (const auto& [key, vietnamese] : all(Language::vi)) {
    const auto& english = all(Language::en).at(key);
    EXPECT_EQ(gaps(vietnamese.title), gaps(english.title)) << key;
    EXPECT_EQ(gaps(vietnamese.detail), gaps(english.detail)) << key;
  }
}

TEST(Messages, every_text_says_something_in_well_formed_nfc) {
  for (const auto language : {Language::vi, Language::en}) {
    for (const auto& [key, message] : all(language)) {
      EXPECT_FALSE(message.title.empty() || message.detail.empty()) << key;
      EXPECT_TRUE(is_nfc(message.title + message.detail)) << key;
      EXPECT_EQ((message.title + message.detail).find('!'), std::string::npos) << key;
    }
  }
}

TEST(Messages, fill_their_gaps_and_show_no_braces) {
  EXPECT_EQ(fill("chờ {retry_after} giây rồi thử", {{"retry_after", "5"}}), "chờ 5 giây rồi thử");
  EXPECT_EQ(fill("chờ {retry_after} giây rồi thử", {}), "chờ giây rồi thử");
  EXPECT_EQ(fill("{a}{b", {{"a", "x"}}), "x{b");
}

TEST(Messages, fall_back_from_the_key_to_the_code) {
  EXPECT_EQ(text_of(Error{ErrorCode::not_found, "no_such_key", {}}, Language::en).title, "Not found");
}

}  // namespace
}  // namespace chauban::messages
