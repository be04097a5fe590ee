// docs/vocabulary.md is the specification that people read: whatever it shows is read here as the server
// reads it.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::Contains;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Currency kEuro = *Currency::parse("EUR");

std::vector<std::string> lines_of_the_page() {
  std::ifstream file(TIMESHELF_SOURCE_DIR "/docs/vocabulary.md");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The text of each fenced block with that info string.
std::vector<std::string> examples(std::string_view kind) {
  std::vector<std::string> blocks;
  bool inside = false;
  for (const std::string& line : lines_of_the_page()) {
    if (line == "```" + std::string(kind)) {
      inside = true;
      blocks.emplace_back();
    } else if (line.starts_with("```")) {
      inside = false;
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

// The cells of each row of the table whose heading begins with these two cells.
std::vector<std::vector<std::string>> table(std::string_view first, std::string_view second) {
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (const std::string& line : lines_of_the_page()) {
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, '|')) cells.emplace_back(trim(cell));
    if (cells.size() < 4) {
      inside = false;
    } else if (cells[1] == first && cells[2] == second) {
      inside = true;
    } else if (inside && !cells[1].starts_with("--")) {
      rows.push_back({cells.begin() + 1, cells.end() - 1});
    }
  }
  return rows;
}

// `X-SHELF-SEATS:12` without its backticks.
std::string code(const std::string& cell) {
  return cell.substr(1, cell.size() - 2);
}

AuthoredTerms read_properties(std::string text) {
  std::string crlf;
  for (const char c : text) crlf.append(c == '\n' ? "\r\n" : std::string(1, c));
  const auto parsed = parse("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + crlf + "END:VEVENT\r\nEND:VCALENDAR\r\n",
                            {}, Leniency::repair);
  return read_terms(parsed.value().calendars.front().components.front(), kEuro);
}
AuthoredTerms read_description(std::string_view text) {
  return read_terms({"VEVENT", {Property("DESCRIPTION", escape_text(text))}, {}}, kEuro);
}

std::vector<std::string> reasons(const AuthoredTerms& authored) {
  std::vector<std::string> all;
  for (const TermsProblem& problem : authored.problems) all.push_back(problem.reason);
  return all;
}

TEST(Vocabulary, examples_of_properties_are_read) {
  const auto blocks = examples("shelf-properties");
  ASSERT_THAT(blocks, SizeIs(1));
  const auto authored = read_properties(blocks[0]);
  EXPECT_THAT(reasons(authored), IsEmpty());
  EXPECT_EQ(authored.terms.seats, 12);
  ASSERT_THAT(authored.terms.prices, SizeIs(3));
  EXPECT_EQ(authored.terms.prices[1].quantity, 20);
  EXPECT_THAT(authored.terms.fulfilment, SizeIs(2));
  EXPECT_EQ(authored.terms.windows->capacity, 6);
  EXPECT_EQ(authored.terms.drop, "spring-glaze");
}

TEST(Vocabulary, examples_of_plain_lines_are_read) {
  const auto blocks = examples("shelf-lines");
  ASSERT_THAT(blocks, SizeIs(3));
  for (const std::string& block : blocks) {
    const auto authored = read_description(block);
    EXPECT_THAT(reasons(authored), IsEmpty()) << block;
    EXPECT_TRUE(authored.terms.seats) << block;
    EXPECT_FALSE(authored.terms.prices.empty()) << block;
  }
  EXPECT_TRUE(read_description(blocks[2]).terms.off);
}

TEST(Vocabulary, each_authored_property_is_shown_by_an_example_that_is_read) {
  const auto rows = table("property", "example");
  ASSERT_THAT(rows, SizeIs(Ge(13)));
  for (const auto& row : rows) {
    const std::string example = code(row[1]);
    EXPECT_TRUE(example.starts_with("X-SHELF-" + row[0].substr(0, row[0].find(',')))) << example;
    const auto authored = read_properties(example + (row[0] == "QUEUE" ? "\nX-SHELF-DROP:glaze\n" : "\n"));
    EXPECT_THAT(reasons(authored), IsEmpty()) << example;
    EXPECT_TRUE(authored.terms.any()) << example;
  }
}

TEST(Vocabulary, each_error_of_a_property_says_its_sentence) {
  const auto rows = table("property", "sentence");
  ASSERT_THAT(rows, SizeIs(Ge(16)));
  for (const auto& row : rows) {
    const auto authored = read_properties(code(row[0]) + "\n");
    EXPECT_THAT(reasons(authored), Contains(row[1])) << row[0];
    EXPECT_TRUE(authored.problems.empty() || authored.problems[0].in_property) << row[0];
  }
}

TEST(Vocabulary, each_error_of_a_line_says_its_sentence) {
  const auto rows = table("line", "sentence");
  ASSERT_THAT(rows, SizeIs(Ge(10)));
  for (const auto& row : rows) {
    const std::string line = code(row[0]);
    const auto authored = read_description(line.starts_with('#') ? line : "#shelf\n" + line);
    EXPECT_THAT(reasons(authored), Contains(row[1])) << line;
    EXPECT_TRUE(authored.problems.empty() || !authored.problems[0].in_property) << line;
  }
}

TEST(Vocabulary, what_is_published_sets_nothing_when_it_is_copied_back) {
  const auto blocks = examples("shelf-published");
  ASSERT_THAT(blocks, SizeIs(1));
  const auto authored = read_properties(blocks[0]);
  EXPECT_THAT(reasons(authored), IsEmpty());
  EXPECT_FALSE(authored.terms.any());
  EXPECT_THAT(authored.lines, IsEmpty());
}

}  // namespace
}  // namespace timeshelf::ical
