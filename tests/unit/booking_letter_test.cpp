// What customers are written, and the address that their calendars answer to.
#include "commerce/letters/booking_letter.hpp"

#include <gmock/gmock.h>

#include "ical/component.hpp"
#include "tests/unit/letter_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace commerce;
using ::testing::HasSubstr;
using ::testing::Not;

ical::Component message_of(const Letter& letter) {
  return ical::parse(letter.calendar)->calendars.front();
}

TEST(BookingLetter, says_what_when_where_how_much_and_how_to_cancel) {
  const Letter letter = booking_letter(booked(), kNow);
  EXPECT_EQ(letter.subject, "Booked: Glaze evening");
  EXPECT_EQ(letter.recipient, "zoe@example.com");
  EXPECT_EQ(letter.body,
            "Hello Zoë Ünal,\n\n"
            "your booking is confirmed.\n\n"
            "  Glaze evening\n"
            "  Friday 20 March 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue, 36.00 EUR, pickup\n\n"
            "  Total: 36.00 EUR\n"
            "  Still to pay, to the shop: 36.00 EUR\n"
            "  Your code: abcd2345\n\n"
            "The QR code to show when you come, and a button to cancel, are here:\n"
            "https://shop.example/b/token\n\n"
            "Declining the invitation in your calendar cancels the booking, too.\n\n"
            "Studio\n");
}

TEST(BookingLetter, says_what_was_paid_and_what_is_still_to_pay) {
  BookingFacts facts = booked();
  facts.balance = Balance{euro(3600), euro(3600), euro(0)};
  EXPECT_THAT(booking_letter(facts, kNow).body,
              HasSubstr("  Total: 36.00 EUR\n  Paid: 36.00 EUR\n  Your code"));
  facts.balance->paid = euro(3000);
  EXPECT_THAT(booking_letter(facts, kNow).body,
              HasSubstr("  Paid: 30.00 EUR\n  Still to pay, to the shop: 6.00 EUR\n"));
  facts.balance = Balance{euro(1800), euro(3600), euro(1800)};
  EXPECT_THAT(booking_letter(facts, kNow).body,
              HasSubstr("  Paid: 36.00 EUR\n  On its way back to you: 18.00 EUR\n  Your code"));
  facts.paid_by_other = true;
  EXPECT_THAT(booking_letter(facts, kNow).body, HasSubstr("  On its way back to who paid it: 18.00 EUR\n"));
  facts.booking.state = BookingState::cancelled;  // what goes back has a letter of its own
  EXPECT_THAT(booking_letter(facts, kNow).body, Not(HasSubstr("Paid")));
}

TEST(BookingLetter, asks_for_no_money_where_nothing_is_owed_or_it_is_called_off) {
  BookingFacts facts = booked();
  facts.balance = Balance{euro(0), euro(0), euro(0)};
  EXPECT_THAT(booking_letter(facts, kNow).body, Not(HasSubstr("to pay")));
  facts = booked();
  facts.slots.front().slot.state = SlotState::cancelled;
  facts.occasion = Occasion::changed;
  EXPECT_THAT(booking_letter(facts, kNow).body, Not(HasSubstr("to pay")));
}

// What a shop took as it handed over, and wrote down nowhere, is not asked for again.
TEST(ToPay, is_told_while_anything_is_with_the_shop_or_some_of_it_was_paid) {
  Booking booking = booked().booking;
  const Balance nothing_paid{euro(3600), euro(0), euro(0)};
  EXPECT_EQ(to_pay(booking, nothing_paid), euro(3600));
  booking.lines.front().handed_over = 1;
  EXPECT_EQ(to_pay(booking, nothing_paid), euro(3600));
  booking.lines.front().handed_over = 2;
  EXPECT_EQ(to_pay(booking, nothing_paid), euro(0));
  EXPECT_EQ(to_pay(booking, {euro(3600), euro(3000), euro(0)}), euro(600));
  EXPECT_EQ(to_pay(booking, {euro(1800), euro(3600), euro(1800)}), euro(0));
  booking.state = BookingState::cancelled;
  EXPECT_EQ(to_pay(booking, {euro(3600), euro(3000), euro(0)}), euro(0));
}

