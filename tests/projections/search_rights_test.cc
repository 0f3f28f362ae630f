// SPDX-License-Identifier: GPL-3.0-or-later
// A document that a reader may not see changes nothing that this reader can see.
#include "projections/search_index.h"
#include "tests/projections/search_support.h"

namespace chauban::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

void add_visible(Library& library) {
  library.add(document(1).page("kế hoạch năm").kind("KH").code("15/KH-UBND", 2021).rights({"unit-a"}));
  library.add(document(2).page("kế hoạch quý").kind("BC").code("16/BC-UBND", 2022).rights({"unit-b", "unit-a"}));
}
void add_hidden(Library& library) {
  for (int n = 10; n < 60; ++n) {
    library.add(document(n)
                    .page("kế hoạch mật vụ hoạchx")
                    .kind("MẬT")
                    .code("15/MV-UBND", 2021)
                    .subject("kế hoạch")
                    .rights({"secret"}));
  }
  library.add(document(99).page("kế hoạch không ai đọc").rights({}));
}
SearchReader reader() { return {{"unit-a", "other"}, false}; }

/// Everything a reader sees of an answer, as one text; the generation is the index's own matter.
std::string seen(Library& library, const std::string& query) {
  auto request = Library::question(query);
  request.reader = reader();
  request.facets = {"kind", "year"};
  const auto answer = library.ask(request);
  std::ostringstream out;
  out << answer.total << answer.mode << '|';
  for (const auto& hit : answer.hits) out << hit.id.str() << ' ' << hit.score << ' ' << hit.code << '|';
  for (const auto& facet : answer.facets) {
    for (const auto& value : facet.values) out << facet.field << value.value << value.count << '|';
  }
  for (const auto& text : answer.did_you_mean) out << text << '|';
  for (const auto& note : answer.notes) out << note.key << note.count << '|';
  const auto suggested = library.index().suggest({query, reader(), 8}).value();
  for (const auto& text : suggested) out << text << '|';
  return out.str();
}

TEST(SearchRights, hidden_documents_change_nothing) {
  Library without;
  add_visible(without);
  without.commit();
  Library with;
  add_visible(with);
  add_hidden(with);
  with.commit();

  for (const auto* query : {"kế hoạch", "ke", "mật", "mat", "hoachx", "ma", "ke hoachh", "hoachz", "15/MV-UBND", "15/",
                            "\"kế hoạch mật\"", "so:15", "loai:MẬT", "", "-mat", "quy OR mat", "k*"}) {
    EXPECT_EQ(seen(with, query), seen(without, query)) << query;
  }
}

TEST(SearchRights, without_rights_nothing_is_found) {
  Library library;
  add_visible(library);
  library.commit();
  auto request = Library::question("kế hoạch");
  request.reader = {};
  request.facets = {"kind"};

  const auto answer = library.ask(request);
  EXPECT_EQ(answer.total, 0U);
  EXPECT_THAT(answer.facets.at(0).values, IsEmpty());
  EXPECT_THAT(library.index().suggest({"ke", {}, 8}).value(), IsEmpty());
}

TEST(SearchRights, a_reader_of_everything_finds_what_has_no_rights) {
  Library library;
  add_hidden(library);
  library.commit();
  auto request = Library::question("không ai đọc");
  request.reader = {{}, true};

  EXPECT_THAT(Library::numbers(library.ask(request)), ElementsAre(99));
}

TEST(SearchRights, facets_count_what_the_reader_sees) {
  Library library;
  add_visible(library);
  add_hidden(library);
  library.commit();
  auto request = Library::question("kế hoạch");
  request.reader = reader();
  request.facets = {"kind", "year"};

  const auto answer = library.ask(request);
  EXPECT_THAT(answer.facets.at(0).values, ElementsAre(FacetValue{"BC", 1}, FacetValue{"KH", 1}));
  EXPECT_THAT(answer.facets.at(1).values, ElementsAre(FacetValue{"2021", 1}, FacetValue{"2022", 1}));
  request.facets = {"rights"};
  EXPECT_THAT(library.index().search(request), FailsWith(ErrorCode::bad_filter));
}

TEST(SearchRights, slips_are_offered_with_marks) {
  Library library;
  add_visible(library);
  library.commit();

  auto request = Library::question("ke hoachh");
  request.reader = reader();
  EXPECT_THAT(library.ask(request).did_you_mean, ElementsAre("ke hoạch"));
  EXPECT_THAT(library.index().suggest({"kế ho", reader(), 8}).value(), ElementsAre("kế hoạch"));
}

}  // namespace
}  // namespace chauban::search
