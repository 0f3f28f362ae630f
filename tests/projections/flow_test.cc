// SPDX-License-Identifier: GPL-3.0-or-later
// Views over what the domain really decides: people of a commune at work, by their own inboxes.
#include "projections/archive.h"
#include "projections/catalogue.h"
#include "projections/documents.h"
#include "projections/inbox.h"
#include "projections/incoming_register.h"
#include "projections/timeline.h"
#include "tests/support/memory_rows.h"
#include "tests/support/memory_world.h"

#include <random>

namespace chauban::projections {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The views of a commune, fed with what happened since they were last fed.
class CommuneViews {
 public:
  explicit CommuneViews(const Commune& commune) : commune_(commune) {}

  void follow() {
    for (; seen_ < commune_.world.history().size(); ++seen_) {
      const auto& [event, actor] = commune_.world.history()[seen_];
      EventFacts facts;
      facts.position = {{1}, seen_};
      facts.stream = event.stream;
      facts.seq = ++versions_[event.stream];
      facts.occurred_at = commune_.world.now() + std::chrono::milliseconds(seen_);
      facts.business_date = vietnam_date(facts.occurred_at);
      facts.actor = actor;
      facts.agency = commune_.agency;
      for (const auto& view : all_projections()) view->apply({facts, event.event}, rows_[std::string(view->name())]);
    }
  }
  const MemoryRows& rows(const char* view) {
    follow();
    return rows_[view];
  }
  std::vector<InboxReason> waiting(const Person& person, Uuid thing) {
    const auto queues = recipients_of(commune_.world.directory(), person.account);
    const auto listed = list_inbox(rows("inbox"), queues, InboxViewKind::waiting, {.limit = 200, .after = ""}).value();
    for (const auto& item : listed.items) {
      if (item.id == thing) return item.reasons;
    }
    return {};
  }

 private:
  const Commune& commune_;
  std::size_t seen_ = 0;
  std::map<StreamRef, std::uint32_t> versions_;
  std::map<std::string, MemoryRows> rows_;
};

TEST(Flow, brings_a_letter_through_the_inboxes_of_real_people_into_the_archive) {
  Commune commune;
  CommuneViews views(commune);
  const auto must = [&](const Command& command, const Person& by) {
    const auto outcome = commune.run(command, by);
    ASSERT_TRUE(outcome) << outcome.error().key << " " << to_string(outcome.error().code);
  };

  const auto document = commune.in_handling();
  EXPECT_THAT(views.waiting(commune.officer, document.value), ElementsAre(InboxReason::to_handle));
  EXPECT_THAT(views.waiting(commune.leader, document.value), IsEmpty());
  EXPECT_THAT(views.waiting(commune.culture_head, document.value), ElementsAre(InboxReason::to_coordinate));
  EXPECT_THAT(views.waiting(commune.admin, document.value), IsEmpty());

  must(incoming::CompleteHandling{document, "Đã báo cáo", "", true}, commune.officer);
  EXPECT_THAT(views.waiting(commune.officer, document.value), ElementsAre(InboxReason::to_file));
  EXPECT_THAT(views.waiting(commune.culture_head, document.value), IsEmpty());

  const auto dossier = commune.opened_dossier();
  must(incoming::FileIntoDossier{document, dossier}, commune.officer);
  EXPECT_THAT(views.waiting(commune.officer, document.value), IsEmpty());
  must(dossier::CloseDossier{dossier, ""}, commune.officer);
  must(dossier::OfferTransfer{dossier, ""}, commune.officer);
  EXPECT_THAT(views.waiting(commune.archivist, dossier.value), ElementsAre(InboxReason::to_accept));
  const auto archivist = reader_rights(commune.world.directory(), commune.archivist.account);
  EXPECT_FALSE(may_read(archivist, find_document(views.rows("documents"), document).value()->rights()));
  must(dossier::AcceptTransfer{dossier, ""}, commune.archivist);

  EXPECT_THAT(views.waiting(commune.archivist, dossier.value), IsEmpty());
  EXPECT_TRUE(may_read(archivist, find_document(views.rows("documents"), document).value()->rights()));
  EXPECT_EQ(find_dossier(views.rows("archive"), dossier).value()->stage, dossier::Stage::archived);
  ASSERT_EQ(dossier_items(views.rows("archive"), dossier, {}).value().items.size(), 1U);
  const auto timeline = document_timeline(views.rows("timeline"), document, {.limit = 200, .after = ""}).value().items;
  EXPECT_EQ(timeline.front().event, "FileStored");
  EXPECT_EQ(timeline.back().event, "TransferAccepted");
}

/// Somebody does something, allowed or not: whatever is decided, the views agree with the domain's own state.
class RandomWork {
 public:
  explicit RandomWork(std::uint32_t seed) : chance_(seed) {}

