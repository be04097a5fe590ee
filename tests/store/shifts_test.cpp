// Shifts on both databases: how many, who, and what people do with them in their calendar apps.
#include <gmock/gmock.h>

#include "tests/store/shift_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Answer;
using commerce::Refusal;
using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// One person for each booking.
const std::string kEach =
    "DTSTART:20260320T100000Z\r\nDTEND:20260320T120000Z\r\nX-SHELF-STOCK;SKU=MUG:20\r\n"
    "X-SHELF-STAFFING;SETUP=PT45M;TEARDOWN=PT15M:1 PER 1\r\n";
const std::string kOne = "DTSTART:20260320T100000Z\r\nDTEND:20260320T120000Z\r\nX-SHELF-STOCK;SKU=MUG:20\r\n";

class Shifts : public ShiftWorld {
 protected:
  std::string person(std::size_t at = 0) { return shifts().at(at).shift.person; }
  commerce::Decided<commerce::ShiftView> assign(const std::string& id, const std::string& who) {
    std::optional<commerce::Decided<commerce::ShiftView>> result;
    write([&](store::Transaction& tx) { result = services_.shifts.assign(tx, shop_.id, id, who, "clara"); });
    return *result;
  }
  void cancel(const commerce::Booking& booking) {
    write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
    settle();
  }
  Refusal::Code refused(const std::string& id, const std::string& who) {
    return assign(id, who).error().code;
  }
};

TEST_P(Shifts, a_booking_brings_a_shift_and_asks_somebody) {
  add_staff("sam");
  ASSERT_TRUE(publish(kEach));
  EXPECT_THAT(shifts(), IsEmpty());
  book();
  ASSERT_THAT(shifts(), SizeIs(1));
  EXPECT_EQ(person(), "sam");
  const std::string shift = entry(shift_uid());
  EXPECT_THAT(shift, HasSubstr("DTSTART:20260320T091500Z"));
  EXPECT_THAT(shift, HasSubstr("DTEND:20260320T121500Z"));
  EXPECT_THAT(shift, HasSubstr("PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:sam@example.com"));
  EXPECT_THAT(shift, HasSubstr("SUMMARY:Shift: Glaze evening"));
  EXPECT_THAT(shift, Not(HasSubstr("UNCOVERED")));
}

TEST_P(Shifts, a_venue_says_how_its_slots_are_staffed_that_say_nothing_themselves) {
  ASSERT_TRUE(publish(kOne + "LOCATION:Kiln Street\r\n"));
  book();
  EXPECT_THAT(shifts(), SizeIs(1));
  write([&](store::Transaction& tx) {
    const commerce::Venue venue{shop_.id, Id::make(clock_.now(), random_), "Kiln Street", "", "Europe/Berlin",
                                0};
    engine_.put_venue(tx, venue);
    services_.shifts.put_staffing(
        tx, venue, {.people = {}, .per_bookings = {}, .at_least = 3, .set_up = {}, .tear_down = {}});
  });
  settle();
  EXPECT_THAT(shifts(), SizeIs(3));
}

TEST_P(Shifts, nothing_is_written_while_nothing_changes) {
  ASSERT_TRUE(publish(kOne));
  book();
  const std::string before = entry(shift_uid());
  const auto revision = [&] {
    std::int64_t found = 0;
    database().read([&](store::Transaction& tx) {
      found = store::find_collection(tx, shop_.id, calendar_.id)->revision +
              store::find_collection(tx, shop_.id, tasks_.id)->revision;
    });
    return found;
  };
  const auto was = revision();
  write([&](store::Transaction& tx) { services_.shifts.follow(tx, shop_.id, slots().front().id); });
  EXPECT_EQ(revision(), was);
}

TEST_P(Shifts, turns_go_round_and_nobody_works_twice_at_once) {
  add_staff("kim");
  add_staff("lea");
  ASSERT_TRUE(publish(kEach));
  book();
  book(0, "b@example.com");
  book(0, "c@example.com");
  ASSERT_THAT(shifts(), SizeIs(3));
  EXPECT_EQ(person(0), "kim");
  EXPECT_EQ(person(1), "lea");
  EXPECT_EQ(person(2), "") << "both are at work";
  const std::string uncovered = entry(shift_uid(2));
  EXPECT_THAT(uncovered, HasSubstr("SUMMARY:UNCOVERED · Shift: Glaze evening"));
  EXPECT_THAT(uncovered, HasSubstr("CATEGORIES:SHIFT,UNCOVERED"));
  EXPECT_THAT(uncovered, HasSubstr("COLOR:crimson"));
}

