// SPDX-License-Identifier: GPL-3.0-or-later
// What the decisions about incoming documents share: finding one, saying what it allows now, who acts in its flow.
#pragma once

#include "domain/authority.h"

#include <vector>

namespace chauban::incoming {

/// Characters of what a leader directs and what those who handle write: instruction, opinion, result.
constexpr std::size_t kMaxOpinion = 20'000;

/// not_found if there is none, or it is another agency's: nobody learns that it exists.
Result<State> existing(const World& world, DocumentId document, const Context& context);
/// state_conflict with the stage and the commands it allows.
tl::unexpected<Error> wrong_stage(const State& doc);
/// wrong_stage unless the document is in one of these.
Status need_stage(const State& doc, std::initializer_list<Stage> stages);

/// Who handles: the one it was handed to, else the position that was directed by name; nil while only a unit is.
PositionId handler_of(const State& doc);
/// The unit that answers for the handling: the lead, or the named position's.
UnitId lead_unit(const State& doc, const Context& context);
bool is_handler(const State& doc, const Context& context);
bool is_lead_head(const State& doc, const Context& context);
/// forbidden unless the actor handles the document; the head of the lead unit stands in where nobody was named yet.
Status need_handler(const State& doc, const Context& context);

/// Every file must be there and open: not_found, content_locked. Returns their contents.
Result<std::vector<Digest>> check_files(const World& world, AgencyId agency, const std::vector<FileId>& files);
/// Live documents (neither refused nor voided) but this one that hold one of these contents.
Result<std::vector<DocumentId>> holders_of(const World& world, AgencyId agency, const std::vector<Digest>& contents,
                                           DocumentId except);
/// Live documents but this one that were registered with the same code, date and issuer.
Result<std::vector<DocumentId>> registered_alike(const World& world, AgencyId agency, const Registration& registration,
                                                 DocumentId except);
/// duplicate_suspected, naming the documents and the numbers of those that have one.
Result<void> refuse_duplicates(const World& world, const std::vector<DocumentId>& documents);

/// What a person may write into the register: lengths, ranges, dates that exist and are not to come.
Status check_registration(const Registration& registration, Date arrival, Date today);

}  // namespace chauban::incoming
