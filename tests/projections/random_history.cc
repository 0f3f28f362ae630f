// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/projections/random_history.h"

#include <array>
#include <random>

namespace chauban::projections {
namespace {

/// Ids above those of the fixed cast.
template <class TypedId>
TypedId nth(std::uint8_t kind, std::size_t number) {
  TypedId made;
  made.value.bytes[0] = 0x02;
  made.value.bytes[1] = kind;
  made.value.bytes[14] = static_cast<std::uint8_t>(number >> 8U);
  made.value.bytes[15] = static_cast<std::uint8_t>(number);
  return made;
}

class Writer {
 public:
  explicit Writer(std::uint32_t seed) : chance_(seed) {}

  History write(std::size_t events) {
    history_.plan(kPlan, file_plan::FilePlanIssued{
                             kPlan, kAgency, 2026, {{"", "I", {}, {}, ""}, {"01.VP", "a", {20}, kUnit, ""}}, "1"});
    history_.series(number_series::SeriesOpened{kSeries, kAgency, "in", 2026, 1, ""});
    while (history_.events().size() < events) {
      history_.by(people_[pick(people_.size())]);
      const auto what = pick(10);
      if (documents_ == 0 || what == 0) {
        arrival();
      } else if (what < 6) {
        letter_moves(nth<DocumentId>(1, pick(documents_)));
      } else if (what < 7) {
        reading();
      } else {
        dossier_moves();
      }
    }
    return std::move(history_);
  }

 private:
  std::size_t pick(std::size_t below) { return chance_() % below; }
  DocumentId some_document() { return nth<DocumentId>(1, pick(documents_)); }
  Assignee someone() {
    if (pick(2) == 0) return {{}, people_[pick(people_.size())]};
    return {pick(2) == 0 ? kUnit : kOtherUnit, {}};
  }

  void arrival() {
    const auto number = documents_++;
    history_.arrives(nth<DocumentId>(1, number), nth<FileId>(2, number), "thư " + std::to_string(number));
    const auto job = nth<JobId>(3, number);
    history_.job(job, digitization::JobCreated{job, nth<FileId>(2, number), kAgency, 3, digitization::Lane::mail});
  }

  void letter_moves(DocumentId document) {
    auto registration = letter(std::to_string(pick(90)) + "/QĐ-UBND", "việc " + std::to_string(pick(1000)),
                               static_cast<Urgency>(pick(4)));
    registration.sensitivity = 1 + static_cast<int>(pick(4));
    incoming::DirectionGiven direction;
    direction.lead = someone();
    direction.coop = {someone(), someone()};
    direction.due_date = vietnam_date(history_.now());
    switch (pick(16)) {
      case 0: history_.document(document, incoming::SubmittedToLeader{kLeader, "t"}); break;
      case 1: history_.document(document, direction); break;
      case 2: history_.document(document, incoming::Distributed{direction.coop, "paper"}); break;
      case 3: history_.document(document, incoming::DeliveryAcknowledged{someone()}); break;
      case 4: history_.document(document, incoming::HandlerAssigned{people_[pick(people_.size())], ""}); break;
      case 5: history_.document(document, incoming::ProgressRecorded{"ý kiến"}); break;
      case 6: history_.document(document, incoming::ReturnedForReassignment{"r", pick(2) == 0}); break;
      case 7: history_.document(document, incoming::CoordinationDone{someone(), "x"}); break;
      case 8: history_.document(document, incoming::HandlingCompleted{"xong", "", pick(2) == 0}); break;
      case 9: history_.document(document, incoming::HandlingReopened{"r"}); break;
      case 10:
        history_.document(document,
                          incoming::RegistrationCorrected{"subject", "a", registration.subject, "r", registration});
        break;
      case 11: number_moves(document); break;
      case 12: history_.document(nth<DocumentId>(9, pick(100)), incoming::SecretItemRefused{kAgency}); break;
      case 13:
        if (pick(20) == 0) history_.document(document, incoming::ArrivalRefused{"r"});
        break;
      default: history_.registers(document, ++numbers_, registration);
    }
  }

