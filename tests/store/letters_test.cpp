// Letters and invitations: written with what they are about, sent once, answered by calendars.
#include "commerce/letters/letters.hpp"

#include <gmock/gmock.h>

#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Invitations;
using commerce::Letter;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Letters : public ShopWorld {
 protected:
  Letters() : ShopWorld("bookings@shop.example") {}

  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kMugs));
  }

  // Takes everything that is due and sends it.
  std::vector<Letter> mail() {
    std::vector<Letter> sent;
    write([&](store::Transaction& tx) {
      while (services_.due.run(tx) > 0) {
      }
      while (auto letter = commerce::take_letter(tx, clock_.now())) {
        commerce::note_sent(tx, *letter, clock_.now());
        sent.push_back(*letter);
      }
    });
    return sent;
  }
  commerce::Booking book() { return *confirm(hold("MUG", 1)->id); }
  void cancel(const commerce::Booking& booking) {
    write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  }
  commerce::BookingState state_of(const commerce::Booking& booking) {
    auto state = commerce::BookingState::confirmed;
    write([&](store::Transaction& tx) { state = engine_.booking(tx, shop_.id, booking.id)->state; });
    return state;
  }
  static ical::Component event_of(const Letter& letter) {
    return ical::parse(letter.calendar)->calendars.front().components.front();
  }
  static int sequence_of(const Letter& letter) {
    return std::stoi(std::string(event_of(letter).value("SEQUENCE")));
  }
  Result<Invitations::Heard, Invitations::Unheard> answer(const Letter& letter, const std::string& partstat,
                                                          const std::string& from = "a@example.com") {
    return answer(letter.organizer, std::string(event_of(letter).value("UID")), partstat, from);
  }
  Result<Invitations::Heard, Invitations::Unheard> answer(const std::string& organizer,
                                                          const std::string& uid, const std::string& partstat,
                                                          const std::string& from) {
    const std::string reply = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:" + uid +
                              "\r\nORGANIZER:mailto:" + organizer + "\r\nATTENDEE;PARTSTAT=" + partstat +
                              ":mailto:" + from + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    std::optional<Result<Invitations::Heard, Invitations::Unheard>> heard;
    write([&](store::Transaction& tx) {
      heard = services_.invitations.hear(tx, ical::parse(reply)->calendars.front());
    });
    return *heard;
  }
};

TEST_P(Letters, a_booking_is_confirmed_by_an_invitation_and_cancelled_by_another) {
  const auto booking = book();
  const auto first = mail();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].method, "REQUEST");
  EXPECT_EQ(first[0].recipient, "a@example.com");
  EXPECT_THAT(first[0].body, HasSubstr("https://shop.example/b/" + booking.token));
  EXPECT_EQ(event_of(first[0]).value("UID"), slots().front().uid);

  cancel(booking);
  const auto second = mail();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].method, "CANCEL");
  EXPECT_GT(sequence_of(second[0]), sequence_of(first[0]));
  EXPECT_THAT(mail(), IsEmpty());
}

TEST_P(Letters, all_about_a_booking_is_written_in_the_language_that_it_was_made_in) {
  const auto booking = *confirm(hold("MUG", 1)->id, "a@example.com", "de");
  const auto first = mail();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].language, "de");
  EXPECT_EQ(first[0].subject, "Gebucht: Glaze evening");
  EXPECT_EQ(event_of(first[0]).value("DESCRIPTION"), "Gebucht. Ihr Code: " + booking.code);
  database().read([&](store::Transaction& tx) {
    EXPECT_THAT(engine_.render_booking_ics(tx, booking), HasSubstr("Gebucht. Ihr Code: " + booking.code));
  });
  cancel(booking);
  const auto second = mail();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].subject, "Storniert: Glaze evening");
}

