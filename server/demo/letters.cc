// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/demo/letters.h"

#include "schemas/base/text.h"

#include <string_view>

namespace chauban::server {
namespace {

struct Issuer {
  std::string_view name;
  std::string_view symbol;  ///< after the slash of a code
};
constexpr Issuer kIssuers[] = {
    {"Sở Nội vụ", "SNV"},
    {"Sở Tài chính", "STC"},
    {"Sở Xây dựng", "SXD"},
    {"Sở Y tế", "SYT"},
    {"Sở Giáo dục và Đào tạo", "SGDĐT"},
    {"Sở Tư pháp", "STP"},
    {"Sở Khoa học và Công nghệ", "SKHCN"},
    {"Sở Nông nghiệp và Môi trường", "SNNMT"},
    {"Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL"},
    {"Sở Công Thương", "SCT"},
    {"Văn phòng Ủy ban nhân dân tỉnh", "VPUBND"},
    {"Ủy ban nhân dân tỉnh", "UBND"},
    {"Thanh tra tỉnh", "TTR"},
    {"Bảo hiểm xã hội tỉnh", "BHXH"},
    {"Kho bạc Nhà nước khu vực", "KBNN"},
    {"Trung tâm Phục vụ hành chính công", "TTPVHCC"},
    {"Công ty Điện lực tỉnh", "ĐL"},
    {"Hội Nông dân tỉnh", "HND"},
    {"Liên đoàn Lao động tỉnh", "LĐLĐ"},
    {"Ban Quản lý các khu công nghiệp", "BQL"},
};

struct Kind {
  std::string_view name;
  std::string_view abbreviation;  ///< in the code; a công văn has none
};
constexpr Kind kKinds[] = {{"công văn", ""},     {"công văn", ""},    {"công văn", ""},   {"công văn", ""},
                           {"quyết định", "QĐ"}, {"thông báo", "TB"}, {"báo cáo", "BC"},  {"kế hoạch", "KH"},
                           {"tờ trình", "TTr"},  {"giấy mời", "GM"},  {"hướng dẫn", "HD"}};
constexpr std::string_view kDepartments[] = {"CCHC", "VP",   "KHTC", "TCCB", "QLĐT", "NVY",
                                             "TTr",  "PBGD", "CNTT", "QLNN", "TH",   "NC"};
constexpr std::string_view kActions[] = {
    "báo cáo kết quả thực hiện",   "triển khai",           "đôn đốc thực hiện",   "góp ý dự thảo",
    "cung cấp số liệu về",         "phối hợp tổ chức",     "rà soát, thống kê",   "tăng cường",
    "hướng dẫn thực hiện",         "kiểm tra, giám sát",   "đăng ký nhu cầu",     "phê duyệt dự toán",
    "cử cán bộ tham gia tập huấn", "xác minh, giải quyết", "điều chỉnh, bổ sung", "tổng kết, đánh giá"};
constexpr std::string_view kThemes[] = {"công tác cải cách hành chính",
                                        "chuyển đổi số và dữ liệu dân cư",
                                        "chương trình xây dựng nông thôn mới",
                                        "phòng, chống thiên tai và tìm kiếm cứu nạn",
                                        "quản lý đất đai, cấp giấy chứng nhận quyền sử dụng đất",
                                        "chi trả chế độ cho người có công",
                                        "tiêm chủng mở rộng cho trẻ em",
                                        "phổ cập giáo dục mầm non",
                                        "tuyển sinh các lớp đầu cấp",
                                        "an toàn thực phẩm trong dịp Tết",
                                        "bảo đảm trật tự an toàn giao thông",
                                        "hòa giải ở cơ sở",
                                        "đăng ký hộ tịch lưu động",
                                        "thu, chi ngân sách nhà nước",
                                        "giải ngân vốn đầu tư công",
                                        "giảm nghèo bền vững",
                                        "phòng cháy, chữa cháy rừng",
                                        "kiểm soát dịch bệnh trên đàn gia súc",
                                        "quản lý trật tự xây dựng",
                                        "tiếp công dân, giải quyết khiếu nại, tố cáo",
                                        "bảo vệ môi trường, thu gom rác thải",
                                        "sửa chữa hệ thống kênh mương nội đồng",
                                        "lập danh mục hồ sơ và nộp lưu hồ sơ",
                                        "số hóa hồ sơ, kết quả thủ tục hành chính",
                                        "bảo hiểm y tế hộ gia đình",
                                        "hỗ trợ nhà ở cho hộ nghèo",
                                        "tổ chức lễ hội truyền thống",
                                        "phát triển du lịch cộng đồng",
                                        "đào tạo nghề cho lao động nông thôn",
                                        "kê khai tài sản, thu nhập"};
constexpr std::string_view kPlaces[] = {"xã Đồng Sen",        "xã Bình Minh",    "xã Tân Lập",    "phường Hòa Bình",
                                        "xã Yên Phú",         "xã Vĩnh Thịnh",   "xã Phú Xuân",   "xã An Khê",
                                        "phường Quang Trung", "xã Thạch Sơn",    "xã Long Giang", "xã Mỹ Lộc",
                                        "xã Cẩm Thủy",        "phường Trần Phú", "xã Đông Hải"};
constexpr std::string_view kOpenings[] = {
    "Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh tại Văn bản số {n}/UBND-TH về việc {t},",
    "Căn cứ Nghị định số {n}/{y}/NĐ-CP của Chính phủ quy định về {t},",
    "Theo đề nghị của {p} tại Tờ trình số {n}/TTr-UBND về {t},",
    "Qua theo dõi, tổng hợp tình hình {t} trên địa bàn {p} trong {n} ngày qua,",
    "Để chuẩn bị nội dung phục vụ kỳ họp thứ {n} của Hội đồng nhân dân tỉnh về {t},"};
constexpr std::string_view kSentences[] = {
    "đề nghị {p} khẩn trương rà soát {n} trường hợp còn tồn đọng, lập danh sách kèm theo hồ sơ và gửi về trước ngày "
    "{d}.",
    "kết quả {t} đạt {n} phần trăm kế hoạch năm, tăng so với cùng kỳ; một số đơn vị còn chậm, cần chỉ đạo quyết liệt "
    "hơn.",
    "giao ông {h} làm đầu mối phối hợp với {p} kiểm tra thực tế, kịp thời tháo gỡ khó khăn, vướng mắc phát sinh.",
    "kinh phí thực hiện là {n} triệu đồng, lấy từ nguồn ngân sách được giao và các nguồn huy động hợp pháp khác.",
    "trong quá trình thực hiện {t}, nếu có vướng mắc, đề nghị phản ánh về bộ phận thường trực để được hướng dẫn.",
    "thời gian làm việc bắt đầu từ {n} giờ, ngày {d}, tại hội trường trụ sở {p}; thành phần dự họp theo danh sách.",
    "yêu cầu niêm yết công khai danh sách {n} hộ được hỗ trợ tại nhà văn hóa thôn và trên trang thông tin điện tử.",
    "việc {a} phải bảo đảm đúng đối tượng, tiết kiệm, không hình thức, tạo thuận lợi nhất cho người dân, doanh nghiệp.",
    "các cơ quan, đơn vị chủ động {a} {t}, gắn với trách nhiệm của người đứng đầu và kết quả đánh giá cuối năm.",
    "bà {h} chịu trách nhiệm tổng hợp số liệu của {n} thôn, tổ dân phố, trình lãnh đạo xem xét, quyết định."};
constexpr std::string_view kFamily[] = {"Nguyễn", "Trần", "Lê",  "Phạm",  "Hoàng", "Phan", "Vũ",   "Đặng", "Bùi",
                                        "Đỗ",     "Hồ",   "Ngô", "Dương", "Lý",    "Vi",   "Nông", "Tô"};
constexpr std::string_view kMiddle[] = {"Văn", "Thị", "Minh", "Đức", "Thu", "Quốc", "Thanh", "Ngọc", "Hữu", "Hoài"};
constexpr std::string_view kGiven[] = {"An",  "Bình", "Chi",  "Dũng", "Giang", "Hà",   "Hải",  "Hạnh", "Hiếu",
                                       "Hòa", "Khoa", "Lan",  "Linh", "Long",  "Mai",  "Nam",  "Phúc", "Quân",
                                       "Sơn", "Thảo", "Thủy", "Trâm", "Tuấn",  "Tùng", "Việt", "Yến"};
constexpr std::string_view kPositions[] = {"Giám đốc", "Phó Giám đốc", "Chánh Văn phòng", "Phó Chủ tịch",
                                           "Trưởng phòng"};
constexpr std::size_t kLineCharacters = 80;
constexpr std::size_t kTextCharacters = 1900;

std::string date_text(Date day) {
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(unsigned(day.day())) + "/" + two(unsigned(day.month())) + "/" + std::to_string(int(day.year()));
}

/// Fills the marks of a pattern: number, year, theme, action, place, date, human.
std::string fill(Chance& chance, std::string_view pattern, Date day) {
  std::string text;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '{') {
      text += pattern[at];
      continue;
    }
    switch (pattern[at + 1]) {
      case 'n': text += std::to_string(chance.between(2, 980)); break;
      case 'y': text += std::to_string(int(day.year()) - chance.between(0, 6)); break;
      case 't': text += chance.pick(kThemes); break;
      case 'a': text += chance.pick(kActions); break;
      case 'p': text += chance.pick(kPlaces); break;
      case 'd': text += date_text(Date(std::chrono::sys_days(day) + std::chrono::days(chance.between(3, 40)))); break;
      default: text += make_name(chance); break;
    }
    at += 2;
  }
  return text;
}

