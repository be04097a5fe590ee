// Customers who are users of this server: what they book stands in a calendar of their own, and what they say
// there is heard.
#include <gmock/gmock.h>

#include "base/digest.hpp"
#include "commerce/invitations/attendee_calendar.hpp"
#include "commerce/letters/letters.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::BookingState;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Attendees : public ShopWorld {
 protected:
  explicit Attendees(std::string mail_from = "") : ShopWorld(std::move(mail_from)) {}

  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    write([&](store::Transaction& tx) {
      auto home = collection(store::CollectionKind::home);
      home.id = Id::make(clock_.now(), random_);
      mia_.shop = shop_.id;
      mia_.name = "mia";
      mia_.display_name = "Mia";
      mia_.email = "Mia@Example.com";
      mia_.home = home.id;
      store::insert_collection(tx, home);
      store::insert_user(tx, mia_);
      calendar_ = add_calendar(tx, "calendar");
      other_ = add_calendar(tx, "aside");
    });
    ASSERT_TRUE(publish(kMugs));
  }
  store::Collection add_calendar(store::Transaction& tx, const std::string& name) {
    auto made = collection(store::CollectionKind::calendar);
    made.components = "VEVENT";
    store::insert_collection(tx, made);
    store::bind(tx, shop_.id, mia_.home, name, made.id, store::Access::owner);
    return made;
  }

  commerce::Booking book(const std::string& email = "mia@example.com", const std::string& language = "en") {
    const auto booking = *confirm(hold("MUG", 1)->id, email, language);
    run_due();
    return booking;
  }
  BookingState state_of(const commerce::Booking& booking) {
    auto state = BookingState::confirmed;
    write([&](store::Transaction& tx) { state = engine_.booking(tx, shop_.id, booking.id)->state; });
    return state;
  }
  /// The entry in a calendar, unfolded; "" if there is none.
  std::string entry(const store::Collection& calendar) {
    std::string text;
    database().read([&](store::Transaction& tx) {
      if (const auto known = store::find_object_by_uid(tx, calendar, "slot"))
        text = store::read_object(tx, calendar, known->segment).value_or("");
    });
    for (std::size_t at = 0; (at = text.find("\r\n ", at)) != std::string::npos;) text.erase(at, 3);
    return text;
  }
  std::string entry() { return entry(calendar_); }
  static ical::Component event_of(const std::string& text) {
    return ical::parse(text)->calendars.front().components.front();
  }
  int sequence() { return std::stoi(std::string(event_of(entry()).value("SEQUENCE"))); }
  std::string partstat() { return std::string(event_of(entry()).find("ATTENDEE")->parameter("PARTSTAT")); }

  /// Somebody stores an object, as PUT does it; answers whether other bytes were stored than theirs.
  bool store_in(const store::Collection& calendar, const std::string& user, const std::string& text) {
    bool put_back = false;
    write([&](store::Transaction& tx) {
      const auto object = ical::parse(text)->calendars.front();
      const auto instead = services_.invitations.hear_stored(tx, calendar, user, object);
      put_back = instead.has_value();
      EXPECT_THAT(instead.value_or("PARTSTAT=ACCEPTED"), HasSubstr("PARTSTAT=ACCEPTED"));
      const std::string bytes = instead.value_or(text);
      const auto known = store::find_object_by_uid(tx, calendar, "slot");
      store::ObjectEntry stored;
      stored.segment = known ? known->segment : "by-an-app.ics";
      stored.uid = "slot";
      stored.component = "VEVENT";
      stored.etag = strong_etag(bytes);
      store::put_object(tx, calendar, stored, bytes, clock_.now());
    });
    run_due();
    return put_back;
  }
  std::string with_partstat(const std::string& partstat) {
    auto calendar = ical::parse(entry())->calendars.front();
    auto& event = calendar.components.front();
    event.set(ical::Property("ATTENDEE", "mailto:mia@example.com", {{"PARTSTAT", {partstat}}}));
    return ical::serialize(calendar);
  }
  bool answer(const std::string& partstat) { return store_in(calendar_, "mia", with_partstat(partstat)); }
  void remove(const store::Collection& calendar) {
    write([&](store::Transaction& tx) {
      const auto known = store::find_object_by_uid(tx, calendar, "slot");
      services_.invitations.hear_removed(tx, calendar, "mia", "slot");
      store::delete_object(tx, calendar, known->segment, clock_.now());
    });
    run_due();
  }

  store::User mia_;
  store::Collection calendar_, other_;
};

