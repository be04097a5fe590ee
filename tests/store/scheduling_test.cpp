// Implicit scheduling (RFC 6638 3.2): what a PUT, DELETE, COPY or MOVE sends, and where it arrives.
#include "tests/store/scheduling_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Scheduling : public SchedulingTest {};

// RFC 6638 3.2.1.1: organizer-create
// RFC 6638 4.1: requests
// RFC 6638 4.2: replies
// RFC 6638 3.2.2.2: attendee-replies
// RFC 6638 3.2.9: schedule-status
TEST_P(Scheduling, an_invitation_arrives_in_inbox_and_calendar_and_its_answer_comes_back) {
  const auto stored = invite();
  EXPECT_FALSE(stored.headers.has("ETag")) << "other bytes are stored: SCHEDULE-STATUS";
  EXPECT_TRUE(stored.headers.has("Schedule-Tag"));
  EXPECT_EQ(status_of("mailto:bob@example.com"), "1.2");
  EXPECT_THAT(inbox(bob_), ElementsAre("REQUEST"));
  EXPECT_THAT(inbox(ada_), IsEmpty());
  EXPECT_EQ(answers(bob_, "bob"), "NEEDS-ACTION");
  EXPECT_THAT(copy_of(bob_), Not(HasSubstr("METHOD")));
  EXPECT_THAT(copy_of(bob_), Not(HasSubstr("SCHEDULE-STATUS")));

  const std::string organizers_tag = tag_of(ada_), cyds_tag = tag_of(cyd_), etag = etag_of(ada_);
  EXPECT_EQ(by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "ACCEPTED")).status, 204);
  EXPECT_EQ(answers(ada_, "bob"), "ACCEPTED");
  EXPECT_EQ(answers(ada_, "cyd"), "NEEDS-ACTION");
  EXPECT_EQ(status_of("mailto:bob@example.com"), "2.0");
  EXPECT_THAT(inbox(ada_), ElementsAre("REPLY"));
  EXPECT_THAT(copy_of(bob_), HasSubstr("ORGANIZER;SCHEDULE-STATUS=1.2"));
  EXPECT_EQ(tag_of(ada_), organizers_tag) << "an answer is no other meeting (RFC 6638 3.2.10)";
  EXPECT_NE(etag_of(ada_), etag);
  EXPECT_EQ(answers(cyd_, "bob"), "ACCEPTED") << "the others see it";
  EXPECT_EQ(tag_of(cyd_), cyds_tag);
  EXPECT_THAT(inbox(cyd_), ElementsAre("REQUEST")) << "but get no message of it";
}

TEST_P(Scheduling, meetings_in_folders_of_calendars_hear_answers_too) {
  EXPECT_EQ(send("MKCOL", home(ada_) + "team/").status, 201);
  EXPECT_EQ(send("MKCALENDAR", home(ada_) + "team/plans/").status, 201);
  const std::string path = home(ada_) + "team/plans/m.ics";
  EXPECT_EQ(send("PUT", path, meeting()).status, 201);
  EXPECT_EQ(by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "ACCEPTED")).status, 204);
  EXPECT_THAT(body(send("GET", path)),
              HasSubstr("PARTSTAT=ACCEPTED;SCHEDULE-STATUS=2.0:mailto:bob@example.com"));
  // Nor can the same meeting lie in two of one's calendars (RFC 6638 3.2.4.1).
  const auto twice = send("PUT", meeting_path(ada_), meeting());
  EXPECT_EQ(twice.status, 403);
  EXPECT_THAT(body(twice), HasSubstr("unique-scheduling-object-resource"));
  EXPECT_THAT(body(twice), HasSubstr("<D:href>" + path + "</D:href>"));
}