TEST_P(Shifts, who_is_busy_in_a_calendar_of_their_own_is_not_asked) {
  add_staff("kim");
  add_staff("lea");
  put_event("kim", "DTSTART:20260306T110000Z\r\nDTEND:20260306T113000Z\r\nRRULE:FREQ=WEEKLY\r\n");
  put_event("lea", "DTSTART:20260320T110000Z\r\nDTEND:20260320T113000Z\r\nTRANSP:TRANSPARENT\r\n");
  ASSERT_TRUE(publish(kOne));
  book();
  EXPECT_EQ(person(), "lea");
}

TEST_P(Shifts, an_answer_in_a_calendar_app_is_heard) {
  add_staff("sam");
  ASSERT_TRUE(publish(kOne));
  book();
  EXPECT_FALSE(answer("sam", shift_uid(), "ACCEPTED"));
  EXPECT_EQ(shifts()[0].shift.answer, Answer::accepted);
  ASSERT_THAT(audit("shift.accepted"), SizeIs(1));
  EXPECT_EQ(audit("shift.accepted")[0].actor, "sam");
  book(0, "b@example.com");
  EXPECT_THAT(entry(shift_uid()), HasSubstr("2 bookings"));
  EXPECT_THAT(entry(shift_uid()), HasSubstr("PARTSTAT=ACCEPTED")) << "more bookings are no new question";
}

TEST_P(Shifts, who_declines_is_not_asked_again_and_somebody_else_is) {
  add_staff("kim");
  add_staff("lea");
  ASSERT_TRUE(publish(kOne));
  book();
  ASSERT_EQ(person(), "kim");
  answer("kim", shift_uid(), "DECLINED");
  EXPECT_EQ(person(), "lea");
  EXPECT_THAT(entry(shift_uid()), HasSubstr("mailto:lea@example.com"));
  answer("lea", shift_uid(), "DECLINED");
  EXPECT_EQ(person(), "");
  EXPECT_THAT(entry(shift_uid()), HasSubstr("UNCOVERED"));
  answer("kim", shift_uid(), "ACCEPTED");
  EXPECT_EQ(person(), "kim") << "nobody had it, and kim has changed her mind";
  EXPECT_EQ(shifts()[0].shift.answer, Answer::accepted);
  EXPECT_THAT(entry(shift_uid()), Not(HasSubstr("UNCOVERED")));
}

TEST_P(Shifts, who_becomes_free_is_asked_for_what_nobody_has_at_that_time) {
  add_staff("kim");
  ASSERT_TRUE(publish(kOne, "slot"));
  ASSERT_TRUE(publish(kOne, "beside"));
  book(0);
  book(1, "b@example.com");
  ASSERT_EQ(person(0), "kim");
  ASSERT_EQ(person(1), "") << "there is nobody but kim";
  answer("kim", shift_uid(0), "DECLINED");
  settle();
  EXPECT_EQ(person(0), "");
  EXPECT_EQ(person(1), "kim");
}

TEST_P(Shifts, staff_answer_for_themselves_only) {
  add_staff("kim");
  add_staff("lea");
  ASSERT_TRUE(publish(kOne));
  book();
  ASSERT_EQ(person(), "kim");
  const bool put_back = edit("lea", shift_uid(), [](ical::Component& body) {
    body.set(ical::Property("ATTENDEE", "mailto:kim@example.com", {{"PARTSTAT", {"DECLINED"}}}));
    body.set(ical::Property("COMMENT", "I told her"));
  });
  settle();
  EXPECT_TRUE(put_back);
  EXPECT_EQ(person(), "kim");
  EXPECT_THAT(entry(shift_uid()), HasSubstr("PARTSTAT=NEEDS-ACTION"));
  EXPECT_THAT(entry(shift_uid()), HasSubstr("I told her")) << "the rest of her edit is hers";
  EXPECT_TRUE(answer("lea", shift_uid(), "ACCEPTED")) << "it is somebody's already";
  EXPECT_EQ(person(), "kim");
}

