#include <gmock/gmock.h>

#include <map>

#include "ical/object.hpp"
#include "ical/recurrence.hpp"
#include "tests/samples.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::HasSubstr;

std::string wrap(const std::string& components) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + components + "END:VCALENDAR\r\n";
}
Component one(const std::string& components) {
  return parse(wrap(components))->calendars.at(0);
}

// RFC 4791 4.1: one-uid
// RFC 4791 4.1: no-method
TEST(Object, is_one_uid_of_one_component_without_method) {
  const std::string event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260601T100000Z\r\nEND:VEVENT\r\n";
  EXPECT_EQ(summarize_object(one(event))->uid, "1");
  EXPECT_FALSE(summarize_object(one("METHOD:PUBLISH\r\n" + event)));
  EXPECT_FALSE(summarize_object(one(event + event)));
  EXPECT_FALSE(summarize_object(one("BEGIN:VEVENT\r\nDTSTART:20260601T100000Z\r\nEND:VEVENT\r\n")));
  EXPECT_FALSE(summarize_object(one("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261301T100000Z\r\nEND:VEVENT\r\n")));
  EXPECT_FALSE(summarize_object(one(event + "BEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\n")));
  EXPECT_FALSE(summarize_object(one("BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n")));
}

TEST(Split, gives_each_object_the_zones_it_names) {
  const auto parsed =
      parse(wrap("METHOD:PUBLISH\r\nX-WR-CALNAME:Home\r\nBEGIN:VTIMEZONE\r\nTZID:A\r\nEND:VTIMEZONE\r\n"
                 "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=A:20260601T100000\r\nEND:VEVENT\r\n"
                 "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260602T100000Z\r\nEND:VEVENT\r\n"
                 "BEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT\r\n"));
  const SplitStream stream = split(*parsed);
  ASSERT_EQ(stream.objects.size(), 2U);
  EXPECT_EQ(stream.objects[0].calendar.components.size(), 3U);
  EXPECT_EQ(stream.objects[1].calendar.components.size(), 1U);
  EXPECT_FALSE(stream.objects[0].calendar.find("METHOD"));
  EXPECT_EQ(stream.calendar_lines.size(), 2U);
}

// RFC 5545 3.6.5: vtimezone
TEST(StreamWriter, writes_crlf_and_each_zone_once) {
  const std::string object =
      "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:A\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:"
      "VCALENDAR\n";
  StreamWriter writer({});
  writer.add(object);
  writer.add(object);
  EXPECT_EQ(
      writer.finish(),
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timeshelf//Timeshelf//"
      "EN\r\nBEGIN:VTIMEZONE\r\nTZID:A\r\nEND:VTIMEZONE\r\n"
      "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

// Components as a multiset; an added UID is not a loss.
std::multiset<std::string> parts(const std::vector<Component>& calendars, bool with_zones) {
  std::multiset<std::string> all;
  for (const Component& calendar : calendars) {
    for (Component component : calendar.components) {
      if (component.name == "VTIMEZONE" && !with_zones) continue;
      if (component.value("UID").ends_with("@timeshelf.import")) component.remove("UID");
      all.insert(canonical(component));
    }
  }
  return all;
}

std::set<std::string> zones(const std::vector<Component>& calendars) {
  std::set<std::string> all;
  for (const Component& calendar : calendars) {
    for (const Component& component : calendar.components) {
      if (component.name == "VTIMEZONE") all.insert(canonical(component));
    }
  }
  return all;
}

TEST(RealFiles, split_and_join_without_loss) {
  const auto files = tests::samples("valid");
  if (files.empty()) GTEST_SKIP() << "no sample files beside this checkout (TIMESHELF_SAMPLES)";
  for (const auto& file : files) {
    Limits limits;
    limits.bytes = 16 << 20;
    const auto parsed = parse(tests::read_file(file), limits, Leniency::repair);
    ASSERT_TRUE(parsed) << file << ": " << parsed.error().message;
    const SplitStream stream = split(*parsed);
    StreamWriter writer(stream.calendar_lines);
    for (const SplitObject& object : stream.objects) writer.add(serialize(object.calendar));
    const auto joined = parse(writer.finish(), limits);
    ASSERT_TRUE(joined) << file << ": " << joined.error().message;
    EXPECT_EQ(parts(parsed->calendars, false), parts(joined->calendars, false)) << file;
    EXPECT_EQ(zones(parsed->calendars), zones(joined->calendars)) << file;
    for (const SplitObject& object : stream.objects) (void)bounds_of(object.calendar);
  }
}

TEST(RealFiles, broken_ones_are_mended_or_refused_with_a_line) {
  const auto files = tests::samples("invalid");
  if (files.empty()) GTEST_SKIP() << "no sample files beside this checkout (TIMESHELF_SAMPLES)";
  for (const auto& file : files) {
    const auto parsed = parse(tests::read_file(file), {}, Leniency::repair);
    if (!parsed) {
      EXPECT_FALSE(parsed.error().message.empty()) << file;
      continue;
    }
    for (const SplitObject& object : split(*parsed).objects) {
      (void)bounds_of(object.calendar);
      EXPECT_TRUE(parse(serialize(object.calendar))) << file;
    }
  }
}

}  // namespace
}  // namespace timeshelf::ical