// RFC 6638 3.2.8: answers-reset
// RFC 6638 3.2.1.3: organizer-delete
TEST_P(Scheduling, a_reschedule_asks_again_and_a_removal_calls_off) {
  invite();
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "ACCEPTED"));
  inbox(bob_);
  const std::string tag = tag_of(bob_);
  invite(replaced(copy_of(ada_), "T10", "T12"), 204);
  EXPECT_EQ(answers(ada_, "bob"), "NEEDS-ACTION");
  EXPECT_EQ(answers(bob_, "bob"), "NEEDS-ACTION");
  EXPECT_EQ(answers(ada_, "ada"), "ACCEPTED");
  EXPECT_THAT(copy_of(bob_), HasSubstr("DTSTART:20260310T120000Z"));
  EXPECT_THAT(copy_of(bob_), HasSubstr("SEQUENCE:1"));
  EXPECT_NE(tag_of(bob_), tag);
  EXPECT_THAT(inbox(bob_), ElementsAre("REQUEST"));
  EXPECT_EQ(send("DELETE", meeting_path(ada_)).status, 204);
  EXPECT_THAT(inbox(bob_), ElementsAre("CANCEL"));
  EXPECT_THAT(copy_of(bob_), HasSubstr("STATUS:CANCELLED"));
  EXPECT_EQ(by(bob_, "DELETE", path_of(bob_)).status, 204);
  EXPECT_THAT(inbox(ada_), ElementsAre("REPLY")) << "only the first answer: what is called off needs none";
}

// RFC 6638 3.2.1.2: organizer-modify
TEST_P(Scheduling, who_is_uninvited_hears_of_it_and_the_others_stay) {
  invite();
  inbox(bob_);
  invite(
      replaced(copy_of(ada_),
               "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;SCHEDULE-STATUS=1.2:mailto:bob@example.com\r\n", ""),
      204);
  EXPECT_THAT(inbox(bob_), ElementsAre("CANCEL"));
  EXPECT_THAT(copy_of(bob_), HasSubstr("STATUS:CANCELLED"));
  EXPECT_THAT(copy_of(cyd_), Not(HasSubstr("STATUS:CANCELLED")));
  invite(event("m", kOnce), 204);
  EXPECT_THAT(copy_of(cyd_), HasSubstr("STATUS:CANCELLED")) << "without guests it is no meeting any more";
  EXPECT_EQ(tag_of(ada_), "");
}

// RFC 6638 3.2.6: only-their-instances
TEST_P(Scheduling, an_attendee_of_one_instance_sees_that_instance_and_answers_it_alone) {
  const std::string alone =
      replaced(kPeople, "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.com\r\n", "");
  invite(with_instance(meeting(kDaily, alone), "12"));
  EXPECT_THAT(copy_of(bob_), HasSubstr("RECURRENCE-ID:20260312T100000Z"));
  EXPECT_THAT(copy_of(bob_), Not(HasSubstr("RRULE")));
  EXPECT_THAT(copy_of(cyd_), HasSubstr("RRULE"));
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "DECLINED"));
  EXPECT_EQ(answers(ada_, "bob"), "DECLINED");
  EXPECT_EQ(answers(ada_, "cyd"), "NEEDS-ACTION NEEDS-ACTION");
}

// RFC 6638 3.2.2.2: attendee-replies
TEST_P(Scheduling, an_answer_to_one_instance_leaves_the_series) {
  invite(meeting(kDaily));
  const std::string one = answered(
      "BEGIN:VCALENDAR\r\n" + with_instance("END:VCALENDAR", "13", kPeople) + "\r\n", "bob", "DECLINED");
  const std::string part =
      one.substr(one.find("BEGIN:VEVENT"), one.find("END:VCALENDAR") - one.find("BEGIN:VEVENT"));
  std::string copy = copy_of(bob_);
  EXPECT_EQ(by(bob_, "PUT", path_of(bob_), copy.insert(copy.find("END:VCALENDAR"), part)).status, 204);
  EXPECT_EQ(answers(ada_, "bob"), "NEEDS-ACTION DECLINED");
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "ACCEPTED"));
  EXPECT_EQ(answers(ada_, "bob"), "ACCEPTED ACCEPTED");
  by(cyd_, "PUT", path_of(cyd_), replaced(copy_of(cyd_), "RRULE:", "EXDATE:20260311T100000Z\r\nRRULE:"));
  EXPECT_EQ(answers(ada_, "cyd"), "NEEDS-ACTION NEEDS-ACTION DECLINED")
      << "excluding an instance declines it";
}