TEST_P(Shifts, a_manager_gives_a_shift_away_in_the_calendar_app) {
  add_staff("kim");
  add_staff("lea");
  ASSERT_TRUE(publish(kOne));
  book();
  const auto name = [&](const std::string& address) {
    edit("clara", shift_uid(), [&](ical::Component& body) { body.set(ical::Property("ATTENDEE", address)); });
    settle();
  };
  name("mailto:lea@example.com");
  EXPECT_EQ(person(), "lea");
  EXPECT_TRUE(shifts()[0].shift.by_hand);
  name("mailto:Helper@agency.example");
  EXPECT_EQ(person(), "helper@agency.example");
  EXPECT_THAT(entry(shift_uid()), Not(HasSubstr("UNCOVERED")));
  edit("clara", shift_uid(), [](ical::Component& body) { body.remove("ATTENDEE"); });
  settle();
  EXPECT_THAT(person(), AnyOf(Eq("kim"), Eq("lea"))) << "whose turn it is";
}

// Nothing was written in between, so the shop has to know the line for its own.
TEST_P(Shifts, who_was_named_in_the_calendar_app_is_off_it_when_the_shift_is_given_on_at_once) {
  add_staff("kim");
  ASSERT_TRUE(publish(kOne));
  book();
  edit("clara", shift_uid(),
       [](ical::Component& body) { body.set(ical::Property("ATTENDEE", "mailto:helper@agency.example")); });
  ASSERT_TRUE(assign(shifts()[0].shift.id(), ""));
  settle();
  EXPECT_EQ(person(), "kim");
  EXPECT_THAT(entry(shift_uid()), Not(HasSubstr("helper@agency.example")));
}

// An appointment reaches the calendar a second later, and an app has its own copy even longer.
TEST_P(Shifts, a_manager_who_edits_an_entry_of_before_takes_nobody_off_whom_it_does_not_name) {
  add_staff("kim");
  add_staff("lea");
  ASSERT_TRUE(publish(kOne));
  book();
  const std::string other = person() == "kim" ? "lea" : "kim";
  ASSERT_TRUE(assign(shifts()[0].shift.id(), other));
  edit("clara", shift_uid(),
       [](ical::Component& body) { body.set(ical::Property("SUMMARY", "Bring gloves")); });
  EXPECT_EQ(person(), other);
  settle();
  EXPECT_EQ(person(), other);
  EXPECT_THAT(audit("shift.taken_off"), IsEmpty());
}

TEST_P(Shifts, a_shift_that_a_manager_deletes_is_done_without) {
  ASSERT_TRUE(publish(kEach));
  book();
  book(0, "b@example.com");
  const std::string uid = shift_uid(1);
  remove("clara", uid);
  EXPECT_EQ(entry(uid), "");
  book(0, "c@example.com");
  EXPECT_EQ(entry(uid), "") << "a third is needed; the second still is not";
  EXPECT_THAT(shifts(), SizeIs(3));
  EXPECT_EQ(shifts()[1].shift.state, commerce::ShiftState::waived);
}

TEST_P(Shifts, a_shift_that_a_manager_cancels_is_done_without_until_somebody_is_given_it) {
  add_staff("sam");
  ASSERT_TRUE(publish(kOne));
  book();
  const std::string uid = shift_uid();
  const auto cancel = [](ical::Component& body) { body.set(ical::Property("STATUS", "CANCELLED")); };
  EXPECT_TRUE(edit("sam", uid, cancel)) << "that is not for staff to say";
  EXPECT_THAT(entry(uid), HasSubstr("STATUS:CONFIRMED"));
  edit("clara", uid, cancel);
  settle();
  EXPECT_EQ(shifts()[0].shift.state, commerce::ShiftState::waived);
  ASSERT_TRUE(assign(shifts()[0].shift.id(), "sam"));
  settle();
  EXPECT_THAT(entry(uid), HasSubstr("STATUS:CONFIRMED"));
}

TEST_P(Shifts, a_shift_that_staff_delete_comes_back_and_says_so) {
  add_staff("kim");
  add_staff("lea");
  ASSERT_TRUE(publish(kOne));
  book();
  const std::string uid = shift_uid();
  remove("kim", uid);
  EXPECT_THAT(entry(uid), HasSubstr("kim deleted this entry. It is back"));
  EXPECT_THAT(entry(uid), HasSubstr("SEQUENCE:1")) << "a calendar app must see that it is newer";
  EXPECT_EQ(person(), "lea");
}

TEST_P(Shifts, fewer_bookings_call_off_what_nobody_accepted_first) {
  for (const auto* name : {"kim", "lea"}) add_staff(name);
  ASSERT_TRUE(publish(kEach));
  const auto first = book();
  const auto second = book(0, "b@example.com");
  const std::string kims = shift_uid(0), leas = shift_uid(1);
  answer("lea", leas, "ACCEPTED");
  cancel(first);
  EXPECT_THAT(entry(kims), HasSubstr("STATUS:CANCELLED"));
  EXPECT_THAT(entry(leas), HasSubstr("STATUS:CONFIRMED"));
  cancel(second);
  EXPECT_THAT(entry(leas), HasSubstr("STATUS:CANCELLED"));
  EXPECT_THAT(entry(leas), HasSubstr("lea had accepted this shift. It is called off: 0 bookings"));
  book(0, "c@example.com");
  EXPECT_THAT(entry(kims), HasSubstr("STATUS:CONFIRMED")) << "the same entry is needed again";
}