  void number_moves(DocumentId document) {
    const int number = numbers_;
    switch (pick(5)) {
      case 0: history_.series(number_series::NumberVoidRejected{number, document, "r"}); break;
      case 1:
        history_.series(number_series::NumberVoided{number, document, "r", {}, {}});
        history_.document(document, incoming::RegistrationVoided{"r"});
        break;
      default: history_.series(number_series::NumberVoidProposed{number, document, "r"});
    }
  }

  void reading() {
    const auto number = pick(documents_);
    const auto job = nth<JobId>(3, number);
    digitization::PageRecognised read;
    read.page = 1 + static_cast<int>(pick(3));
    read.words = sha256(std::to_string(chance_()));
    read.word_count = static_cast<int>(pick(300));
    read.confidence = static_cast<float>(pick(100)) / 100;
    digitization::FieldSuggested field;
    field.field = pick(2) == 0 ? "code" : "issueDate";
    field.value = std::to_string(pick(100));
    switch (pick(9)) {
      case 0: history_.job(job, digitization::PageFailed{read.page, "page_timeout", 1}); break;
      case 1: history_.job(job, digitization::JobCompleted{3, 0}); break;
      case 2: history_.job(job, digitization::JobRetried{{1, 2}}); break;
      case 3: history_.job(job, digitization::JobCancelled{"r"}); break;
      case 4: history_.job(job, digitization::JobFailed{"file_truncated"}); break;
      case 5: history_.job(job, field); break;
      case 6:
        if (pick(10) == 0) history_.file(nth<FileId>(2, number), file::QuarantineOpened{1, Secrecy::mat});
        break;
      default: history_.job(job, read);
    }
  }

  void dossier_moves() {
    if (dossiers_.empty() || pick(12) == 0) {
      const auto made = nth<DossierId>(4, dossiers_.size());
      dossiers_.push_back({});
      auto event = opened(made);
      event.file_code += "." + std::to_string(dossiers_.size());
      history_.dossier(made, event);
      return;
    }
    const auto number = pick(dossiers_.size());
    const auto dossier = nth<DossierId>(4, number);
    auto& inside = dossiers_[number];
    switch (pick(9)) {
      case 0: history_.dossier(dossier, dossier::DossierClosed{vietnam_date(history_.now()), 1, 2, "n"}); break;
      case 1: history_.dossier(dossier, dossier::DossierReopened{"r"}); break;
      case 2: history_.dossier(dossier, dossier::TransferOffered{"n"}); break;
      case 3: history_.dossier(dossier, dossier::TransferAccepted{"n"}); break;
      case 4: history_.dossier(dossier, dossier::TransferReturned{{"a", "b"}}); break;
      case 5:
        if (!inside.empty()) {
          const auto at = pick(inside.size());
          const auto document = inside[at];
          inside.erase(inside.begin() + static_cast<std::ptrdiff_t>(at));
          history_.document(document, incoming::RemovedFromDossier{dossier, "r"});
          history_.dossier(dossier, dossier::DocumentRemoved{document, static_cast<int>(at) + 1, "r"});
        }
        break;
      case 6: history_.plan(kPlan, file_plan::FilePlanAmended{{{"02.VP", "b", {5}, {}, ""}}, "2"}); break;
      default:
        inside.push_back(some_document());
        history_.document(inside.back(), incoming::FiledIntoDossier{dossier, static_cast<int>(inside.size())});
        history_.dossier(dossier, dossier::DocumentAdded{inside.back(), static_cast<int>(inside.size()), 2});
    }
  }

  std::mt19937 chance_;
  History history_;
  std::size_t documents_ = 0;
  int numbers_ = 0;
  std::vector<std::vector<DocumentId>> dossiers_;
  const std::array<PositionId, 6> people_{kClerk, kLeader, kHead, kOfficer, kArchivist, kOther};
};

}  // namespace

History random_history(std::uint32_t seed, std::size_t events) { return Writer(seed).write(events); }

}  // namespace chauban::projections