TEST_P(Scheduling, an_instance_that_is_taken_out_is_called_off_for_its_attendees) {
  invite(meeting(kDaily));
  inbox(bob_);
  invite(replaced(copy_of(ada_), "RRULE:", "EXDATE:20260312T100000Z\r\nRRULE:"), 204);
  EXPECT_THAT(inbox(bob_), ElementsAre("CANCEL"));
  EXPECT_THAT(copy_of(bob_), HasSubstr("EXDATE:20260312T100000Z"));
  EXPECT_THAT(copy_of(bob_), Not(HasSubstr("STATUS:CANCELLED")));
}

// RFC 6638 3.2.2.4: attendee-delete
// RFC 6638 8.1: schedule-reply
TEST_P(Scheduling, who_deletes_an_invitation_declines_it_unless_they_say_otherwise) {
  invite();
  EXPECT_EQ(by(bob_, "DELETE", path_of(bob_)).status, 204);
  EXPECT_EQ(answers(ada_, "bob"), "DECLINED");
  EXPECT_EQ(by(cyd_, "DELETE", path_of(cyd_), "", {{"Schedule-Reply", "F"}}).status, 204);
  EXPECT_EQ(answers(ada_, "cyd"), "NEEDS-ACTION");
}

struct Refused {
  const char* what;
  std::string path;
  std::string text;
  const char* element;
};

// RFC 6638 3.2.2.1: attendee-changes
TEST_P(Scheduling, what_may_not_be_changed_is_refused_with_its_precondition) {
  invite();
  const std::string bobs = copy_of(bob_), at = path_of(bob_), adas = copy_of(ada_);
  ASSERT_EQ(by(bob_, "MKCALENDAR", home(bob_) + "other/").status, 201);
  const std::vector<Refused> by_bob = {
      {"another time", at, replaced(bobs, "T10", "T11"), "allowed-attendee-scheduling-object-change"},
      {"no guest any more", at, event("m", kOnce), "allowed-attendee-scheduling-object-change"},
      {"his own from now on", at, replaced(bobs, "ORGANIZER:mailto:ada", "ORGANIZER:mailto:bob"),
       "allowed-attendee-scheduling-object-change"},
      {"another calendar, too", home(bob_) + "other/m.ics", bobs, "unique-scheduling-object-resource"},
  };
  for (const Refused& row : by_bob) {
    const auto answer = by(bob_, "PUT", row.path, row.text);
    EXPECT_EQ(answer.status, 403) << row.what;
    EXPECT_THAT(body(answer), HasSubstr(std::string("<C:") + row.element)) << row.what;
    EXPECT_THAT(body(answer), HasSubstr("<T:message>")) << row.what;
  }
  const std::string two =
      with_instance(meeting(kDaily), "12", replaced(kPeople, "ORGANIZER:mailto:ada", "ORGANIZER:mailto:cyd"));
  const std::vector<Refused> by_ada = {
      {"somebody else's", meeting_path(ada_), replaced(adas, "ORGANIZER:mailto:ada", "ORGANIZER:mailto:cyd"),
       "allowed-organizer-scheduling-object-change"},
      {"two organizers", meeting_path(ada_), two, "same-organizer-in-all-components"},
      {"another calendar, too", home(ada_) + "cal/m.ics", adas, "unique-scheduling-object-resource"},
  };
  for (const Refused& row : by_ada) {
    const auto answer = send("PUT", row.path, row.text);
    EXPECT_EQ(answer.status, 403) << row.what;
    EXPECT_THAT(body(answer), HasSubstr(std::string("<C:") + row.element)) << row.what;
  }
  EXPECT_THAT(body(by(bob_, "PUT", home(bob_) + "other/m.ics", bobs)),
              HasSubstr("<D:href>" + at + "</D:href>"));
  EXPECT_THAT(inbox(ada_), IsEmpty()) << "nothing was sent by what was refused";
}