TEST_P(Shifts, a_slot_that_moves_asks_again) {
  add_staff("kim");
  ASSERT_TRUE(publish(kOne));
  book();
  answer("kim", shift_uid(), "ACCEPTED");
  std::string later = kOne;
  later.replace(later.find("20260320T10"), 11, "20260320T11");
  ASSERT_TRUE(publish(later));
  settle();
  EXPECT_THAT(entry(shift_uid()), HasSubstr("DTSTART:20260320T103000Z"));
  EXPECT_THAT(entry(shift_uid()), HasSubstr("PARTSTAT=NEEDS-ACTION"));
  EXPECT_EQ(person(), "kim");
}

TEST_P(Shifts, who_is_not_free_at_the_new_time_is_not_asked_for_it) {
  add_staff("kim");
  add_staff("lea");
  ASSERT_TRUE(publish(kOne));
  book();
  ASSERT_EQ(person(), "kim");
  put_event("kim", "DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\n");
  std::string tomorrow = kOne;
  tomorrow.replace(tomorrow.find("20260320"), 8, "20260321");
  tomorrow.replace(tomorrow.find("20260320"), 8, "20260321");
  ASSERT_TRUE(publish(tomorrow));
  settle();
  EXPECT_EQ(person(), "lea");
}

TEST_P(Shifts, somebody_who_joins_is_asked_and_who_leaves_has_no_shift) {
  ASSERT_TRUE(publish(kEach));
  book();
  book(0, "b@example.com");
  ASSERT_EQ(person(1), "") << "clara is alone";
  add_staff("sam");
  write([&](store::Transaction& tx) { commerce::owe_shifts_of(tx, shop_.id, "", clock_.now()); });
  settle();
  EXPECT_EQ(person(1), "sam");
  write([&](store::Transaction& tx) {
    store::delete_user(tx, *store::find_user(tx, "sam"));
    commerce::owe_shifts_of(tx, shop_.id, "sam", clock_.now());
  });
  settle();
  EXPECT_EQ(person(1), "");
}

TEST_P(Shifts, an_edit_of_a_person_stays_and_is_never_lost) {
  add_staff("sam");
  ASSERT_TRUE(publish(kOne));
  book();
  const std::string uid = shift_uid();
  answer("sam", uid, "DECLINED");
  edit("clara", uid, [](ical::Component& body) {
    body.set(ical::Property("SUMMARY", "UNCOVERED · Bring the keys"));
    body.set(ical::Property("DTSTART", "20260320T080000Z"));
    body.properties.emplace_back("X-APPLE-TRAVEL", "PT1H");
  });
  book(0, "b@example.com");
  EXPECT_THAT(entry(uid), HasSubstr("SUMMARY:UNCOVERED · Bring the keys\r\n"));
  EXPECT_THAT(entry(uid), HasSubstr("DTSTART:20260320T080000Z"));
  EXPECT_THAT(entry(uid), HasSubstr("X-APPLE-TRAVEL"));
  EXPECT_EQ(to_rfc3339(shifts()[0].shift.starts_at), "2026-03-20T08:00:00Z");
  std::string later = kOne;
  later.replace(later.find("20260320T10"), 11, "20260320T11");
  ASSERT_TRUE(publish(later));
  settle();
  EXPECT_THAT(entry(uid), HasSubstr("DTSTART:20260320T103000Z"));
  EXPECT_THAT(entry(uid), HasSubstr("DTSTART said: 20260320T080000Z")) << "overruled, and still in sight";
  EXPECT_THAT(audit("shift.edit_overruled"), SizeIs(1));
  EXPECT_THAT(entry(uid), HasSubstr("Bring the keys"));
}

