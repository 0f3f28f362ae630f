// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/messages/messages.h"

#include <toml++/toml.h>

#include <algorithm>
#include <exception>

namespace chauban::messages {

std::string vi_file();  // message_files.cc, made by embed.cmake
std::string en_file();

namespace {

using Texts = std::map<std::string, Message, std::less<>>;

Texts parse(const std::string& file) {
  Texts texts;
  try {
    const toml::table root = toml::parse(file);
    for (const auto& [key, node] : root) {
      const auto* entry = node.as_table();
      CHAUBAN_ASSERT(entry != nullptr);
      const auto title = (*entry)["title"].value<std::string>();
      const auto detail = (*entry)["detail"].value<std::string>();
      CHAUBAN_ASSERT(title && detail && entry->size() == 2);
      texts.emplace(std::string(key.str()), Message{*title, *detail});
    }
  } catch (const toml::parse_error& error) {
    throw Bug(std::string("messages: ") + error.what());
  }
  return texts;
}

struct Gap {
  std::size_t begin;  ///< of `{`
  std::size_t end;    ///< behind `}`
  std::string name;
};

std::optional<Gap> next_gap(std::string_view text, std::size_t from) {
  const auto open = text.find('{', from);
  if (open == std::string_view::npos) return std::nullopt;
  const auto close = text.find('}', open);
  if (close == std::string_view::npos) return std::nullopt;
  return Gap{open, close + 1, std::string(text.substr(open + 1, close - open - 1))};
}

}  // namespace

const Texts& all(http::Language language) {
  static const Texts kVietnamese = parse(vi_file());
  static const Texts kEnglish = parse(en_file());
  return language == http::Language::en ? kEnglish : kVietnamese;
}

std::vector<std::string> gaps(std::string_view text) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (const auto gap = next_gap(text, at)) {
    out.push_back(gap->name);
    at = gap->end;
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string fill(std::string_view text, const std::map<std::string, std::string>& details) {
  std::string out;
  std::size_t at = 0;
  while (const auto gap = next_gap(text, at)) {
    out += text.substr(at, gap->begin - at);
    const auto value = details.find(gap->name);
    if (value != details.end()) {
      out += value->second;
    } else if (!out.empty() && out.back() == ' ') {
      out.pop_back();
    }
    at = gap->end;
  }
  return out.append(text.substr(at));
}

Message text_of(const Error& error, http::Language language) {
  const auto& texts = all(language);
  auto found = error.key.empty() ? texts.end() : texts.find(error.key);
  if (found == texts.end()) found = texts.find(to_string(error.code));
  CHAUBAN_ASSERT(found != texts.end());
  return Message{fill(found->second.title, error.details), fill(found->second.detail, error.details)};
}

}  // namespace chauban::messages