// RFC 6638 3.2.10: schedule-tag
// RFC 6638 8.3: if-schedule-tag-match
// RFC 6638 9.3: schedule-tag-property
TEST_P(Scheduling, a_schedule_tag_lets_a_client_overlook_answers_and_nothing_else) {
  invite();
  const std::string read = copy_of(ada_), tag = tag_of(ada_), etag = etag_of(ada_);
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "ACCEPTED"));
  const std::string changed = replaced(read, "Plan", "Plot");
  invite(changed, 412, {{"If-Match", etag}});
  invite(changed, 204, {{"If-Schedule-Tag-Match", tag}});
  EXPECT_EQ(answers(ada_, "bob"), "ACCEPTED") << "what was answered meanwhile is not lost";
  EXPECT_THAT(copy_of(bob_), HasSubstr("Plot"));
  invite(changed, 412, {{"If-Schedule-Tag-Match", tag}});
  EXPECT_EQ(send("DELETE", meeting_path(ada_), "", {{"If-Schedule-Tag-Match", tag}}).status, 412);
  put("plain.ics", event("plain"));
  EXPECT_EQ(
      send("PUT", home(ada_) + "cal/plain.ics", event("plain"), {{"If-Schedule-Tag-Match", "\"x\""}}).status,
      412);
  const auto read_back = send("GET", meeting_path(ada_));
  EXPECT_EQ(read_back.headers.get("Schedule-Tag"), tag_of(ada_));
  EXPECT_THAT(
      body(
          send("PROPFIND", meeting_path(ada_),
               "<propfind xmlns='DAV:'><prop><C:schedule-tag xmlns:C='urn:ietf:params:xml:ns:caldav'/></prop>"
               "</propfind>",
               {{"Depth", "0"}})),
      HasSubstr("<C:schedule-tag>" + tag_of(ada_)));
}

// RFC 6638 3.2.3: copy-move
TEST_P(Scheduling, a_copy_is_refused_and_a_move_says_nothing) {
  invite();
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "ACCEPTED"));
  inbox(bob_);
  inbox(ada_);
  const Headers to{{"Destination", home(ada_) + "cal/moved.ics"}};
  const auto copied = send("COPY", meeting_path(ada_), "", to);
  EXPECT_EQ(copied.status, 403);
  EXPECT_THAT(body(copied), HasSubstr("unique-scheduling-object-resource"));
  const std::string tag = tag_of(ada_);
  const auto moved = send("MOVE", meeting_path(ada_), "", to);
  EXPECT_EQ(moved.status, 201);
  EXPECT_EQ(moved.headers.get("Schedule-Tag"), tag);
  EXPECT_EQ(tag_of(ada_), tag);
  EXPECT_EQ(path_of(ada_), home(ada_) + "cal/moved.ics");
  EXPECT_THAT(inbox(bob_), IsEmpty());
  EXPECT_EQ(answers(ada_, "bob"), "ACCEPTED");
  ASSERT_EQ(by(bob_, "MKCALENDAR", home(bob_) + "other/").status, 201);
  EXPECT_EQ(by(bob_, "MOVE", path_of(bob_), "", {{"Destination", home(bob_) + "other/m.ics"}}).status, 201);
  EXPECT_THAT(inbox(ada_), IsEmpty());
  send("PUT", path_of(ada_), replaced(copy_of(ada_), "Plan", "Plot"));
  EXPECT_THAT(copy_of(bob_), HasSubstr("Plot")) << "it is kept up to date where they moved it";
  EXPECT_EQ(path_of(bob_), home(bob_) + "other/m.ics");
}

TEST_P(Scheduling, who_has_a_calendar_elsewhere_is_written_to) {
  const std::string eve = "ATTENDEE;RSVP=TRUE:mailto:eve@elsewhere.example\r\n";
  invite(meeting(kOnce, kPeople + eve));
  EXPECT_EQ(status_of("mailto:eve@elsewhere.example"), "1.1");
  EXPECT_THAT(outpost_.sent, ElementsAre("REQUEST mailto:eve@elsewhere.example"));
  invite(copy_of(ada_), 204);
  EXPECT_EQ(outpost_.sent.size(), 1U) << "nothing changed";
  send("DELETE", meeting_path(ada_));
  EXPECT_THAT(outpost_.sent.back(), HasSubstr("CANCEL mailto:eve"));
  invite(meeting(kOnce, std::string(kPeople) + "ATTENDEE:urn:uuid:nobody\r\n"));
  EXPECT_EQ(status_of("urn:uuid:nobody"), "3.7");
}