TEST_P(Shifts, a_shift_that_somebody_renamed_is_still_the_shift) {
  ASSERT_TRUE(publish(kOne));
  book();
  const std::string uid = shift_uid();
  write([&](store::Transaction& tx) {
    auto known = *store::find_object_by_uid(tx, calendar_, uid);
    const std::string bytes = *store::read_object(tx, calendar_, known.segment);
    store::delete_object(tx, calendar_, known.segment, clock_.now());
    known.segment = "renamed.ics";
    EXPECT_FALSE(services_.shifts.hear(tx, calendar_, "clara", ical::parse(bytes)->calendars.front()));
    store::put_object(tx, calendar_, known, bytes, clock_.now());
  });
  book(0, "b@example.com");
  std::size_t count = 0;
  database().read([&](store::Transaction& tx) {
    store::each_object(tx, calendar_, [&](const store::ObjectEntry&) { ++count; });
    EXPECT_THAT(*store::read_object(tx, calendar_, "renamed.ics"), HasSubstr("2 bookings"));
  });
  EXPECT_EQ(count, 1U);
}

TEST_P(Shifts, tasks_are_made_of_orders_and_what_is_ticked_off_stays_so) {
  add_staff("sam");
  ASSERT_TRUE(publish(kOne));
  book();
  const std::string prepare = task_uid("prepare-1-MUG");
  EXPECT_THAT(entry(prepare), HasSubstr("SUMMARY:Prepare 1 x MUG: Glaze evening"));
  EXPECT_THAT(entry(prepare), HasSubstr("RELATED-TO;RELTYPE=PARENT:" + shift_uid()));
  EXPECT_THAT(entry(task_uid("handover-1")), HasSubstr("[ ] 1 x MUG"));
  edit("sam", prepare, [](ical::Component& body) {
    body.set(ical::Property("STATUS", "COMPLETED"));
    body.set(ical::Property("PERCENT-COMPLETE", "100"));
  });
  ASSERT_THAT(audit("task.completed"), SizeIs(1));
  EXPECT_EQ(audit("task.completed")[0].actor, "sam");
  book(0, "b@example.com");
  EXPECT_THAT(entry(prepare), HasSubstr("STATUS:COMPLETED"));
  EXPECT_THAT(entry(prepare), HasSubstr("Prepare 1 x MUG"));
  EXPECT_THAT(entry(task_uid("prepare-2-MUG")), HasSubstr("Prepare 1 more x MUG"));
  remove("sam", task_uid("handover-1"));
  settle();
  EXPECT_EQ(entry(task_uid("handover-1")), "");
}

TEST_P(Shifts, a_task_that_is_needed_no_more_is_called_off_also_when_it_was_ticked_off_in_between) {
  add_staff("sam");
  ASSERT_TRUE(publish(kOne));
  const auto booking = book();
  cancel(booking);
  const std::string set_up = task_uid("setup-1");
  ASSERT_THAT(entry(set_up), HasSubstr("STATUS:CANCELLED"));
  edit("sam", set_up, [](ical::Component& body) { body.set(ical::Property("STATUS", "COMPLETED")); });
  settle();
  ASSERT_THAT(entry(set_up), HasSubstr("STATUS:COMPLETED"));
  edit("sam", set_up, [](ical::Component& body) { body.set(ical::Property("STATUS", "NEEDS-ACTION")); });
  settle();
  EXPECT_THAT(entry(set_up), HasSubstr("STATUS:CANCELLED"));
}

TEST_P(Shifts, a_shift_is_given_away_by_hand) {
  add_staff("kim");
  add_staff("lea");
  add_user("rita", store::Role::reader);
  ASSERT_TRUE(publish(kEach));
  book();
  book(0, "b@example.com");
  const std::string id = shifts()[0].shift.id();
  ASSERT_EQ(person(0), "kim");
  EXPECT_EQ(refused("nonsense", "lea"), Refusal::Code::unknown_shift);
  EXPECT_EQ(refused(slots().front().id.string() + "-9", "lea"), Refusal::Code::unknown_shift);
  EXPECT_EQ(refused(id, "nobody"), Refusal::Code::unknown_person);
  EXPECT_EQ(refused(id, "rita"), Refusal::Code::unknown_person);
  EXPECT_EQ(refused(id, "lea"), Refusal::Code::person_busy);
  EXPECT_EQ(person(0), "kim");
  ASSERT_TRUE(assign(id, "clara"));
  settle();
  EXPECT_EQ(person(0), "clara");
  EXPECT_THAT(entry(shift_uid(0)), HasSubstr("mailto:clara@example.com"));
  EXPECT_THAT(entry(shift_uid(0)), Not(HasSubstr("kim@example.com")));
  ASSERT_TRUE(assign(id, ""));
  EXPECT_EQ(person(0), "kim") << "whose turn it is, and not clara again";
}

INSTANTIATE_TEST_SUITE_P(Both, Shifts, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
