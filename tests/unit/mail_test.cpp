// Mails as bytes: what is composed, and what is found in a mail.
#include <gmock/gmock.h>

#include "server/mail/message.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using server::mail::calendar_part;
using server::mail::compose;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant kNow = from_millis(1'772'366'400'000);

commerce::Letter letter() {
  SeededRandom random(5);
  commerce::Letter made;
  made.id = Id::make(kNow, random);
  made.recipient = "zoe@example.com";
  made.recipient_name = "Zoë Ünal";
  made.organizer = "bookings+abcd2345-0011223344556677@shop.example";
  made.subject = "Booked: Glaze evening – März";
  made.body = "Hello Zoë,\n\n.\nFrom here on = fine.\n";
  made.calendar =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Glaze "
      "März\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  made.method = "REQUEST";
  return made;
}

std::string composed(const commerce::Letter& made) {
  return compose(made, "Studio Ö", "bookings@shop.example", kNow);
}

TEST(Mail, an_invitation_is_read_back_byte_for_byte) {
  EXPECT_EQ(calendar_part(composed(letter())), letter().calendar);
}

TEST(Mail, has_what_calendar_apps_look_for) {
  const std::string mail = composed(letter());
  EXPECT_THAT(mail, HasSubstr("Content-Type: text/calendar; charset=utf-8; method=REQUEST"));
  EXPECT_THAT(mail, HasSubstr("multipart/alternative"));
  EXPECT_THAT(mail, HasSubstr("filename=booking.ics"));
  EXPECT_THAT(mail, HasSubstr("<bookings+abcd2345-0011223344556677@shop.example>"));
  EXPECT_THAT(mail, HasSubstr("<bookings@shop.example>"));
  EXPECT_THAT(mail, HasSubstr("Message-Id: <" + letter().id.text() + "@shop.example>"));
  EXPECT_THAT(mail, HasSubstr("Date: Sun, 01 Mar 2026 12:00:00 +0000"));
}

// GMime chose Latin-1 for an invitation that it could write so.
TEST(Mail, says_utf_8_even_where_latin_1_would_do) {
  const std::string mail = composed(letter());
  EXPECT_THAT(mail, HasSubstr("text/plain; charset=utf-8"));
  EXPECT_THAT(mail, HasSubstr("M=C3=A4rz"));
}

// RFC 3282 2
TEST(Mail, says_in_which_language_it_is_written) {
  auto made = letter();
  EXPECT_THAT(composed(made), Not(HasSubstr("Content-Language"))) << "what others wrote may be in any";
  made.language = "de";
  EXPECT_THAT(composed(made), HasSubstr("Content-Language: de\r\n"));
}

TEST(Mail, has_ascii_lines_with_crlf_that_no_server_needs_to_break) {
  auto made = letter();
  made.body += std::string(3000, 'x') + "\n";
  const std::string mail = composed(made);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = mail.find('\n', begin)) != std::string::npos; begin = end + 1) {
    ASSERT_GT(end, 0U);
    EXPECT_EQ(mail[end - 1], '\r');
    EXPECT_LE(end - begin, 999U);
  }
  EXPECT_TRUE(
      std::all_of(mail.begin(), mail.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST(Mail, what_is_published_is_a_file_and_no_invitation) {
  auto made = letter();
  made.method = "PUBLISH";
  const std::string mail = composed(made);
  EXPECT_THAT(mail, Not(HasSubstr("text/calendar")));
  EXPECT_THAT(mail, HasSubstr("filename=booking.ics"));
}

TEST(Mail, a_letter_without_calendar_is_plain_text) {
  auto made = letter();
  made.calendar = made.method = "";
  EXPECT_THAT(composed(made), Not(HasSubstr("multipart")));
}

TEST(Mail, a_line_end_in_a_subject_makes_no_header) {
  auto made = letter();
  made.subject = "Booked\r\nBcc: all@example.com";
  made.recipient_name = "Zoe\r\nBcc: all@example.com";
  EXPECT_THAT(composed(made), Not(HasSubstr("\nBcc:")));
}

TEST(Mail, an_answer_is_found_however_it_is_wrapped) {
  EXPECT_EQ(calendar_part("Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n"),
            "BEGIN:VCALENDAR\r\n");
  EXPECT_EQ(
      calendar_part("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: "
                    "text/plain\n\nNo.\n--x\nContent-Type: TEXT/Calendar; "
                    "method=REPLY\nContent-Transfer-Encoding: base64\n\nQkVHSU46VkNBTEVOREFS\n--x--\n"),
      "BEGIN:VCALENDAR");
}

TEST(Mail, there_is_none_in_other_mails_or_in_no_mail_at_all) {
  EXPECT_EQ(calendar_part("Subject: Thanks!\r\n\r\nSee you there.\r\n"), std::nullopt);
  EXPECT_EQ(calendar_part(""), std::nullopt);
  EXPECT_EQ(calendar_part(std::string("\0\xff\xfe", 3)), std::nullopt);
  EXPECT_EQ(calendar_part("Content-Type: multipart/mixed; boundary=x\n\n--x\n--x--"), std::nullopt);
}

}  // namespace
}  // namespace timeshelf::tests