// RFC 5546 3.2.3: reply
// RFC 5546 3.2.4: add
// RFC 5546 3.2.5: cancel
// RFC 5546 3.2.6: refresh
// RFC 5546 3.2.7: counter
// RFC 6047 3: authorization
TEST_P(Scheduling, messages_by_mail_are_heard_where_they_belong) {
  const std::string eve = "ATTENDEE;RSVP=TRUE:mailto:eve@elsewhere.example\r\n";
  invite(meeting(kOnce, kPeople + eve));
  const auto receive = [&](const caldav::Principal& who, const std::string& method, const std::string& text) {
    std::string said;
    database().write([&](store::Transaction& tx) {
      auto message = ical::parse(text)->calendars.front();
      message.set(ical::Property("METHOD", method));
      const auto heard = service().receive(tx, *store::find_user(tx, who.user), message);
      said = heard ? "heard" : heard.error().message;
    });
    return said;
  };
  const std::string from_eve = meeting(
      kOnce,
      "ORGANIZER:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:eve@elsewhere.example\r\n");
  EXPECT_EQ(receive(ada_, "REPLY", from_eve), "heard");
  EXPECT_EQ(answers(ada_, "eve") + answers(ada_, "bob"), "NEEDS-ACTION");
  const auto object = ical::parse(copy_of(ada_))->calendars.front();
  EXPECT_EQ(caldav::scheduling::partstat_of(
                *caldav::scheduling::any_attendee_line(object, {"mailto:eve@elsewhere.example"})),
            "ACCEPTED");
  EXPECT_EQ(receive(ada_, "COUNTER", from_eve), "heard");
  EXPECT_THAT(inbox(ada_), ElementsAre("REPLY", "COUNTER"));
  outpost_.sent.clear();
  EXPECT_EQ(receive(ada_, "REFRESH", from_eve), "heard");
  EXPECT_THAT(outpost_.sent, ElementsAre("REQUEST mailto:eve@elsewhere.example"));
  EXPECT_THAT(receive(ada_, "REPLY", replaced(from_eve, "eve@", "mallory@")), HasSubstr("not invited"));
  EXPECT_THAT(receive(ada_, "REPLY", replaced(from_eve, "UID:m", "UID:x")), HasSubstr("no such meeting"));

  const std::string foreign = meeting(
      kDaily, "ORGANIZER:mailto:eve@elsewhere.example\r\nATTENDEE;RSVP=TRUE:mailto:bob@example.com\r\n", "e");
  EXPECT_EQ(receive(bob_, "REQUEST", foreign), "heard");
  EXPECT_EQ(answers(bob_, "bob", "e"), "NEEDS-ACTION");
  outpost_.sent.clear();
  EXPECT_EQ(by(bob_, "PUT", path_of(bob_, "e"), answered(copy_of(bob_, "e"), "bob", "ACCEPTED")).status, 204);
  EXPECT_THAT(outpost_.sent, ElementsAre("REPLY mailto:eve@elsewhere.example"));
  EXPECT_THAT(outpost_.last, HasSubstr("PARTSTAT=ACCEPTED"));
  EXPECT_THAT(copy_of(bob_, "e"), HasSubstr("SCHEDULE-STATUS=1.1"));
  EXPECT_EQ(receive(bob_, "ADD", replaced(foreign, "RRULE:FREQ=DAILY;COUNT=5\r\n", "SEQUENCE:1\r\n")),
            "heard");
  EXPECT_EQ(receive(bob_, "CANCEL", replaced(foreign, "RRULE:FREQ=DAILY;COUNT=5", "SEQUENCE:2")), "heard");
  EXPECT_THAT(copy_of(bob_, "e"), HasSubstr("STATUS:CANCELLED"));

  EXPECT_THAT(receive(bob_, "REQUEST", meeting()), HasSubstr("user of this server")) << "forged";
  EXPECT_THAT(receive(bob_, "REQUEST", replaced(foreign, "bob@", "cyd@")),
              HasSubstr("none of its ATTENDEEs"));
  EXPECT_THAT(receive(bob_, "REQUEST", replaced(foreign, "UID:e", "UID:m")),
              HasSubstr("somebody else organizes"));
  EXPECT_THAT(receive(bob_, "PUBLISH", foreign), HasSubstr("METHOD"));
  EXPECT_THAT(receive(bob_, "REQUEST", replaced(foreign, "COUNT=5", "COUNT=x")), Not(HasSubstr("heard")));
}