TEST_P(Attendees, find_what_they_booked_in_their_calendar) {
  const auto booking = book();
  const auto event = event_of(entry());
  EXPECT_EQ(event.value("UID"), slots().front().uid);
  EXPECT_EQ(event.value("DTSTART"), "20260320T100000Z");
  EXPECT_EQ(event.value("STATUS"), "CONFIRMED");
  EXPECT_EQ(event.value("ORGANIZER"), "https://shop.example/s/studio");
  EXPECT_EQ(event.find("ATTENDEE")->value(), "mailto:mia@example.com");
  EXPECT_EQ(partstat(), "ACCEPTED");
  EXPECT_THAT(std::string(event.value("DESCRIPTION")), HasSubstr(booking.code));
  EXPECT_THAT(entry(), Not(HasSubstr(booking.token)));
  EXPECT_THAT(entry(), Not(HasSubstr("METHOD")));
  EXPECT_EQ(entry(other_), "");
}

TEST_P(Attendees, read_in_their_calendar_what_they_booked_in_the_language_that_they_booked_in) {
  const auto booking = book("mia@example.com", "de");
  EXPECT_EQ(event_of(entry()).value("DESCRIPTION"), "Gebucht. Ihr Code: " + booking.code);
  answer("DECLINED");
  EXPECT_EQ(event_of(entry()).value("DESCRIPTION"), "Nicht mehr gebucht.");
}

TEST_P(Attendees, who_is_no_user_has_no_calendar_here) {
  book("stranger@example.com");
  EXPECT_EQ(entry(), "");
}

