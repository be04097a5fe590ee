// What follows from storing a meeting, and how a message changes it: pure decisions (RFC 5546, RFC 6638 3.2).
#include <gmock/gmock.h>

#include "caldav/scheduling/attendee.hpp"
#include "caldav/scheduling/free_busy.hpp"
#include "caldav/scheduling/merge.hpp"
#include "caldav/scheduling/organizer.hpp"

namespace timeshelf::tests {
namespace {

using namespace caldav::scheduling;
using ical::Component;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Addresses kAda{"mailto:ada@example.com"};
const Addresses kBob{"mailto:bob@example.com"};
const Addresses kCyd{"mailto:cyd@example.com"};
const Instant kNow = from_millis(1'772'000'000'000);

constexpr const char* kPeople =
    "ORGANIZER:mailto:Ada@example.com\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.com\r\n"
    "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.com\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:cyd@example.com\r\n";
constexpr const char* kOnce = "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\n";
constexpr const char* kDaily =
    "DTSTART;TZID=Europe/"
    "Berlin:20260310T100000\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\nRRULE:FREQ=DAILY;COUNT=5\r\n";

std::string part(const std::string& lines, const std::string& people = kPeople) {
  return "BEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260301T000000Z\r\n" + lines + people + "END:VEVENT\r\n";
}
/// An instance of kDaily, with its own lines.
std::string instance(const std::string& day, const std::string& people = kPeople,
                     const std::string& hour = "10") {
  return part("RECURRENCE-ID;TZID=Europe/Berlin:202603" + day +
                  "T100000\r\nDTSTART;TZID=Europe/Berlin:202603" + day + "T" + hour +
                  "0000\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\n",
              people);
}
Component object(const std::string& parts) {
  auto parsed =
      ical::parse("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n" + parts + "END:VCALENDAR\r\n");
  if (!parsed) throw std::runtime_error(parsed.error().message);
  return parsed->calendars.front();
}
std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}
std::string without_bob(const std::string& text) {
  return replaced(text, "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.com\r\n", "");
}
std::string answers(const Component& calendar, const Addresses& who) {
  std::string text;
  for (const Component& each : calendar.components) {
    const auto* line = is_part(each) ? attendee_line(each, who) : nullptr;
    if (line) text += (text.empty() ? "" : " ") + partstat_of(*line);
  }
  return text;
}
/// "REQUEST bob", in order.
std::vector<std::string> sent(const std::vector<Message>& messages) {
  std::vector<std::string> all;
  for (const Message& message : messages)
    all.push_back(message.method + " " + message.recipient.substr(7, message.recipient.find('@') - 7));
  return all;
}

// --- Who hears of what an organizer stores

struct Stored {
  const char* what;
  std::string before, after;
  std::vector<std::string> messages;
};

// RFC 6638 3.2.1.2: organizer-modify
TEST(Organizer, tells_those_whose_meeting_changed_and_nobody_else) {
  const std::string alarm =
      "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n";
  const std::vector<Stored> table = {
      {"a new meeting", "", part(kOnce), {"REQUEST bob", "REQUEST cyd"}},
      {"the same again", part(kOnce), part(kOnce), {}},
      {"an alarm of the organizer's own", part(kOnce), replaced(part(kOnce), "END:VEVENT\r\n", alarm), {}},
      {"another DTSTAMP and SEQUENCE",
       part(kOnce),
       replaced(part(std::string(kOnce) + "SEQUENCE:1\r\n"), "20260301T000000Z", "20260302T000000Z"),
       {}},
      {"a time written in another zone",
       part("DTSTART;TZID=Europe/Berlin:20260310T110000\r\nDTEND;TZID=Europe/"
            "Berlin:20260310T120000\r\nSUMMARY:Plan\r\n"),
       part("DTSTART;TZID=Europe/Berlin:20260310T110000\r\nDTEND;TZID=Europe/"
            "Berlin:20260310T120000\r\nSUMMARY:Plan\r\n"),
       {}},
      {"another summary", part(kOnce), replaced(part(kOnce), "Plan", "Plot"), {"REQUEST bob", "REQUEST cyd"}},
      {"another time", part(kOnce), replaced(part(kOnce), "T10", "T11"), {"REQUEST bob", "REQUEST cyd"}},
      {"somebody less", part(kOnce), without_bob(part(kOnce)), {"CANCEL bob", "REQUEST cyd"}},
      {"somebody more", without_bob(part(kOnce)), part(kOnce), {"REQUEST bob", "REQUEST cyd"}},
      {"called off",
       part(kOnce),
       part(std::string(kOnce) + "STATUS:CANCELLED\r\n"),
       {"CANCEL bob", "CANCEL cyd"}},
      {"still called off",
       part(std::string(kOnce) + "STATUS:CANCELLED\r\n"),
       part(std::string(kOnce) + "STATUS:CANCELLED\r\nSUMMARY:Plot\r\n"),
       {}},
      {"an instance less",
       part(kDaily),
       part(std::string(kDaily) + "EXDATE;TZID=Europe/Berlin:20260312T100000\r\n"),
       {"CANCEL bob", "CANCEL cyd"}},
      {"an instance moved",
       part(kDaily),
       part(kDaily) + instance("12", kPeople, "15"),
       {"REQUEST bob", "REQUEST cyd"}},
      {"one instance without somebody",
       part(kDaily),
       part(kDaily) + instance("12", without_bob(kPeople)),
       {"CANCEL bob", "REQUEST cyd"}},
      {"somebody for one instance alone",
       without_bob(part(kDaily)),
       without_bob(part(kDaily)) + instance("12"),
       {"REQUEST bob", "REQUEST cyd"}},
      {"no longer the series, but one instance",
       part(kDaily) + instance("12"),
       without_bob(part(kDaily)) + instance("12"),
       {"CANCEL bob", "REQUEST bob", "REQUEST cyd"}},
      {"asked again",
       part(kOnce),
       replaced(part(kOnce), "ACCEPTED:mailto:cyd", "NEEDS-ACTION:mailto:cyd"),
       {"REQUEST cyd"}},
      {"left to the client",
       "",
       replaced(part(kOnce), "RSVP=TRUE", "SCHEDULE-AGENT=CLIENT"),
       {"REQUEST cyd"}},
      {"left to nobody", "", replaced(part(kOnce), "RSVP=TRUE", "SCHEDULE-AGENT=NONE"), {"REQUEST cyd"}},
      {"forced",
       part(kOnce),
       replaced(part(kOnce), "RSVP=TRUE", "SCHEDULE-FORCE-SEND=REQUEST"),
       {"REQUEST bob"}},
      {"without guests any more", part(kOnce), part(kOnce, ""), {"CANCEL bob", "CANCEL cyd"}},
  };
  for (const Stored& row : table) {
    const auto before = row.before.empty() ? std::nullopt : std::optional(object(row.before));
    const auto change = organizer_stores(before ? &*before : nullptr, object(row.after), kAda, false, kNow);
    EXPECT_EQ(sent(change.messages), row.messages) << row.what;
    EXPECT_THAT(ical::serialize(change.object), Not(HasSubstr("SCHEDULE-FORCE-SEND"))) << row.what;
    for (const Message& message : change.messages) {
      const std::string text = ical::serialize(message.calendar);
      EXPECT_THAT(text, Not(HasSubstr("VALARM"))) << row.what;
      EXPECT_THAT(text, Not(HasSubstr("SCHEDULE-"))) << row.what;
      EXPECT_THAT(text, HasSubstr("METHOD:" + message.method)) << row.what;
    }
  }
}

struct Rescheduled {
  const char* what;
  std::string before, after;
  std::string answers;  // of cyd, who had accepted
  int sequence;
};

// RFC 6638 3.2.8: answers-reset
TEST(Organizer, a_reschedule_resets_answers_and_raises_the_sequence) {
  const std::string excluded = std::string(kDaily) + "EXDATE;TZID=Europe/Berlin:20260312T100000\r\n";
  const std::string days5 =
      "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;UNTIL=20260320T100000Z\r\n";
  const std::vector<Rescheduled> table = {
      {"start", part(kOnce), replaced(part(kOnce), "T10", "T11"), "NEEDS-ACTION", 1},
      {"length", part(kOnce), replaced(part(kOnce), "PT1H", "PT2H"), "NEEDS-ACTION", 1},
      {"the same length said otherwise", part(kOnce),
       replaced(part(kOnce), "DURATION:PT1H", "DTEND:20260310T110000Z"), "ACCEPTED", 0},
      {"a summary", part(kOnce), replaced(part(kOnce), "Plan", "Plot"), "ACCEPTED", 0},
      {"a rule", part(kDaily), replaced(part(kDaily), "DAILY", "WEEKLY"), "NEEDS-ACTION", 1},
      {"a rule that ends earlier", part(days5), replaced(part(days5), "0320T", "0315T"), "ACCEPTED", 0},
      {"a rule that ends later", part(days5), replaced(part(days5), "0320T", "0325T"), "NEEDS-ACTION", 1},
      {"a rule in another order", part(days5),
       replaced(part(days5), "FREQ=DAILY;UNTIL=20260320T100000Z", "UNTIL=20260320T100000Z;FREQ=DAILY"),
       "ACCEPTED", 0},
      {"a further date", part(kDaily),
       part(std::string(kDaily) + "RDATE;TZID=Europe/Berlin:20260401T100000\r\n"), "NEEDS-ACTION", 1},
      {"an instance less", part(kDaily), part(excluded), "ACCEPTED", 0},
      {"an instance back", part(excluded), part(kDaily), "NEEDS-ACTION", 1},
      {"one instance elsewhere", part(kDaily), part(kDaily) + instance("12", kPeople, "15"),
       "ACCEPTED NEEDS-ACTION", 0},
      {"one instance of another name", part(kDaily), part(kDaily) + replaced(instance("12"), "Plan", "Plot"),
       "ACCEPTED ACCEPTED", 0},
  };
  for (const Rescheduled& row : table) {
    const Component before = object(row.before);
    const auto change = organizer_stores(&before, object(row.after), kAda, false, kNow);
    EXPECT_EQ(answers(change.object, kCyd), row.answers) << row.what;
    EXPECT_EQ(sequence_of(change.object.components.front()), row.sequence) << row.what;
    EXPECT_EQ(partstat_of(*any_attendee_line(change.object, kAda)), "ACCEPTED")
        << "the organizer's own: " << row.what;
  }
}

TEST(Organizer, a_client_that_raised_the_sequence_itself_is_not_corrected) {
  const Component before = object(part(kOnce));
  const auto change =
      organizer_stores(&before, object(replaced(part(std::string(kOnce) + "SEQUENCE:7\r\n"), "T10", "T11")),
                       kAda, false, kNow);
  EXPECT_EQ(sequence_of(change.object.components.front()), 7);
}

TEST(Organizer, a_client_that_forgets_the_sequence_is_corrected) {
  const Component before = object(part(std::string(kOnce) + "SEQUENCE:3\r\n"));
  const auto change =
      organizer_stores(&before, object(replaced(part(kOnce), "Plan", "Plot")), kAda, false, kNow);
  EXPECT_EQ(sequence_of(change.object.components.front()), 3);
}

// RFC 6638 3.2.10: schedule-tag
TEST(Organizer, answers_that_the_client_has_not_seen_are_kept) {
  const Component before = object(
      replaced(part(kOnce), "PARTSTAT=NEEDS-ACTION;RSVP=TRUE", "PARTSTAT=DECLINED;SCHEDULE-STATUS=\"2.0\""));
  const std::string stale = replaced(part(kOnce), "Plan", "Plot");
  EXPECT_EQ(answers(organizer_stores(&before, object(stale), kAda, true, kNow).object, kBob), "DECLINED");
  const auto seen = organizer_stores(&before, object(stale), kAda, false, kNow);
  EXPECT_EQ(answers(seen.object, kBob), "NEEDS-ACTION") << "an organizer may ask again";
  EXPECT_EQ(any_attendee_line(seen.object, kBob)->parameter("SCHEDULE-STATUS"), "2.0");
}

// RFC 6638 3.2.9: schedule-status
TEST(Organizer, a_forged_schedule_status_is_not_believed) {
  const auto change = organizer_stores(
      nullptr, object(replaced(part(kOnce), "RSVP=TRUE", "SCHEDULE-STATUS=\"2.0\"")), kAda, false, kNow);
  EXPECT_EQ(any_attendee_line(change.object, kBob)->parameter("SCHEDULE-STATUS"), "");
}

TEST(Organizer, who_removes_a_meeting_calls_it_off_for_all) {
  const auto messages =
      organizer_removes(object(part(kDaily) + instance("12", without_bob(kPeople))), kAda, kNow);
  EXPECT_THAT(sent(messages), ElementsAre("CANCEL bob", "CANCEL cyd"));
  const Component& cancelled = messages.front().calendar.components.front();
  EXPECT_EQ(cancelled.value("STATUS"), "CANCELLED");
  EXPECT_EQ(sequence_of(cancelled), 1);
  EXPECT_THAT(organizer_removes(object(part(std::string(kOnce) + "STATUS:CANCELLED\r\n")), kAda, kNow),
              IsEmpty());
}

// --- What an attendee sees

TEST(Invitation, shows_the_instances_that_name_its_attendee_and_no_other) {
  const Component one =
      object(without_bob(part(kDaily)) + instance("12") + instance("13", without_bob(kPeople)));
  const auto bobs = invitation_for(one, kBob);
  ASSERT_TRUE(bobs);
  ASSERT_EQ(bobs->components.size(), 1U);
  EXPECT_EQ(bobs->components.front().value("RECURRENCE-ID"), "20260312T100000");
  const Component but_one = object(part(kDaily) + instance("12", without_bob(kPeople)));
  const std::string text = ical::serialize(*invitation_for(but_one, kBob));
  EXPECT_THAT(text, HasSubstr("EXDATE;TZID=Europe/Berlin:20260312T100000"));
  EXPECT_THAT(text, Not(HasSubstr("RECURRENCE-ID")));
  EXPECT_FALSE(invitation_for(object(without_bob(part(kDaily))), kBob));
  EXPECT_FALSE(invitation_for(object(part(std::string(kOnce) + "STATUS:CANCELLED\r\n")), kBob));
}

TEST(Invitation, a_cancelled_instance_is_named_as_the_series_is_written) {
  const Component before = object(part(kDaily));
  const auto change = organizer_stores(
      &before, object(part(std::string(kDaily) + "EXDATE:20260312T090000Z\r\n")), kAda, false, kNow);
  ASSERT_EQ(change.messages.size(), 2U);
  const std::string text = ical::serialize(change.messages.front().calendar);
  EXPECT_THAT(text, HasSubstr("RECURRENCE-ID;TZID=Europe/Berlin:20260312T100000"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/Berlin:20260312T100000"));
}

// --- What an attendee may store, and says by it

struct Attended {
  const char* what;
  std::string before, after;
  std::string refused;  // a word of the sentence, or "" where it is taken
  std::string reply;    // the answers in it, "" for none
};

// RFC 6638 3.2.2.1: attendee-changes
TEST(Attendee, answers_and_keeps_notes_and_changes_nothing_else) {
  const auto said = [](const std::string& text, const char* answer) {
    return replaced(text, "PARTSTAT=NEEDS-ACTION", std::string("PARTSTAT=") + answer);
  };
  const std::string alarm =
      "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n";
  const std::vector<Attended> table = {
      {"an invitation", "", part(kOnce), "", ""},
      {"an invitation that came by mail, accepted", "", said(part(kOnce), "ACCEPTED"), "", "ACCEPTED"},
      {"nothing", part(kOnce), part(kOnce), "", ""},
      {"an answer", part(kOnce), said(part(kOnce), "ACCEPTED"), "", "ACCEPTED"},
      {"a decline", part(kOnce), said(part(kOnce), "DECLINED"), "", "DECLINED"},
      {"an alarm", part(kOnce), replaced(part(kOnce), "END:VEVENT\r\n", alarm), "", ""},
      {"notes of their own", part(kOnce),
       part(std::string(kOnce) + "TRANSP:TRANSPARENT\r\nCATEGORIES:Work\r\nX-MINE:1\r\n"), "", ""},
      {"escapes and blanks", part(std::string(kOnce) + "LOCATION:A\\, B\r\nDESCRIPTION:\r\n"),
       part(std::string(kOnce) + "LOCATION:A\\, B \r\n"), "", ""},
      {"the length said otherwise", part(kOnce),
       replaced(part(kOnce), "DURATION:PT1H", "DTEND:20260310T110000Z"), "", ""},
      {"another time", part(kOnce), replaced(part(kOnce), "T10", "T11"), "DTSTART", ""},
      {"another name", part(kOnce), replaced(part(kOnce), "Plan", "Plot"), "SUMMARY", ""},
      {"a place", part(kOnce), part(std::string(kOnce) + "LOCATION:Here\r\n"), "LOCATION", ""},
      {"a name dropped", part(kOnce), replaced(part(kOnce), "SUMMARY:Plan\r\n", ""), "", ""},
      {"another organizer", part(kOnce),
       replaced(part(kOnce), "ORGANIZER:mailto:Ada", "ORGANIZER:mailto:eve"), "ORGANIZER", ""},
      {"without themselves", part(kOnce), without_bob(part(kOnce)), "ATTENDEE", ""},
      {"an answer to one instance", part(kDaily), part(kDaily) + said(instance("12"), "DECLINED"), "",
       "DECLINED"},
      {"an instance declined by excluding it", part(kDaily),
       part(std::string(kDaily) + "EXDATE;TZID=Europe/Berlin:20260312T100000\r\n"), "", "DECLINED"},
      {"an instance that there is not", part(kDaily), part(kDaily) + instance("25"), "RECURRENCE-ID", ""},
      {"an instance elsewhere", part(kDaily), part(kDaily) + instance("12", kPeople, "15"), "DTSTART", ""},
      {"an instance lost", part(kDaily) + instance("12", kPeople, "15"), part(kDaily), "missing", ""},
      {"an excluded instance back",
       part(std::string(kDaily) + "EXDATE;TZID=Europe/Berlin:20260312T100000\r\n"), part(kDaily), "EXDATE",
       ""},
      {"the series for one instance", instance("12"), part(kDaily), "series", ""},
      {"left to the client", part(kOnce),
       replaced(replaced(part(kOnce), "Plan", "Plot"), "ORGANIZER:", "ORGANIZER;SCHEDULE-AGENT=CLIENT:"), "",
       ""},
      {"the same answer, forced", said(part(kOnce), "ACCEPTED"),
       replaced(said(part(kOnce), "ACCEPTED"), "ORGANIZER:", "ORGANIZER;SCHEDULE-FORCE-SEND=REPLY:"), "",
       "ACCEPTED"},
  };
  for (const Attended& row : table) {
    const auto before = row.before.empty() ? std::nullopt : std::optional(object(row.before));
    const auto change = attendee_stores(before ? &*before : nullptr, object(row.after), kBob, kNow);
    ASSERT_EQ(!change, !row.refused.empty()) << row.what << (change ? "" : change.error().message);
    if (!change) {
      EXPECT_THAT(change.error().message, HasSubstr(row.refused)) << row.what;
      continue;
    }
    EXPECT_EQ(change->reply ? answers(change->reply->calendar, kBob) : "", row.reply) << row.what;
    if (!change->reply) continue;
    EXPECT_EQ(change->reply->recipient, *kAda.begin());
    EXPECT_EQ(attendees_of(change->reply->calendar), kBob) << "a reply names who answers and nobody else";
  }
}

TEST(Attendee, what_others_said_stays_as_the_organizer_wrote_it) {
  const Component before = object(part(kOnce));
  const auto change = attendee_stores(
      &before, object(replaced(part(kOnce), "PARTSTAT=ACCEPTED:mailto:cyd", "PARTSTAT=DECLINED:mailto:cyd")),
      kBob, kNow);
  ASSERT_TRUE(change);
  EXPECT_EQ(answers(change->object, kCyd), "ACCEPTED");
}

TEST(Attendee, what_an_app_drops_is_put_back) {
  const Component before =
      object(part(std::string(kOnce) + "DESCRIPTION:Bring a mug\r\nGEO:52.5;13.4\r\nSTATUS:CONFIRMED\r\n"));
  const auto change =
      attendee_stores(&before,
                      object(replaced(part("DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nDESCRIPTION:\r\n"),
                                      "NEEDS-ACTION", "ACCEPTED")),
                      kBob, kNow);
  ASSERT_TRUE(change);
  const std::string text = ical::serialize(change->object);
  for (const char* line : {"SUMMARY:Plan", "DESCRIPTION:Bring a mug", "GEO:52.5;13.4", "STATUS:CONFIRMED"})
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_THAT(text, Not(HasSubstr("DESCRIPTION:\r\n")));
  EXPECT_EQ(answers(change->object, kBob), "ACCEPTED");
}

TEST(Attendee, who_removes_a_meeting_declines_what_they_had_not) {
  EXPECT_EQ(answers(attendee_removes(object(part(kDaily) + instance("12")), kBob, kNow)->calendar, kBob),
            "DECLINED DECLINED");
  EXPECT_FALSE(attendee_removes(object(replaced(part(kOnce), "NEEDS-ACTION", "DECLINED")), kBob, kNow));
  EXPECT_FALSE(attendee_removes(object(part(std::string(kOnce) + "STATUS:CANCELLED\r\n")), kBob, kNow));
}

// --- Messages into objects

// RFC 6638 4.1: requests
TEST(Merge, a_request_keeps_alarms_and_notes_of_its_attendee) {
  const Component mine = object(replaced(
      part(std::string(kOnce) + "CATEGORIES:Work\r\nX-MINE:1\r\n"), "END:VEVENT\r\n",
      "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n"));
  Component message = object(replaced(part(std::string(kOnce) + "SEQUENCE:1\r\n"), "Plan", "Plot"));
  message.set(ical::Property("METHOD", "REQUEST"));
  const auto merged = merge_request(&mine, message, kBob, Order::unknown);
  ASSERT_TRUE(merged);
  const std::string text = ical::serialize(*merged);
  for (const char* kept : {"Plot", "CATEGORIES:Work", "X-MINE:1", "BEGIN:VALARM", "SEQUENCE:1"})
    EXPECT_THAT(text, HasSubstr(kept));
  EXPECT_THAT(text, Not(HasSubstr("METHOD")));
}

// RFC 5546 2.1.5: sequence
TEST(Merge, an_older_request_changes_nothing) {
  const Component mine = object(part(std::string(kOnce) + "SEQUENCE:3\r\n"));
  const Component older = object(part(std::string(kOnce) + "SEQUENCE:2\r\n"));
  EXPECT_FALSE(merge_request(&mine, older, kBob, Order::unknown));
  EXPECT_TRUE(merge_request(&mine, older, kBob, Order::kept)) << "made again by somebody here";
}

// RFC 5546 3.2.2: request
TEST(Merge, a_request_for_one_instance_changes_that_instance) {
  const Component mine = object(part(kDaily) + instance("11"));
  const auto merged = merge_request(&mine, object(instance("12", kPeople, "15")), kBob, Order::unknown);
  ASSERT_TRUE(merged);
  EXPECT_EQ(parts_of(*merged).overrides.size(), 2U);
  EXPECT_TRUE(parts_of(*merged).master);
}

// RFC 5546 3.2.5: cancel
TEST(Merge, a_cancel_calls_off_the_whole_or_an_instance) {
  const Component series = object(part(kDaily) + instance("12", kPeople, "15"));
  const auto cancels = [](const std::string& text) {
    return object(replaced(text, "SUMMARY:Plan", "STATUS:CANCELLED"));
  };
  const std::string whole = ical::serialize(*merge_cancel(series, cancels(part(kOnce)), Order::unknown));
  EXPECT_THAT(whole, HasSubstr("STATUS:CANCELLED"));
  const std::string one = ical::serialize(*merge_cancel(series, cancels(instance("12")), Order::unknown));
  EXPECT_THAT(one, HasSubstr("EXDATE;TZID=Europe/Berlin:20260312T100000"));
  EXPECT_THAT(one, Not(HasSubstr("RECURRENCE-ID")));
  EXPECT_THAT(one, Not(HasSubstr("STATUS:CANCELLED")));
  const std::string alone =
      ical::serialize(*merge_cancel(object(instance("12")), cancels(instance("12")), Order::unknown));
  EXPECT_THAT(alone, HasSubstr("STATUS:CANCELLED"));
}

// RFC 5546 3.2.4: add
TEST(Merge, an_add_brings_a_further_instance) {
  const auto merged = merge_add(object(part(kDaily)),
                                object(part("DTSTART:20260401T080000Z\r\nDURATION:PT2H\r\nSEQUENCE:1\r\n")));
  ASSERT_TRUE(merged);
  EXPECT_TRUE(Series(*merged).has(*instant_of(merged->components.back(), "DTSTART", ical::Zones(*merged))));
  EXPECT_FALSE(merge_add(object(instance("12")), object(part(kOnce))));
}

struct Replied {
  const char* what;
  std::string reply;
  std::string answers;  // of bob, in the organizer's object: the series, the 12th, and what else came
};

// RFC 5546 3.2.3: reply
TEST(Merge, a_reply_changes_what_it_answers_and_nothing_else) {
  const std::string bob =
      "ORGANIZER:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=DECLINED:mailto:BOB@example.com\r\n";
  const std::vector<Replied> table = {
      {"the series", part(kDaily, bob), "DECLINED DECLINED"},
      {"the instance that is written apart", instance("12", bob), "NEEDS-ACTION DECLINED"},
      {"another instance", instance("13", bob), "NEEDS-ACTION NEEDS-ACTION DECLINED"},
      {"an instance in UTC", part("RECURRENCE-ID:20260313T090000Z\r\nDTSTART:20260313T090000Z\r\n", bob),
       "NEEDS-ACTION NEEDS-ACTION DECLINED"},
      {"an instance that there is not", instance("25", bob), ""},
      {"somebody who is not invited", part(kDaily, replaced(bob, "BOB", "eve")), ""},
  };
  const Component organizers = object(part(kDaily) + instance("12", kPeople, "15"));
  for (const Replied& row : table) {
    const auto merged = merge_reply(organizers, object(row.reply));
    EXPECT_EQ(merged ? answers(merged->object, kBob) : "", row.answers) << row.what;
    EXPECT_EQ(answers(merged ? merged->object : organizers, kCyd).find("DECLINED"), std::string::npos)
        << row.what;
  }
}

TEST(Merge, an_answer_to_what_was_rescheduled_since_is_no_answer) {
  const std::string bob =
      "ORGANIZER:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com\r\n";
  const Component organizers = object(part(std::string(kOnce) + "SEQUENCE:2\r\n"));
  EXPECT_FALSE(merge_reply(organizers, object(part(std::string(kOnce) + "SEQUENCE:1\r\n", bob))));
  EXPECT_TRUE(merge_reply(organizers, object(part(std::string(kOnce) + "SEQUENCE:2\r\n", bob))));
  EXPECT_TRUE(merge_reply(organizers, object(part(kOnce, bob)))) << "some calendars leave SEQUENCE out";
}

TEST(Room, declines_the_instances_that_collide_and_accepts_the_rest) {
  const Component series = object(part(kDaily));
  const auto berlin = instant_of(object(instance("12")).components.front(), "DTSTART", ical::Zones(series));
  const auto change = answer_with(series, kBob, "ACCEPTED", {*berlin}, kNow);
  EXPECT_EQ(answers(change.object, kBob), "ACCEPTED DECLINED");
  EXPECT_EQ(answers(merge_reply(series, change.reply->calendar)->object, kBob), "ACCEPTED DECLINED");
}

// --- Busy times

Period period(int from, int to, Busy kind) {
  const auto at = [](int hour) { return kNow + std::chrono::hours(hour); };
  return {at(from), at(to), kind};
}

TEST(FreeBusy, the_stronger_hides_the_weaker_and_neighbours_join) {
  EXPECT_THAT(
      flattened({period(1, 5, Busy::tentative), period(2, 3, Busy::busy), period(3, 4, Busy::busy),
                 period(4, 6, Busy::unavailable), period(8, 8, Busy::busy)}),
      ElementsAre(period(1, 2, Busy::tentative), period(2, 4, Busy::busy), period(4, 6, Busy::unavailable)));
  EXPECT_THAT(flattened({}), IsEmpty());
}

// RFC 7953 5: busy-unavailable
TEST(FreeBusy, availability_leaves_the_rest_unavailable) {
  const Component week = object(
      "BEGIN:VAVAILABILITY\r\nUID:a\r\nDTSTAMP:20260301T000000Z\r\n"
      "BEGIN:AVAILABLE\r\nUID:b\r\nDTSTAMP:20260301T000000Z\r\nDTSTART;TZID=Europe/Berlin:20260302T090000\r\n"
      "DTEND;TZID=Europe/"
      "Berlin:20260302T170000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\r\nEND:AVAILABLE\r\n"
      "END:VAVAILABILITY\r\n"
      "BEGIN:VAVAILABILITY\r\nUID:c\r\nDTSTAMP:20260301T000000Z\r\nPRIORITY:1\r\nBUSYTYPE:BUSY\r\n"
      "DTSTART:20260310T110000Z\r\nDTEND:20260310T120000Z\r\nEND:VAVAILABILITY\r\n");
  const auto at = [](const char* text) {
    return ical::to_instant(*ical::parse_date_time(text), ical::Zones(Component{}), ical::utc_zone());
  };
  const auto busy =
      unavailable_periods(week, {at("20260310T000000Z"), at("20260311T000000Z")}, ical::utc_zone());
  EXPECT_THAT(busy, ElementsAre(Period{at("20260310T000000Z"), at("20260310T080000Z"), Busy::unavailable},
                                Period{at("20260310T110000Z"), at("20260310T120000Z"), Busy::busy},
                                Period{at("20260310T160000Z"), at("20260311T000000Z"), Busy::unavailable}));
}

}  // namespace
}  // namespace timeshelf::tests