TEST(BookingLetter, invites_with_the_uid_of_the_slot_and_without_the_token) {
  const Letter letter = booking_letter(booked(), kNow);
  const auto message = message_of(letter);
  EXPECT_EQ(letter.method, "REQUEST");
  EXPECT_EQ(message.value("METHOD"), "REQUEST");
  ASSERT_EQ(message.components.size(), 1U);
  const auto& event = message.components.front();
  EXPECT_EQ(event.value("UID"), "glaze-0");
  EXPECT_EQ(event.value("SEQUENCE"), "4");
  EXPECT_EQ(event.value("STATUS"), "CONFIRMED");
  EXPECT_EQ(event.value("DTSTART"), "20260320T100000Z");
  EXPECT_EQ(event.value("ORGANIZER"), "mailto:" + letter.organizer);
  EXPECT_EQ(event.value("ATTENDEE"), "mailto:zoe@example.com");
  EXPECT_EQ(event.find("ATTENDEE")->parameter("PARTSTAT"), "ACCEPTED");
  EXPECT_THAT(letter.calendar, Not(HasSubstr("token")));
}

TEST(BookingLetter, takes_a_cancelled_booking_out_of_the_calendar) {
  BookingFacts facts = booked();
  facts.booking.state = BookingState::cancelled;
  facts.occasion = Occasion::cancelled;
  const Letter letter = booking_letter(facts, kNow);
  EXPECT_EQ(letter.subject, "Cancelled: Glaze evening");
  EXPECT_EQ(message_of(letter).value("METHOD"), "CANCEL");
  EXPECT_EQ(message_of(letter).components.front().value("STATUS"), "CANCELLED");
  EXPECT_THAT(letter.body, Not(HasSubstr("button to cancel")));
}

TEST(BookingLetter, leaves_the_event_where_the_customer_has_another_booking_of_it) {
  BookingFacts facts = booked();
  facts.booking.state = BookingState::cancelled;
  facts.occasion = Occasion::cancelled;
  facts.slots.front().booked_again = true;
  EXPECT_EQ(booking_letter(facts, kNow).calendar, "");
}

TEST(BookingLetter, calls_off_what_the_shop_called_off) {
  BookingFacts facts = booked();
  facts.slots.front().slot.state = SlotState::cancelled;
  facts.occasion = Occasion::changed;
  const Letter letter = booking_letter(facts, kNow);
  EXPECT_EQ(letter.subject, "Called off: Glaze evening");
  EXPECT_EQ(letter.method, "CANCEL");
}

// RFC 5546 3.2.2: all events of a REQUEST have one UID.
TEST(BookingLetter, publishes_several_slots_as_an_invitation_is_about_one_event) {
  const Letter letter = booking_letter(booked(3), kNow);
  EXPECT_EQ(letter.method, "PUBLISH");
  EXPECT_EQ(message_of(letter).components.size(), 3U);
  EXPECT_THAT(letter.calendar, Not(HasSubstr("ATTENDEE")));
  EXPECT_THAT(letter.body, Not(HasSubstr("Declining")));
}

TEST(BookingLetter, a_name_cannot_begin_a_new_line) {
  BookingFacts facts = booked();
  facts.booking.customer_name = "Zoë\r\nBcc: all@example.com";
  facts.slots.front().slot.summary = "Glaze\nevening";
  const Letter letter = booking_letter(facts, kNow);
  EXPECT_THAT(letter.body, HasSubstr("Hello Zoë  Bcc: all@example.com,\n"));
  EXPECT_EQ(letter.recipient_name, "Zoë  Bcc: all@example.com");
  EXPECT_EQ(letter.subject, "Booked: Glaze evening");
}

TEST(ReplyAddress, is_believed_in_any_case_but_not_when_forged) {
  const auto shop = studio();
  const std::string address = reply_address(shop, "abcd2345", kFrom);
  EXPECT_THAT(address, ::testing::MatchesRegex("bookings\\+abcd2345-[0-9a-f]{16}@shop.example"));
  const auto detail = detail_of("MAILTO:" + address);
  ASSERT_TRUE(detail);
  EXPECT_EQ(detail->code, "abcd2345");
  EXPECT_TRUE(is_signed_by(shop, *detail));

  EXPECT_FALSE(is_signed_by(shop, {"abcd2346", detail->signature}));
  EXPECT_FALSE(is_signed_by(shop, {"abcd2345", ""}));
  EXPECT_FALSE(is_signed_by(shop, {"abcd2345", detail->signature.substr(0, 15)}));
  auto other = shop;
  other.signing_secret = "another";
  EXPECT_FALSE(is_signed_by(other, *detail));
}

TEST(ReplyAddress, is_not_found_in_an_address_without_detail) {
  for (const auto* address :
       {"", "bookings@shop.example", "mailto:bookings+abc@shop.example", "a@b+c-d", "+-"})
    EXPECT_FALSE(detail_of(address)) << address;
}

}  // namespace
}  // namespace timeshelf::tests