TEST_P(Attendees, see_a_slot_that_moves_and_one_that_is_called_off) {
  book();
  const int before = sequence();
  ASSERT_TRUE(publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\n"));
  run_due();
  EXPECT_EQ(event_of(entry()).value("DTSTART"), "20260321T100000Z");
  const int moved = sequence();
  EXPECT_GT(moved, before);
  ASSERT_TRUE(publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\nSTATUS:CANCELLED\r\n"));
  run_due();
  EXPECT_EQ(event_of(entry()).value("STATUS"), "CANCELLED");
  EXPECT_GT(sequence(), moved);
}

TEST_P(Attendees, keep_what_they_wrote_into_the_entry) {
  book();
  std::string noted = entry();
  noted.insert(noted.find("SUMMARY:"), "COMMENT:Take the bus\r\n");
  EXPECT_FALSE(store_in(calendar_, "mia", noted));
  ASSERT_TRUE(publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\n"));
  clock_.advance(1min);
  run_due();
  EXPECT_THAT(entry(), HasSubstr("COMMENT:Take the bus"));
  EXPECT_EQ(event_of(entry()).value("DTSTART"), "20260321T100000Z");
}

TEST_P(Attendees, cancel_by_declining) {
  const auto booking = book();
  const int before = sequence();
  EXPECT_EQ(slots().front().offers[0].remaining, 2);
  EXPECT_FALSE(answer("DECLINED"));
  EXPECT_EQ(state_of(booking), BookingState::cancelled);
  EXPECT_EQ(slots().front().offers[0].remaining, 3);
  EXPECT_EQ(event_of(entry()).value("STATUS"), "CANCELLED");
  EXPECT_EQ(partstat(), "DECLINED");
  EXPECT_GT(sequence(), before);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Attendees, cancel_by_deleting_the_entry_which_stays_away) {
  const auto booking = book();
  remove(calendar_);
  EXPECT_EQ(state_of(booking), BookingState::cancelled);
  EXPECT_EQ(slots().front().offers[0].remaining, 3);
  EXPECT_EQ(entry(), "");
}

TEST_P(Attendees, stay_booked_by_accepting) {
  const auto booking = book();
  EXPECT_FALSE(answer("TENTATIVE"));
  EXPECT_EQ(partstat(), "TENTATIVE");
  EXPECT_FALSE(answer("ACCEPTED"));
  EXPECT_EQ(state_of(booking), BookingState::confirmed);
  EXPECT_EQ(partstat(), "ACCEPTED");
}

TEST_P(Attendees, who_decline_too_late_are_told_that_they_are_still_booked) {
  const auto booking = book();
  clock_.set(slots().front().starts_at + 1min);
  for (int time = 0; time < 2; ++time) {  // whoever declines again is answered again
    EXPECT_TRUE(answer("DECLINED"));
    EXPECT_EQ(state_of(booking), BookingState::confirmed);
    EXPECT_EQ(partstat(), "ACCEPTED");
    EXPECT_THAT(entry(), HasSubstr("too late"));
  }
  const int before = sequence();
  remove(calendar_);
  EXPECT_EQ(state_of(booking), BookingState::confirmed);
  EXPECT_THAT(entry(), HasSubstr("too late"));
  EXPECT_GT(sequence(), before);
}

TEST_P(Attendees, who_declined_too_late_may_decline_again_once_there_is_time) {
  const auto booking = book();
  clock_.set(slots().front().starts_at + 1min);
  EXPECT_TRUE(answer("DECLINED"));
  ASSERT_TRUE(publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\n"));
  clock_.advance(1min);
  run_due();
  EXPECT_FALSE(answer("DECLINED"));
  EXPECT_EQ(state_of(booking), BookingState::cancelled);
}

TEST_P(Attendees, may_tidy_up_what_is_over) {
  const auto booking = book();
  clock_.set(slots().front().ends_at + 1min);
  remove(calendar_);
  EXPECT_EQ(state_of(booking), BookingState::confirmed);
  EXPECT_EQ(entry(), "");
}

TEST_P(Attendees, decline_what_belongs_together_on_the_bookings_page) {
  ASSERT_TRUE(publish(kMugs, "second"));
  const auto both = slots();
  std::optional<commerce::Decided<commerce::Hold>> held;
  write([&](store::Transaction& tx) {
    held = engine_.hold(tx, {shop_.id, {{both[0].id, "MUG", 1, "PICKUP"}, {both[1].id, "MUG", 1, "PICKUP"}}});
  });
  const auto booking = *confirm((*held)->id, "mia@example.com");
  run_due();
  EXPECT_TRUE(answer("DECLINED"));
  EXPECT_EQ(state_of(booking), BookingState::confirmed);
  EXPECT_THAT(entry(), HasSubstr("booked together"));
}

TEST_P(Attendees, have_one_entry_for_two_bookings_of_a_slot) {
  const auto first = book();
  const auto second = book();
  EXPECT_THAT(entry(), HasSubstr(second.code));
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, first.id)); });
  run_due();
  EXPECT_EQ(event_of(entry()).value("STATUS"), "CONFIRMED");
  EXPECT_THAT(entry(), Not(HasSubstr(first.code)));
  book();
  EXPECT_FALSE(answer("DECLINED"));
  EXPECT_EQ(state_of(second), BookingState::cancelled);
  EXPECT_EQ(slots().front().offers[0].remaining, 3);
}

TEST_P(Attendees, who_book_again_find_the_entry_again) {
  book();
  answer("DECLINED");
  const int cancelled = sequence();
  book();
  EXPECT_EQ(event_of(entry()).value("STATUS"), "CONFIRMED");
  EXPECT_EQ(partstat(), "ACCEPTED");
  EXPECT_GT(sequence(), cancelled);
}