TEST_P(Scheduling, nobody_overwrites_what_another_has_under_that_uid) {
  ASSERT_EQ(
      by(bob_, "PUT", meeting_path(bob_), event("m", "DTSTART:20260401T100000Z\r\nSUMMARY:Mine\r\n")).status,
      201);
  invite();
  EXPECT_EQ(status_of("mailto:bob@example.com"), "5.3");
  EXPECT_THAT(copy_of(bob_), HasSubstr("Mine"));
  EXPECT_THAT(inbox(bob_), IsEmpty());
}

TEST_P(Scheduling, a_meeting_that_is_called_off_can_be_made_again) {
  invite(meeting(std::string(kOnce) + "SEQUENCE:4\r\n"));
  send("DELETE", meeting_path(ada_));
  EXPECT_THAT(copy_of(bob_), HasSubstr("STATUS:CANCELLED"));
  invite();
  EXPECT_THAT(copy_of(bob_), Not(HasSubstr("STATUS:CANCELLED")));
}

TEST_P(Scheduling, a_crowd_is_refused) {
  std::string people = kPeople;
  for (int i = 0; i < 98; ++i) people += "ATTENDEE:mailto:a" + std::to_string(i) + "@elsewhere.example\r\n";
  const auto answer = send("PUT", meeting_path(ada_), meeting(kOnce, people));
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(body(answer), HasSubstr("<C:max-attendees-per-instance/>"));
  EXPECT_THAT(outpost_.sent, IsEmpty());
}

TEST_P(Scheduling, an_inbox_that_nobody_reads_loses_what_is_long_over) {
  invite();
  clock_.advance(std::chrono::hours(24 * 91));
  invite(meeting("DTSTART:20260710T100000Z\r\nSUMMARY:Plan\r\n"), 204);
  EXPECT_THAT(inbox(bob_), ElementsAre("REQUEST"));
}

// RFC 6638 7.1: schedule-agent
// RFC 6638 3.2.7: force-send
TEST_P(Scheduling, the_client_may_take_care_of_it_and_may_insist) {
  invite(replaced(meeting(), "RSVP=TRUE:mailto:bob", "SCHEDULE-AGENT=CLIENT:mailto:bob"));
  EXPECT_EQ(copy_of(bob_), "");
  EXPECT_THAT(inbox(cyd_), ElementsAre("REQUEST"));
  invite(replaced(copy_of(ada_), "RSVP=TRUE;SCHEDULE-STATUS=1.2:mailto:cyd",
                  "RSVP=TRUE;SCHEDULE-FORCE-SEND=REQUEST:mailto:cyd"),
         204);
  EXPECT_THAT(inbox(cyd_), ElementsAre("REQUEST"));
  EXPECT_THAT(copy_of(ada_), Not(HasSubstr("FORCE-SEND")));
  EXPECT_THAT(copy_of(ada_), HasSubstr("SCHEDULE-AGENT=CLIENT"));
}