// A calendar ignores an event whose SEQUENCE is lower than what it knows of that UID, and of two with the
// same it takes that of the later second: there may be none between cancelling and booking again.
TEST_P(Letters, who_books_again_after_cancelling_is_invited_with_a_higher_sequence) {
  cancel(book());
  const auto cancelled = mail();
  book();
  const auto again = mail();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].method, "REQUEST");
  EXPECT_GT(sequence_of(again[0]), sequence_of(cancelled.back()));
}

TEST_P(Letters, cancelling_one_of_two_bookings_of_a_slot_leaves_the_event_in_the_calendar) {
  const auto first = book();
  book();
  EXPECT_EQ(mail().size(), 2U);
  cancel(first);
  const auto letters = mail();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters[0].subject, HasSubstr("Cancelled"));
  EXPECT_EQ(letters[0].calendar, "");
}

TEST_P(Letters, declining_cancels_the_booking_and_gives_the_stock_back) {
  const auto booking = book();
  const auto invitation = mail().front();
  const auto heard = answer(invitation, "DECLINED");
  ASSERT_TRUE(heard);
  EXPECT_EQ(*heard, Invitations::Heard::cancelled);
  EXPECT_EQ(state_of(booking), commerce::BookingState::cancelled);
  EXPECT_EQ(slots().front().offers[0].remaining, 3);
  EXPECT_EQ(mail().front().method, "CANCEL");
  EXPECT_EQ(*answer(invitation, "DECLINED"), Invitations::Heard::noted);
  EXPECT_THAT(mail(), IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Letters, accepting_is_noted_and_changes_nothing) {
  const auto booking = book();
  const auto invitation = mail().front();
  for (const auto* partstat : {"ACCEPTED", "TENTATIVE", "accepted", "X-UNHEARD-OF"})
    EXPECT_EQ(*answer(invitation, partstat), Invitations::Heard::noted) << partstat;
  EXPECT_EQ(state_of(booking), commerce::BookingState::confirmed);
  EXPECT_THAT(mail(), IsEmpty());
}

TEST_P(Letters, an_answer_that_is_not_ours_is_refused_with_a_sentence) {
  const auto booking = book();
  const auto invitation = mail().front();
  const std::string uid = slots().front().uid;
  std::string forged = invitation.organizer;
  char& last = forged[forged.find('@') - 1];
  last = last == '0' ? '1' : '0';
  EXPECT_THAT(answer(forged, uid, "DECLINED", "a@example.com").error().message, HasSubstr("ORGANIZER"));
  EXPECT_THAT(answer("bookings@shop.example", uid, "DECLINED", "a@example.com").error().message,
              HasSubstr("ORGANIZER"));
  EXPECT_THAT(answer(invitation, "DECLINED", "b@example.com").error().message, HasSubstr("ATTENDEE"));
  EXPECT_THAT(answer(invitation.organizer, "other", "DECLINED", "a@example.com").error().message,
              HasSubstr("UID"));
  EXPECT_EQ(state_of(booking), commerce::BookingState::confirmed);
}

TEST_P(Letters, declining_what_has_begun_is_answered_once) {
  const auto booking = book();
  const auto invitation = mail().front();
  clock_.set(slots().front().starts_at + 1min);
  EXPECT_EQ(*answer(invitation, "DECLINED"), Invitations::Heard::asked);
  EXPECT_EQ(*answer(invitation, "DECLINED"), Invitations::Heard::noted);
  EXPECT_EQ(state_of(booking), commerce::BookingState::confirmed);
  const auto letters = mail();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters[0].subject, HasSubstr("Still booked"));
}

TEST_P(Letters, a_slot_that_moves_is_told_once_it_has_come_to_rest) {
  book();
  const auto before = mail().front();
  ASSERT_TRUE(publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\n"));
  ASSERT_TRUE(publish("DTSTART:20260322T100000Z\r\nDTEND:20260322T120000Z\r\n"));
  EXPECT_THAT(mail(), IsEmpty());
  clock_.advance(1min);
  const auto letters = mail();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters[0].subject, HasSubstr("Changed"));
  EXPECT_EQ(letters[0].method, "REQUEST");
  EXPECT_EQ(event_of(letters[0]).value("DTSTART"), "20260322T100000Z");
  EXPECT_GT(sequence_of(letters[0]), sequence_of(before));
}