TEST_P(Attendees, may_keep_it_in_another_calendar) {
  const auto booking = book();
  const std::string text = entry();
  store_in(other_, "mia", text);  // as apps move an event: stored there, deleted here
  remove(calendar_);
  EXPECT_EQ(state_of(booking), BookingState::confirmed);
  EXPECT_EQ(entry(), "");
  ASSERT_TRUE(publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\n"));
  clock_.advance(1min);
  run_due();
  EXPECT_EQ(event_of(entry(other_)).value("DTSTART"), "20260321T100000Z");
  EXPECT_THAT(entry(other_), Not(HasSubstr("COMMENT")));  // nobody's words had to give way
  remove(other_);
  EXPECT_EQ(state_of(booking), BookingState::cancelled);
}

TEST_P(Attendees, lose_no_booking_with_a_calendar) {
  const auto booking = book();
  write([&](store::Transaction& tx) { store::delete_collection(tx, shop_.id, calendar_.id); });
  EXPECT_EQ(state_of(booking), BookingState::confirmed);
  ASSERT_TRUE(publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\n"));
  clock_.advance(1min);
  run_due();
  EXPECT_THAT(entry(other_), HasSubstr("20260321T100000Z"));
}

TEST_P(Attendees, are_not_answered_for_by_others) {
  const auto booking = book();
  EXPECT_FALSE(store_in(calendar_, "eve", with_partstat("DECLINED")));
  EXPECT_EQ(state_of(booking), BookingState::confirmed);
}

INSTANTIATE_TEST_SUITE_P(, Attendees, BothDatabases, name_of_engine);

class AttendeesWithMail : public Attendees {
 protected:
  AttendeesWithMail() : Attendees("bookings@shop.example") {}
  std::optional<commerce::Letter> letter() {
    std::optional<commerce::Letter> taken;
    write([&](store::Transaction& tx) {
      if ((taken = commerce::take_letter(tx, clock_.now()))) commerce::note_sent(tx, *taken, clock_.now());
    });
    return taken;
  }
};

TEST_P(AttendeesWithMail, find_the_same_invitation_in_letter_and_calendar) {
  book();
  const auto mailed = event_of(letter()->calendar);
  const auto event = event_of(entry());
  EXPECT_EQ(event.value("UID"), mailed.value("UID"));
  EXPECT_EQ(event.value("ORGANIZER"), mailed.value("ORGANIZER"));
  EXPECT_GE(sequence(), std::stoi(std::string(mailed.value("SEQUENCE"))));
  answer("DECLINED");
  EXPECT_EQ(letter()->method, "CANCEL");
}

TEST_P(AttendeesWithMail, are_not_written_to_when_they_tidy_up) {
  book();
  letter();
  clock_.set(slots().front().ends_at + 1min);
  remove(calendar_);
  EXPECT_FALSE(letter());
}

TEST_P(AttendeesWithMail, see_in_the_calendar_what_they_answered_by_mail) {
  book();
  const auto reply = [&](const std::string& partstat) {
    const auto organizer = std::string(event_of(entry()).value("ORGANIZER"));
    const std::string text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:slot" +
                             ("\r\nORGANIZER:" + organizer) + "\r\nATTENDEE;PARTSTAT=" + partstat +
                             ":mailto:mia@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    write([&](store::Transaction& tx) {
      ASSERT_TRUE(services_.invitations.hear(tx, ical::parse(text)->calendars.front()));
    });
    run_due();
  };
  reply("TENTATIVE");
  EXPECT_EQ(partstat(), "TENTATIVE");
  reply("DECLINED");
  EXPECT_EQ(event_of(entry()).value("STATUS"), "CANCELLED");
  EXPECT_EQ(partstat(), "DECLINED");
}

INSTANTIATE_TEST_SUITE_P(, AttendeesWithMail, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
