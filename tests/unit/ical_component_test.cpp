#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "base/text.hpp"
#include "ical/component.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kEvent =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "summary;LANGUAGE=\"en\";X-P=a,\"b;c\":Glaze\\, wheel\r\n  and clay\r\nX-UNKNOWN;A=^^^n^':raw\\:value\r\n"
    "BEGIN:PARTICIPANT\r\nUID:p\r\nEND:PARTICIPANT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

Component one(std::string_view text) {
  auto parsed = parse(text);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed ? parsed->calendars.at(0) : Component{};
}

// RFC 5545 3.8.8.2: unknown
// RFC 4791 5.3.3: unknown-properties
TEST(Component, untouched_lines_come_back_byte_for_byte) {
  EXPECT_EQ(serialize(one(kEvent)), kEvent);
}

// RFC 5545 3.1: parameters
// RFC 5545 3.2: escapes
TEST(Component, reads_names_parameters_and_folds) {
  const Component event = one(kEvent).components.at(0);
  const Property* summary = event.find("SUMMARY");
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->value(), "Glaze\\, wheel and clay");
  EXPECT_EQ(summary->parameter("LANGUAGE"), "en");
  EXPECT_EQ(summary->parameters().at(1).values, (std::vector<std::string>{"a", "b;c"}));
  EXPECT_EQ(event.find("X-UNKNOWN")->parameter("A"), "^\n\"");
  EXPECT_EQ(event.components.at(0).name, "PARTICIPANT");
}

TEST(Component, apples_unquoted_escapes_in_parameters_are_read) {
  const Component calendar =
      one("BEGIN:VCALENDAR\r\nX-LOC;X-TITLE=Main 5\\; 4041 Linz;X-R=7:geo:1,2\r\nEND:VCALENDAR\r\n");
  EXPECT_EQ(calendar.properties.at(0).parameter("X-TITLE"), "Main 5\\; 4041 Linz");
  EXPECT_EQ(calendar.value("X-LOC"), "geo:1,2");
}

TEST(Component, an_edited_line_alone_is_written_afresh) {
  Component calendar = one(kEvent);
  calendar.components[0].set(Property("SUMMARY", escape_text("New; name")));
  const std::string text = serialize(calendar);
  EXPECT_THAT(text, HasSubstr("SUMMARY:New\\; name\r\n"));
  EXPECT_THAT(text, HasSubstr("X-UNKNOWN;A=^^^n^':raw\\:value\r\n"));
}

// RFC 5545 3.1: content-lines
TEST(Component, folds_between_characters_at_75_octets) {
  std::string value;
  for (int i = 0; i < 100; ++i) value += "ü";
  const std::string bytes = Property("SUMMARY", value).bytes();
  for (const std::string_view line : split(bytes, '\n')) {
    EXPECT_LE(line.size(), 76U);  // with its CR
    EXPECT_TRUE(is_utf8(line));
  }
  Component calendar{"VCALENDAR", {Property("SUMMARY", value)}, {}};
  EXPECT_EQ(one(serialize(calendar)).value("SUMMARY"), value);
}

// RFC 5545 3.2: escapes
TEST(Component, parameter_values_are_quoted_and_encoded_when_written) {
  const Property property("ATTENDEE", "mailto:a@example.com", {{"CN", {"Doe, \"J\"\n"}}});
  EXPECT_EQ(property.bytes(), "ATTENDEE;CN=\"Doe, ^'J^'^n\":mailto:a@example.com\r\n");
}

struct Broken {
  const char* text;
  std::size_t line;
};

class Strict : public ::testing::TestWithParam<Broken> {};
TEST_P(Strict, refuses_with_the_line) {
  const auto parsed = parse(GetParam().text);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().line, GetParam().line) << parsed.error().message;
  EXPECT_FALSE(parsed.error().message.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Broken, Strict,
    ::testing::Values(Broken{"", 0}, Broken{"hello", 1}, Broken{"BEGIN:VEVENT\r\nEND:VEVENT\r\n", 1},
                      Broken{"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", 3},
                      Broken{"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VTODO\r\nEND:VCALENDAR\r\n", 3},
                      Broken{"BEGIN:VCALENDAR\r\nno colon here\r\nEND:VCALENDAR\r\n", 2},
                      Broken{"BEGIN:VCALENDAR\r\nX;A:1\r\nEND:VCALENDAR\r\n", 2},
                      Broken{"BEGIN:VCALENDAR\r\nX;A=\"open:1\r\nEND:VCALENDAR\r\n", 2},
                      Broken{"BEGIN:VCALENDAR\r\nX:\x01\r\nEND:VCALENDAR\r\n", 2},
                      Broken{"BEGIN:VCALENDAR\r\nX:\xFF\r\nEND:VCALENDAR\r\n", 0},
                      Broken{"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", 3}));

TEST(Strict, stops_at_its_limits) {
  std::string deep = "BEGIN:VCALENDAR\r\n";
  for (int i = 0; i < 100'000; ++i) deep += "BEGIN:X\r\n";
  EXPECT_FALSE(parse(deep));
  std::string lines = "BEGIN:VCALENDAR\r\nX";
  for (int i = 0; i < 200; ++i) lines += ";A=b";
  EXPECT_FALSE(parse(lines + ":1\r\nEND:VCALENDAR\r\n"));
  EXPECT_FALSE(parse("BEGIN:VCALENDAR\r\nSUMMARY:" + std::string(70'000, 'x') + "\r\nEND:VCALENDAR\r\n"));
  EXPECT_FALSE(parse(std::string(2 << 20, 'x')));
}

TEST(Repair, keeps_what_can_be_kept_and_says_what_it_mended) {
  const auto parsed = parse(
      "\xEF\xBB\xBF\nBEGIN:vcalendar\nSUMMARY:Caf\xE9\nstray text\n\nBEGIN:VEVENT\nUID:1\nEND:VCALENDAR\n",
      {}, Leniency::repair);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->calendars.at(0).value("SUMMARY"),
            "Café"
            "stray text");
  EXPECT_EQ(parsed->calendars.at(0).components.at(0).value("UID"), "1");
  EXPECT_GE(parsed->repairs.size(), 4U);
}

// RFC 5545 3.3.11: text
TEST(Text, escaping_is_undone) {
  EXPECT_EQ(escape_text("a;b,c\\d\ne\r\nf"), "a\\;b\\,c\\\\d\\ne\\nf");
  EXPECT_EQ(unescape_text("a\\;b\\,c\\\\d\\ne\\Nf"), "a;b,c\\d\ne\nf");
}

RC_GTEST_PROP(Parser, survives_any_bytes, (const std::string& text)) {
  (void)parse(text);
  (void)parse("BEGIN:VCALENDAR\r\n" + text, {}, Leniency::repair);
}

RC_GTEST_PROP(Parser, reads_back_any_text_that_was_written, (const std::string& text)) {
  std::string clean;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F) clean += c;
  }
  const Component calendar{"VCALENDAR", {Property("X-T", escape_text(clean), {{"P", {clean}}})}, {}};
  const auto parsed = parse(serialize(calendar));
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(unescape_text(parsed->calendars.at(0).value("X-T")) == clean);
  RC_ASSERT(parsed->calendars.at(0).find("X-T")->parameter("P") == clean);
}

}  // namespace
}  // namespace timeshelf::ical
