// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies of requests, as JSON and as commands. Input: which command, the body.
#include "server/http/json.h"
#include "server/routes/parse.h"
#include "tests/fuzz/targets.h"

#include <array>

namespace chauban::fuzz {
namespace {

using http::Json;
using Parser = void (*)(const Json&);

template <auto kParse>
void try_it(const Json& body) {
  static_cast<void>(kParse(body));
}

constexpr std::array<Parser, 15> kParsers{
    try_it<server::parse_record_arrival>,
    try_it<server::parse_register_incoming>,
    [](const Json& body) { static_cast<void>(server::parse_correction(body, {})); },
    try_it<server::parse_submit_to_leader>,
    try_it<server::parse_give_direction>,
    try_it<server::parse_assign_handler>,
    try_it<server::parse_complete_handling>,
    [](const Json& body) { static_cast<void>(server::parse_one_text(body, "reason")); },
    [](const Json& body) { static_cast<void>(server::parse_opinion(body, false)); },
    [](const Json& body) { static_cast<void>(server::parse_one_id<DocumentId>(body, "document")); },
    try_it<server::parse_open_dossier>,
    try_it<server::parse_remove_document>,
    try_it<server::parse_return_transfer>,
    try_it<server::parse_issue_plan>,
    try_it<server::parse_amend_plan>,
};

}  // namespace

void json_command(BytesView input) {
  Pieces in(input);
  const auto which = in.number<std::uint8_t>();
  const auto body = http::parse_json(in.rest());
  if (!body) return;
  // The bodies of repeated requests are compared by what is written of them.
  const auto written = body->str();
  const auto again = http::parse_json(written, {.max_bytes = written.size()});
  CHAUBAN_ASSERT(again && again->str() == written);
  if (body->as_object() != nullptr) kParsers[which % kParsers.size()](*body);
}

}  // namespace chauban::fuzz
