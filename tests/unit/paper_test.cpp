// Documents as PDF: on as many pages as they take, in any script.
#include "server/paper/pdf.hpp"

#include <gmock/gmock.h>

namespace timeshelf::server::paper {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Instant made_at() {
  return from_millis(1'772'366'400'000);
}
Document with_rows(std::size_t count) {
  Table table{{"What", "Units"}, {}, 1};
  for (std::size_t i = 0; i < count; ++i) table.rows.push_back({"Blue mug " + std::to_string(i), "24"});
  Section section{"What was sold"};
  section.bars = {{"Looks", "396", 1}, {"Holds", "57", 0.14}, {"Nothing", "0", 0}};
  section.points = {"Offer more."};
  section.table = std::move(table);
  return {"autumn", "Kiln Street", "en", {section}};
}
std::size_t pages_of(const std::string& pdf) {
  const auto at = pdf.find("/Count ");
  return at == std::string::npos ? 0 : std::stoul(pdf.substr(at + 7));
}

TEST(Paper, a_short_document_is_one_page) {
  const auto pdf = render_pdf(with_rows(4), made_at());
  EXPECT_THAT(pdf, StartsWith("%PDF-"));
  EXPECT_THAT(pdf, HasSubstr("%%EOF"));
  EXPECT_EQ(pages_of(pdf), 1U);
}

TEST(Paper, what_does_not_fit_goes_on_on_the_next_page) {
  EXPECT_GT(pages_of(render_pdf(with_rows(200), made_at())), 3U);
}

TEST(Paper, nothing_at_all_is_still_a_page) {
  EXPECT_EQ(pages_of(render_pdf({"", "", "en", {}}, made_at())), 1U);
}

TEST(Paper, long_names_emoji_and_the_other_direction_are_written) {
  Document document = with_rows(1);
  document.title = std::string(10'000, 'x');
  document.subtitle = "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5";
  document.sections[0].table->rows[0][0] = "\xD9\x83\xD9\x88\xD8\xA8 \xD8\xA3\xD8\xB2\xD8\xB1\xD9\x82";
  EXPECT_GE(pages_of(render_pdf(document, made_at())), 1U);
}

}  // namespace
}  // namespace timeshelf::server::paper
