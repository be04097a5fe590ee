#include <gmock/gmock.h>

#include "base/digest.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "tests/world.hpp"

namespace timeshelf {
namespace {

Currency currency(std::string_view code) {
  return *Currency::parse(code);
}

TEST(Money, reads_what_a_person_writes) {
  EXPECT_EQ(Money::parse("18", currency("EUR"))->minor, 1800);
  EXPECT_EQ(Money::parse("18.5", currency("EUR"))->minor, 1850);
  EXPECT_EQ(Money::parse("18.50", currency("EUR"))->minor, 1850);
  EXPECT_EQ(Money::parse("1800", currency("JPY"))->minor, 1800);
  EXPECT_EQ(Money::parse("1.005", currency("KWD"))->minor, 1005);
}

TEST(Money, refuses_what_is_not_an_amount) {
  for (const char* text : {"", "-5", "+5", "1.", ".5", "1.005", "1,50", "1e3", " 1", "99999999999999"}) {
    EXPECT_FALSE(Money::parse(text, currency("EUR"))) << text;
  }
  EXPECT_FALSE(Money::parse("1.0", currency("JPY")));
}

TEST(Money, writes_the_digits_of_its_currency) {
  EXPECT_EQ((Money{5, currency("EUR")}.text()), "0.05 EUR");
  EXPECT_EQ((Money{-1850, currency("EUR")}.decimal()), "-18.50");
  EXPECT_EQ((Money{1800, currency("JPY")}.text()), "1800 JPY");
}

TEST(Currency, is_known_or_refused) {
  EXPECT_FALSE(Currency::parse("EURO"));
  EXPECT_FALSE(Currency::parse("eur"));
  EXPECT_EQ(currency("KWD").exponent(), 3);
}

TEST(Id, orders_by_time_and_reads_back) {
  tests::SeededRandom random(1);
  const Id early = Id::make(from_millis(1'000), random);
  const Id late = Id::make(from_millis(2'000), random);
  EXPECT_LT(early, late);
  EXPECT_EQ(early.text().size(), 26U);
  EXPECT_EQ(Id::parse(early.text()), early);
  EXPECT_FALSE(Id::parse("short"));
  EXPECT_FALSE(Id::parse(std::string(26, 'u')));
}

TEST(Text, percent_coding_is_its_own_inverse) {
  const std::string text = "a b/ü@%.ics";
  EXPECT_EQ(percent_encode(text), "a%20b%2F%C3%BC%40%25.ics");
  EXPECT_EQ(percent_decode(percent_encode(text)), text);
  EXPECT_FALSE(percent_decode("%0"));
  EXPECT_FALSE(percent_decode("%zz"));
  EXPECT_FALSE(percent_decode("a%00b"));
}

TEST(Text, utf8_is_checked) {
  EXPECT_TRUE(is_utf8("ü€😀"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xF5\x80\x80\x80"));
  EXPECT_FALSE(is_utf8("\xE2\x82"));
}

TEST(Text, base64_in_both_alphabets) {
  EXPECT_EQ(base64url_encode("\xFB\xFF"), "-_8");
  EXPECT_EQ(base64_decode("dXNlcjpwYXNz"), "user:pass");
  EXPECT_EQ(base64_decode("YQ=="), "a");
  EXPECT_FALSE(base64_decode("not base64"));
}

TEST(Digest, signatures_hold_for_their_message_alone) {
  tests::SeededRandom random(2);
  const SigningKey key = SigningKey::make(random);
  const std::string signature = sign(key, "booking");
  EXPECT_TRUE(verify(key.public_key, "booking", signature));
  EXPECT_FALSE(verify(key.public_key, "bookinG", signature));
  EXPECT_FALSE(verify(key.public_key, "booking", signature.substr(1)));
}

TEST(Digest, hmac_agrees_with_rfc_4231_case_2) {
  EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Time, is_written_as_each_protocol_wants_it) {
  const Instant instant = from_millis(1'772'384'400'999);
  EXPECT_EQ(to_rfc3339(instant), "2026-03-01T17:00:00Z");
  EXPECT_EQ(to_http_date(instant), "Sun, 01 Mar 2026 17:00:00 GMT");
  EXPECT_EQ(to_ical_utc(instant), "20260301T170000Z");
  EXPECT_EQ(to_rfc3339(from_millis(-1)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(to_ical_utc(from_millis(253'402'300'799'999)), "99991231T235959Z");
  EXPECT_EQ(to_rfc3339(from_millis(-11'676'096'000'000)), "1600-01-01T00:00:00Z");
}

}  // namespace
}  // namespace timeshelf