std::string sentence_case(std::string text) {
  const auto first = first_characters(text, 1);
  return upper(first) + text.substr(first.size());
}

void wrap(std::vector<std::string>& lines, const std::string& paragraph) {
  std::string line;
  std::size_t characters = 0;
  std::size_t at = 0;
  while (at < paragraph.size()) {
    const auto end = std::min(paragraph.find(' ', at), paragraph.size());
    const auto word = paragraph.substr(at, end - at);
    const auto length = count_characters(word);
    if (characters > 0 && characters + 1 + length > kLineCharacters) {
      lines.push_back(std::move(line));
      line.clear();
      characters = 0;
    }
    if (characters > 0) line += ' ', ++characters;
    line += word;
    characters += length;
    at = end + 1;
  }
  if (!line.empty()) lines.push_back(std::move(line));
}

std::vector<std::string> page_of(Chance& chance, const incoming::Registration& paper, std::string_view place) {
  std::vector<std::string> lines;
  wrap(lines, upper(paper.issuer));
  lines.emplace_back("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  lines.emplace_back("Độc lập - Tự do - Hạnh phúc");
  lines.push_back("Số: " + paper.code);
  lines.push_back(std::string(place) + ", ngày " + date_text(paper.issue_date));
  wrap(lines, paper.subject);
  lines.emplace_back();
  std::size_t characters = 0;
  while (characters < kTextCharacters) {
    auto paragraph = fill(chance, chance.pick(kOpenings), paper.issue_date) + " " +
                     fill(chance, chance.pick(kSentences), paper.issue_date);
    for (int more = chance.between(1, 3); more > 0; --more) {
      paragraph += " " + sentence_case(fill(chance, chance.pick(kSentences), paper.issue_date));
    }
    characters += count_characters(paragraph);
    wrap(lines, paragraph);
    lines.emplace_back();
  }
  lines.emplace_back("Nơi nhận: như trên; lưu: VT.");
  lines.push_back(upper(paper.signer_position));
  lines.push_back(paper.signer_name);
  return lines;
}

}  // namespace

