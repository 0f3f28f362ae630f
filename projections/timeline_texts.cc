// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of the history. `{name}` is a parameter or people; a part in [ ] is left out when one of its names is
// empty.
#include "projections/timeline.h"

#include <algorithm>
#include <array>

namespace chauban::projections {
namespace {

struct Text {
  std::string_view name;
  std::string_view vi;
  std::string_view en;

  [[nodiscard]] std::string_view in(Language language) const { return language == Language::vi ? vi : en; }
};

constexpr auto kSentences = std::to_array<Text>({
    {"DocumentArrived", "tiếp nhận văn bản ({channel}, {files} tệp)[: {note}]",
     "took in the document ({channel}, {files} file(s))[: {note}]"},
    {"ArrivalRefused", "trả lại, không tiếp nhận[: {reason}]", "refused the arrival[: {reason}]"},
    {"SecretItemRefused", "từ chối tiếp nhận văn bản có dấu mật", "refused an item with a secrecy mark"},
    {"IncomingRegistered",
     "vào sổ văn bản đến số {number}/{year}, ngày đến {arrivalDate}[, số ký hiệu {code}][; vào sổ muộn: "
     "{lateReason}][; không phải văn bản trùng: {overrideReason}]",
     "registered it under arrival number {number}/{year}, arrived {arrivalDate}[, code {code}][; registered late: "
     "{lateReason}][; not a duplicate: {overrideReason}]"},
    {"RegistrationCorrected", "sửa {field}: {old} → {new}[ (lý do: {reason})]",
     "corrected {field}: {old} → {new}[ (reason: {reason})]"},
    {"SubmittedToLeader", "trình {leader}[: {note}]", "submitted it to {leader}[: {note}]"},
    {"DirectionGiven", "cho ý kiến chỉ đạo, chủ trì: {lead}[, phối hợp: {coop}][, hạn {dueDate}][: “{text}”]",
     "gave direction, lead: {lead}[, coordinating: {coop}][, due {dueDate}][: “{text}”]"},
    {"Distributed", "chuyển đến {to}[ ({medium})]", "handed it to {to}[ ({medium})]"},
    {"DeliveryAcknowledged", "ký nhận cho {recipient}", "took it for {recipient}"},
    {"HandlerAssigned", "giao {to} xử lý[: {reason}]", "assigned it to {to}[: {reason}]"},
    {"ProgressRecorded", "ghi ý kiến: “{text}”", "noted: “{text}”"},
    {"ReturnedForReassignment", "trả lại cho {backTo} để phân công lại: {reason}",
     "returned it to {backTo} to be assigned again: {reason}"},
    {"CoordinationDone", "{coop} đã phối hợp xong[: {text}]", "{coop} finished coordinating[: {text}]"},
    {"HandlingCompleted", "hoàn thành xử lý ({timeliness})[: {result}][; văn bản trả lời {replyCode}]",
     "completed handling ({timeliness})[: {result}][; reply {replyCode}]"},
    {"HandlingReopened", "mở lại xử lý: {reason}", "reopened handling: {reason}"},
    {"FiledIntoDossier", "lưu vào hồ sơ, thứ tự {ordinal}", "filed it into a dossier as item {ordinal}"},
    {"RemovedFromDossier", "rút khỏi hồ sơ[: {reason}]", "removed it from a dossier[: {reason}]"},
    {"RegistrationVoided", "hủy số đăng ký[: {reason}]; số không dùng lại",
     "voided the registration[: {reason}]; the number is not used again"},
    {"FileStored", "tải lên {name}[ (SHA-256 {sha256}…)]", "uploaded {name}[ (SHA-256 {sha256}…)]"},
    {"QuarantineOpened", "khóa nội dung vì phát hiện dấu mật[ ở trang {page}]",
     "locked the content: a secrecy mark was found[ on page {page}]"},
    {"JobCreated", "bắt đầu đọc {pages} trang", "began to read {pages} page(s)"},
    {"PageRecognised", "đọc xong một trang", "read one page"},
    {"PageFailed", "không đọc được trang {page}[ ({failure})]", "could not read page {page}[ ({failure})]"},
    {"FieldSuggested", "gợi ý một trường từ bản quét", "suggested a field from the scan"},
    {"JobCompleted",
     "đọc {pages} trang, {words} từ, tin cậy trung bình {confidence} %[; {failedPages} trang không đọc được]",
     "read {pages} page(s), {words} words, mean confidence {confidence} %[; {failedPages} page(s) failed]"},
    {"JobCancelled", "hủy việc đọc[: {reason}]", "cancelled the reading[: {reason}]"},
    {"JobRetried", "đọc lại {pages} trang lỗi", "read {pages} failed page(s) again"},
    {"JobFailed", "không mở được tệp để đọc[ ({failure})]", "could not open the file to read it[ ({failure})]"},
    {"SeriesOpened", "mở sổ số", "opened a number series"},
    {"NumberAssigned", "cấp số", "gave a number"},
    {"NumberVoidProposed", "đề nghị hủy số {number}: {reason}", "proposed to void number {number}: {reason}"},
    {"NumberVoidRejected", "không đồng ý hủy số {number}[: {reason}]", "declined to void number {number}[: {reason}]"},
    {"NumberVoided", "đồng ý hủy số {number}[: {reason}]", "approved voiding number {number}[: {reason}]"},
    {"DossierOpened", "mở hồ sơ {fileCode} “{title}”", "opened dossier {fileCode} “{title}”"},
    {"DocumentAdded", "thêm văn bản vào hồ sơ, thứ tự {ordinal}", "added a document as item {ordinal}"},
    {"DocumentRemoved", "rút văn bản thứ tự {ordinal} khỏi hồ sơ[: {reason}]", "removed item {ordinal}[: {reason}]"},
    {"DossierClosed", "kết thúc hồ sơ: {documents} văn bản, {pages} trang[; {note}]",
     "closed the dossier: {documents} document(s), {pages} page(s)[; {note}]"},
    {"DossierReopened", "mở lại hồ sơ[: {reason}]", "reopened the dossier[: {reason}]"},
    {"TransferOffered", "nộp hồ sơ vào lưu trữ[: {note}]", "offered the dossier to the archive[: {note}]"},
    {"TransferAccepted", "lưu trữ tiếp nhận hồ sơ[: {note}]", "accepted the dossier into the archive[: {note}]"},
    {"TransferReturned", "lưu trữ trả lại hồ sơ: {faults}", "returned the dossier from the archive: {faults}"},
    {"FilePlanIssued", "ban hành danh mục hồ sơ", "issued the file plan"},
    {"FilePlanAmended", "bổ sung danh mục hồ sơ", "amended the file plan"},
    {"AccountOpened", "mở tài khoản", "opened an account"},
    {"AccountClosed", "đóng tài khoản", "closed an account"},
    {"CredentialChanged", "đổi thông tin đăng nhập", "changed a credential"},
    {"OrgUnitCreated", "lập đơn vị", "created a unit"},
    {"OrgUnitNamed", "đặt tên đơn vị", "named a unit"},
    {"PositionCreated", "lập vị trí việc làm", "created a position"},
    {"PositionHeld", "bố trí người giữ vị trí", "changed who holds a position"},
});

/// Words for values that are identifiers: `<parameter>:<value>`.
constexpr auto kValues = std::to_array<Text>({
    {"channel:paper", "bản giấy", "paper"},
    {"channel:electronic", "điện tử", "electronic"},
    {"channel:folder", "thư mục quét", "scan folder"},
    {"channel:email", "thư điện tử", "e-mail"},
    {"medium:electronic", "điện tử", "electronically"},
    {"medium:paper", "bản giấy", "on paper"},
    {"backTo:leader", "lãnh đạo", "the leader"},
    {"backTo:unitHead", "trưởng đơn vị chủ trì", "the head of the lead unit"},
    {"timeliness:onTime", "đúng hạn", "on time"},
    {"timeliness:late", "quá hạn", "late"},
    {"field:code", "Số, ký hiệu", "Code"},
    {"field:kind", "Tên loại", "Kind"},
    {"field:issueDate", "Ngày văn bản", "Date of the document"},
    {"field:issuer", "Tác giả", "Issuer"},
    {"field:subject", "Trích yếu", "Subject"},
    {"field:language", "Ngôn ngữ", "Language"},
    {"field:pageAmount", "Số trang", "Number of pages"},
    {"field:description", "Ghi chú", "Note"},
    {"field:signerName", "Người ký", "Signer"},
    {"field:signerPosition", "Chức vụ người ký", "Signer's position"},
    {"field:signerAuthority", "Thẩm quyền ký", "Authority of signing"},
    {"field:urgency", "Mức độ khẩn", "Urgency"},
    {"field:toPlaces", "Nơi nhận", "Addressees"},
    {"field:dueDate", "Hạn trả lời", "Due date"},
    {"field:circulation", "Chỉ dẫn lưu hành", "Circulation mark"},
    {"field:sensitivity", "Mức nhạy cảm", "Sensitivity"},
    {"urgency:none", "thường", "none"},
    {"urgency:khan", "khẩn", "urgent"},
    {"urgency:thuongKhan", "thượng khẩn", "very urgent"},
    {"urgency:hoaToc", "hỏa tốc", "express"},
});

template <class Table>
const Text* look_up(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Text::name);
  return found == table.end() ? nullptr : &*found;
}

std::string name_of(const Assignee& who, Timestamp at, Language language, const Directory& directory) {
  if (who.is_unit()) {
    if (const auto* unit = directory.unit(who.unit)) return unit->on(vietnam_date(at)).name;
    return language == Language::vi ? "đơn vị không rõ" : "an unknown unit";
  }
  const auto* position = directory.position(who.position);
  if (position == nullptr) return language == Language::vi ? "người không rõ" : "an unknown person";
  const auto* holder = directory.account(position->holder);
  return holder == nullptr ? position->title : holder->full_name + " (" + position->title + ")";
}

/// One gap of a sentence, as people read it.
std::string fill(const TimelineEntry& entry, const std::string& name, Language language, const Directory& directory) {
  if (const auto people = entry.people.find(name); people != entry.people.end()) {
    std::string names;
    for (const auto& who : people->second) {
      names += (names.empty() ? "" : ", ") + name_of(who, entry.at, language, directory);
    }
    return names;
  }
  const auto found = entry.parameters.find(name);
  if (found == entry.parameters.end()) return "";
  const auto& value = found->second;
  if (const auto* words = look_up(kValues, name + ":" + value)) return std::string(words->in(language));
  const bool of_field = name == "old" || name == "new";
  if (const auto* words = of_field ? look_up(kValues, entry.field + ":" + value) : nullptr) {
    return std::string(words->in(language));
  }
  if (const auto date = parse_date(value)) return format_date_vi(*date);  // in both languages as on the paper
  return value;
}

/// Fills a part. A gap that is empty drops the part, or, if the part may not be dropped, reads `…`.
std::optional<std::string> fill_part(std::string_view part, const TimelineEntry& entry, Language language,
                                     const Directory& directory, bool may_drop) {
  std::string text;
  while (!part.empty()) {
    const auto open = part.find('{');
    text += part.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = part.find('}', open);
    const auto name = std::string(part.substr(open + 1, close - open - 1));
    const auto value = fill(entry, name, language, directory);
    if (value.empty() && may_drop) return std::nullopt;
    text += value.empty() ? "…" : value;
    part.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace

bool has_sentence(std::string_view event, Language language) {
  const auto* sentence = look_up(kSentences, event);
  return sentence != nullptr && !sentence->in(language).empty();
}

std::string describe(const TimelineEntry& entry, Language language, const Directory& directory) {
  const auto* sentence = look_up(kSentences, entry.event);
  if (sentence == nullptr) return entry.event;
  std::string text;
  auto rest = sentence->in(language);
  while (!rest.empty()) {
    const auto open = rest.find('[');
    text += *fill_part(rest.substr(0, open), entry, language, directory, false);
    if (open == std::string_view::npos) break;
    const auto close = rest.find(']', open);
    text += fill_part(rest.substr(open + 1, close - open - 1), entry, language, directory, true).value_or("");
    rest.remove_prefix(close + 1);
  }
  return text;
}

std::string describe_actor(const TimelineEntry& entry, Language language, const Directory& directory) {
  if (is_system_account(entry.actor.account)) return language == Language::vi ? "Hệ thống" : "System";
  const auto* account = directory.account(entry.actor.account);
  const auto* position = directory.position(entry.actor.position);
  if (account == nullptr) return language == Language::vi ? "Không rõ" : "Unknown";
  return position == nullptr ? account->full_name : account->full_name + " (" + position->title + ")";
}

}  // namespace chauban::projections