TEST_P(Letters, a_slot_that_is_called_off_is_taken_out_of_calendars) {
  book();
  mail();
  ASSERT_TRUE(publish(kMugs + "STATUS:CANCELLED\r\n"));
  clock_.advance(1min);
  const auto letters = mail();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].method, "CANCEL");
  EXPECT_THAT(letters[0].subject, HasSubstr("Called off"));
}

TEST_P(Letters, one_that_is_put_off_is_tried_again_ever_later_and_given_up_after_three_days) {
  book();
  write([&](store::Transaction& tx) { services_.due.run(tx); });
  const Instant began = clock_.now();
  std::vector<std::chrono::milliseconds> waits;
  for (;;) {
    std::optional<Instant> next;
    write([&](store::Transaction& tx) {
      const auto letter = commerce::take_letter(tx, clock_.now());
      ASSERT_TRUE(letter);
      commerce::note_failed(tx, *letter, "nobody is there", false, clock_.now());
      next = commerce::next_letter(tx);
    });
    if (!next) break;
    waits.push_back(*next - clock_.now());
    clock_.set(*next);
  }
  ASSERT_GT(waits.size(), 5U);
  EXPECT_EQ(waits[0], 10s);
  EXPECT_EQ(waits[1], 1min);
  EXPECT_EQ(waits[4], 2h);
  EXPECT_NEAR(std::chrono::duration<double>(clock_.now() - began) / 24h, 3, 0.1);
  database().read([&](store::Transaction& tx) {
    EXPECT_EQ(commerce::post_status(tx).failed, 1);
    EXPECT_EQ(commerce::post_status(tx).last_error, "nobody is there");
  });
}

TEST_P(Letters, one_that_was_taken_by_a_process_that_died_is_due_again) {
  book();
  const auto take = [&] {
    std::optional<Letter> letter;
    write([&](store::Transaction& tx) {
      services_.due.run(tx);
      letter = commerce::take_letter(tx, clock_.now());
    });
    return letter;
  };
  const auto first = take();
  ASSERT_TRUE(first);
  EXPECT_FALSE(take());  // another node leaves it alone
  clock_.advance(5min);
  const auto second = take();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, first->id);
}

TEST_P(Letters, a_recipient_that_was_refused_for_good_is_not_tried_again) {
  book();
  write([&](store::Transaction& tx) {
    services_.due.run(tx);
    commerce::note_failed(tx, *commerce::take_letter(tx, clock_.now()), "no such mailbox", true,
                          clock_.now());
    EXPECT_FALSE(commerce::next_letter(tx));
  });
}

TEST_P(Letters, a_bundle_of_two_slots_is_one_letter) {
  ASSERT_TRUE(publish(kMugs, "second"));
  const auto both = slots();
  std::optional<commerce::Decided<commerce::Hold>> held;
  write([&](store::Transaction& tx) {
    held = engine_.hold(tx, {shop_.id, {{both[0].id, "MUG", 1, "PICKUP"}, {both[1].id, "MUG", 1, "PICKUP"}}});
  });
  ASSERT_TRUE(*held);
  ASSERT_TRUE(confirm((*held)->id));
  const auto letters = mail();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].method, "PUBLISH");
}

INSTANTIATE_TEST_SUITE_P(, Letters, BothDatabases, name_of_engine);

class WithoutMail : public ShopWorld {};

TEST_P(WithoutMail, nothing_is_owed) {
  ASSERT_TRUE(publish(kMugs));
  ASSERT_TRUE(confirm(hold("MUG", 1)->id));
  write([&](store::Transaction& tx) {
    tx.query("SELECT topic FROM outbox", {}, [](const store::Row& row) { EXPECT_NE(row.text(0), "letter"); });
  });
}

INSTANTIATE_TEST_SUITE_P(, WithoutMail, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