std::string make_name(Chance& chance) {
  return std::string(chance.pick(kFamily)) + " " + std::string(chance.pick(kMiddle)) + " " +
         std::string(chance.pick(kGiven));
}

Letter make_letter(Chance& chance, int serial, Date issued) {
  const auto& issuer = chance.pick(kIssuers);
  const auto& kind = chance.pick(kKinds);
  Letter letter;
  auto& paper = letter.registration;
  paper.kind = kind.name;
  paper.issuer = issuer.name;
  paper.issue_date = issued;
  paper.code = std::to_string(serial) + "/" +
               (kind.abbreviation.empty() ? std::string(issuer.symbol) + "-" + std::string(chance.pick(kDepartments))
                                          : std::string(kind.abbreviation) + "-" + std::string(issuer.symbol));
  paper.subject = "Về việc " + std::string(chance.pick(kActions)) + " " + std::string(chance.pick(kThemes)) +
                  (chance.percent(60) ? " tại " + std::string(chance.pick(kPlaces)) : "") +
                  (chance.percent(40) ? " năm " + std::to_string(int(issued.year())) : "");
  paper.page_amount = 1;
  paper.signer_name = make_name(chance);
  paper.signer_position = chance.pick(kPositions);
  paper.urgency = chance.percent(88)   ? Urgency::none
                  : chance.percent(70) ? Urgency::khan
                  : chance.percent(70) ? Urgency::thuong_khan
                                       : Urgency::hoa_toc;
  paper.sensitivity = chance.percent(2) ? 3 : 2;
  letter.lines = page_of(chance, paper, chance.pick(kPlaces));
  return letter;
}

}  // namespace chauban::server