// RFC 6638 3.2.1.2: schedule-agent-changes
TEST_P(Scheduling, whom_the_server_begins_or_ceases_to_write_to_is_invited_or_uninvited) {
  const std::string by_client =
      replaced(meeting(), "RSVP=TRUE:mailto:bob", "SCHEDULE-AGENT=CLIENT:mailto:bob");
  invite(by_client);
  EXPECT_THAT(inbox(bob_), IsEmpty());
  EXPECT_THAT(inbox(cyd_), ElementsAre("REQUEST"));
  invite(meeting(), 204);
  EXPECT_THAT(inbox(bob_), ElementsAre("REQUEST")) << "as if he had been added";
  EXPECT_EQ(status_of("mailto:bob@example.com"), "1.2");
  EXPECT_THAT(inbox(cyd_), IsEmpty()) << "of whom nothing changed";
  invite(by_client, 204);
  EXPECT_THAT(inbox(bob_), ElementsAre("CANCEL"));
  EXPECT_THAT(inbox(cyd_), IsEmpty());
}

// RFC 5546 3.4: tasks
TEST_P(Scheduling, tasks_are_assigned_and_their_progress_comes_back) {
  ASSERT_EQ(by(bob_, "MKCALENDAR", home(bob_) + "tasks/").status, 201);  // takes VEVENT and VTODO
  const std::string task =
      replaced(replaced(replaced(meeting(), "VEVENT", "VTODO"), "DURATION:PT1H", "DUE:20260310T120000Z"),
               "cyd", "eve");
  EXPECT_EQ(send("PUT", home(ada_) + "cal/m.ics", task).status, 201);
  EXPECT_EQ(path_of(bob_).find(home(bob_) + "tasks/"), 0U) << "into the calendar that takes tasks";
  by(bob_, "PUT", path_of(bob_),
     replaced(answered(copy_of(bob_), "bob", "COMPLETED"), "SUMMARY:", "PERCENT-COMPLETE:100\r\nSUMMARY:"));
  EXPECT_EQ(answers(ada_, "bob"), "COMPLETED");
}

TEST_P(Scheduling, a_shared_calendar_invites_in_its_owners_name) {
  store::Collection shared;
  database().write([&](store::Transaction& tx) {
    const auto own = store::find_binding(tx, ada_.shop, ada_.home, "calendar");
    store::bind(tx, ada_.shop, cyd_.home, "adas", own->collection.id, store::Access::write);
  });
  EXPECT_EQ(by(cyd_, "PUT", home(cyd_) + "adas/m.ics", meeting()).status, 201);
  EXPECT_THAT(inbox(bob_), ElementsAre("REQUEST"));
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "TENTATIVE"));
  EXPECT_EQ(answers(ada_, "bob"), "TENTATIVE");
}

TEST_P(Scheduling, who_was_granted_to_write_invites_in_the_owners_name) {
  const std::string path = meeting_path(ada_);
  EXPECT_EQ(by(ada_, "PUT", path, meeting()).status, 201);
  EXPECT_EQ(
      by(ada_, "ACL", home(ada_) + "calendar/",
         "<acl "
         "xmlns='DAV:'><ace><principal><href>/dav/principals/cyd/</href></principal><grant><privilege><all/>"
         "</privilege></grant></ace></acl>")
          .status,
      200);
  const std::string later = "DTSTART:20260311T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Plan\r\n";
  EXPECT_LT(by(cyd_, "PUT", path, meeting(later)).status, 300);
  EXPECT_THAT(inbox(bob_), ElementsAre("REQUEST", "REQUEST"));
  const auto moved = by(cyd_, "MOVE", path, "", {{"Destination", home(cyd_) + "calendar/m.ics"}});
  EXPECT_EQ(moved.status, 403) << "its answers would be lost";
  EXPECT_LT(by(cyd_, "DELETE", path).status, 300);
  EXPECT_THAT(inbox(bob_), ElementsAre("CANCEL"));
}

TEST_P(Scheduling, whom_the_world_outside_answers_for_gets_no_message) {
  const std::string people =
      "ORGANIZER:https://shop.example/s/studio\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com\r\n";
  EXPECT_EQ(by(bob_, "PUT", meeting_path(bob_), meeting(kOnce, people)).status, 201);
  EXPECT_EQ(by(bob_, "PUT", meeting_path(bob_), answered(meeting(kOnce, people), "bob", "DECLINED")).status,
            204);
  EXPECT_EQ(by(bob_, "DELETE", meeting_path(bob_)).status, 204);
  EXPECT_THAT(outpost_.sent, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Both, Scheduling, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