  void act() {
    const std::vector<Person> people{commune.clerk,  commune.second_clerk, commune.officer,        commune.unit_head,
                                     commune.leader, commune.culture_head, commune.culture_officer};
    if (documents.empty() || pick(20) == 0) {
      documents.push_back(commune.arrived(static_cast<int>(documents.size()) + 1));
      return;
    }
    const auto command = some_command(documents[pick(documents.size())]);
    const auto first = pick(people.size());
    for (std::size_t i = 0; i < people.size(); ++i) {  // whoever may; a refusal changes nothing
      if (commune.run(command, people[(first + i) % people.size()])) return;
    }
  }

  Commune commune;
  std::vector<DocumentId> documents;

 private:
  std::size_t pick(std::size_t below) { return chance_() % below; }

  Command some_command(DocumentId document) {
    auto registration = Commune::letter(std::to_string(pick(1000)) + "/SNV-CCHC");
    registration.urgency = static_cast<Urgency>(pick(4));
    switch (pick(13)) {
      case 0: return incoming::SubmitToLeader{document, commune.leader.position, ""};
      case 1: {
        incoming::GiveDirection direction;
        direction.document = document;
        direction.lead = {Assignee{commune.office, {}}};
        direction.coop = {Assignee{commune.culture, {}}};
        direction.working_days = 3;
        return direction;
      }
      case 2: return incoming::AcknowledgeDelivery{document};
      case 3: return incoming::AssignHandler{document, commune.officer.position, ""};
      case 4: return incoming::ReturnForReassignment{document, "không đúng"};
      case 5: return incoming::FinishCoordination{document, "xong"};
      case 6: return incoming::CompleteHandling{document, "xong", "", true};
      case 7: return incoming::ReopenHandling{document, "thiếu"};
      case 8: return number_series::ProposeVoid{document, "trùng"};
      case 9: return number_series::ApproveVoid{document};
      case 10: return number_series::RejectVoid{document, "không"};
      default: {
        incoming::RegisterIncoming registering;
        registering.document = document;
        registering.agency = commune.agency;
        registering.registration = registration;
        registering.override_reason = "bản khác";
        for (const auto* field : {"code", "issueDate", "issuer"}) registering.provenance[field].confirmed = true;
        return registering;
      }
    }
  }

  std::mt19937 chance_;
};

TEST(Flow, agrees_with_the_domain_whatever_people_do) {
  std::map<incoming::Stage, int> reached;
  for (const std::uint32_t seed : {11U, 12U, 13U, 14U}) {
    RandomWork work(seed);
    CommuneViews views(work.commune);
    for (int i = 0; i < 400; ++i) work.act();
    int numbered = 0;
    for (const auto document : work.documents) {
      const auto card = find_document(views.rows("documents"), document).value();
      ASSERT_TRUE(card);
      EXPECT_EQ(card->state, work.commune.document(document));
      ++reached[card->state.stage];
      if (card->state.arrival_number > 0) ++numbered;
      const bool waits_for_someone = [&] {
        for (const auto& [at, value] : views.rows("inbox").all) {
          if (at.starts_with("i") && at[18] == '\0' && at.find(document.value.view()) != Bytes::npos) return true;
        }
        return false;
      }();
      const auto stage = card->state.stage;
      const bool over =
          stage == incoming::Stage::refused || stage == incoming::Stage::voided || stage == incoming::Stage::filed;
      EXPECT_EQ(waits_for_someone, !over) << to_string(stage) << ": nothing open may lie where nobody sees it";
    }
    const auto rows =
        register_rows(views.rows("incoming_register"), work.commune.agency, 2026, 1, 0, {.limit = 500, .after = ""});
    ASSERT_EQ(rows->items.size(), static_cast<std::size_t>(numbered));
    for (std::size_t i = 0; i < rows->items.size(); ++i)
      EXPECT_EQ(rows->items[i].arrival_number, static_cast<int>(i) + 1);
  }
  EXPECT_GE(reached.size(), 5U) << "the commands must get somewhere";
}

}  // namespace
}  // namespace chauban::projections
