// A person's edit of what the shop wrote is never lost.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "commerce/core/merge.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;
using Lines = std::vector<Property>;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Outcome {
  Component body;
  std::vector<Overruled> overruled;
  std::string text() const { return ical::serialize(body); }
  std::string comments() const {
    std::string all;
    for (const Property& line : body.properties) {
      if (line.name() == "COMMENT") all += ical::unescape_text(line.value()) + "\n";
    }
    return all;
  }
};
Outcome merge(const Lines& base, const Lines& standing, const Lines& wanted) {
  Component calendar{"VCALENDAR", {}, {Component{"VEVENT", standing, {}}}};
  Outcome outcome;
  outcome.overruled = merge_lines(base, wanted, calendar, calendar.components.front(),
                                  "Before the shop changed it, {line} said: {value}");
  outcome.body = calendar.components.front();
  return outcome;
}
Property summary(std::string text) {
  return {"SUMMARY", ical::escape_text(text)};
}
Property description(std::string text) {
  return {"DESCRIPTION", ical::escape_text(text)};
}
Property attendee(std::string answer, std::vector<ical::Parameter> more = {}) {
  more.push_back({"PARTSTAT", {std::move(answer)}});
  return {"ATTENDEE", "mailto:sam@example.com", std::move(more)};
}

TEST(Merge, what_nobody_touched_follows_the_shop) {
  const auto merged = merge({summary("Glaze")}, {summary("Glaze")}, {summary("Wheel")});
  EXPECT_EQ(merged.body.value("SUMMARY"), "Wheel");
  EXPECT_THAT(merged.overruled, IsEmpty());
}

TEST(Merge, what_a_person_changed_stays_while_the_shop_says_nothing_new) {
  const auto merged = merge({summary("Glaze")}, {summary("Bring keys")}, {summary("Glaze")});
  EXPECT_EQ(merged.body.value("SUMMARY"), "Bring keys");
  EXPECT_THAT(merged.comments(), IsEmpty());
}

TEST(Merge, what_the_shop_must_change_it_changes_and_keeps_the_persons_words_in_sight) {
  const auto merged = merge({summary("Glaze")}, {summary("Bring keys")}, {summary("Wheel")});
  EXPECT_EQ(merged.body.value("SUMMARY"), "Wheel");
  EXPECT_THAT(merged.comments(), HasSubstr("Bring keys"));
  ASSERT_THAT(merged.overruled, SizeIs(1));
  EXPECT_EQ(merged.overruled[0].value, "Bring keys");
}

TEST(Merge, a_second_edit_pushes_the_first_not_out) {
  auto merged = merge({summary("a")}, {summary("first")}, {summary("b")});
  merged.body.set(summary("second"));
  merged = merge({summary("b")}, merged.body.properties, {summary("c")});
  EXPECT_THAT(merged.comments(), HasSubstr("first"));
  EXPECT_THAT(merged.comments(), HasSubstr("second"));
}

TEST(Merge, a_line_that_was_removed_stays_away) {
  const Lines base = {summary("Glaze"), Property("LOCATION", "Kiln Street")};
  EXPECT_THAT(merge(base, {summary("Glaze")}, base).text(), Not(HasSubstr("Kiln Street")));
}

TEST(Merge, a_time_in_another_zone_is_the_same_time) {
  const Property utc("DTSTART", "20260320T100000Z");
  const Property local("DTSTART", "20260320T110000", {{"TZID", {"Europe/Berlin"}}});
  const auto merged = merge({utc}, {local}, {Property("DTSTART", "20260320T120000Z")});
  EXPECT_EQ(merged.body.value("DTSTART"), "20260320T120000Z");
  EXPECT_THAT(merged.overruled, IsEmpty());
}

TEST(Merge, an_end_takes_the_place_of_a_length_and_keeps_it_in_sight) {
  const auto merged = merge({Property("DTEND", "20260320T120000Z")}, {Property("DURATION", "PT3H")},
                            {Property("DTEND", "20260320T130000Z")});
  EXPECT_THAT(merged.text(), Not(HasSubstr("DURATION:PT3H")));
  EXPECT_THAT(merged.comments(), HasSubstr("PT3H"));
}

TEST(Merge, notes_in_a_description_stay_where_they_are_read) {
  const auto merged =
      merge({description("1 booking\n3 x MUG")}, {description("1 booking\n3 x MUG\nRing twice")},
            {description("2 bookings\n3 x MUG")});
  EXPECT_EQ(ical::unescape_text(merged.body.value("DESCRIPTION")), "2 bookings\n3 x MUG\nRing twice");
  EXPECT_THAT(merged.overruled, IsEmpty());
}

TEST(Merge, an_attendee_is_known_by_its_address_and_keeps_what_an_app_wrote_there) {
  const auto merged = merge({attendee("NEEDS-ACTION")}, {attendee("NEEDS-ACTION", {{"X-APP", {"1"}}})},
                            {attendee("ACCEPTED")});
  EXPECT_THAT(merged.text(), HasSubstr("PARTSTAT=ACCEPTED"));
  EXPECT_THAT(merged.text(), HasSubstr("X-APP=1"));
}

TEST(Merge, what_an_app_only_rewrote_was_not_changed) {
  const auto merged = merge({Property("SUMMARY", "Glaze\\, wheel")}, {Property("SUMMARY", "Glaze, wheel ")},
                            {summary("Kiln")});
  EXPECT_EQ(merged.body.value("SUMMARY"), "Kiln");
  EXPECT_THAT(merged.comments(), IsEmpty());
}

// Whatever the shop said, a person made of it and the shop says next: the person's words are on the line or
// in a COMMENT, and what only the person has is untouched.
RC_GTEST_PROP(MergeProperty, a_persons_edit_is_never_lost, ()) {
  const auto word = rc::gen::element<std::string>("a", "b", "c", "d");
  const auto names = {"SUMMARY", "LOCATION", "STATUS", "DESCRIPTION", "X-OWN"};
  const auto lines = [&](bool own) {
    Lines made;
    for (const char* name : names) {
      if (*rc::gen::inRange(0, 4) == 0 || (!own && std::string_view(name) == "X-OWN")) continue;
      made.emplace_back(name, *word);
    }
    return made;
  };
  const Lines base = lines(false);
  const Lines standing = lines(true);
  const Lines wanted = lines(false);
  const Outcome merged = merge(base, standing, wanted);
  for (const Property& stood : standing) {
    const auto was = std::find_if(base.begin(), base.end(),
                                  [&](const Property& line) { return line.name() == stood.name(); });
    if (was != base.end() && was->value() == stood.value()) continue;
    const std::string now(merged.body.value(stood.name()));
    const bool kept = now.find(stood.value()) != std::string::npos ||
                      merged.comments().find(stood.name() + " said: " + stood.value()) != std::string::npos;
    RC_ASSERT(kept);
  }
  // And the shop's word holds where it said something new.
  for (const Property& line : wanted) {
    const auto was = std::find_if(base.begin(), base.end(),
                                  [&](const Property& each) { return each.name() == line.name(); });
    if (was != base.end() && was->value() == line.value()) continue;
    RC_ASSERT(merged.body.value(line.name()).find(line.value()) != std::string::npos);
  }
  // A second time changes nothing.
  const Outcome again = merge(wanted, merged.body.properties, wanted);
  RC_ASSERT(ical::canonical(again.body) == ical::canonical(merged.body));
}

}  // namespace
}  // namespace timeshelf::commerce
