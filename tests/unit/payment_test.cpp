// What a payment provider says, and whether it is it that says so.
#include <gtest/gtest.h>

#include "server/payment/signature.hpp"
#include "server/payment/stripe.hpp"

namespace timeshelf::tests {
namespace {

using commerce::PaymentSession;
using server::payment::is_signed;
using server::payment::read_event;

const std::string kSecret = "whsec_test_secret";
const std::string kBody = R"({"id":"evt_1","type":"checkout.session.completed"})";
const std::string kDigest = "a13d4b1f9003bc2fb6c06224e878b6056185eaa50d40e1e7dc05517f8af41d7b";
const Instant kThen = from_millis(1'700'000'000'000);

TEST(WebhookSignature, is_over_the_time_and_the_very_bytes) {
  EXPECT_TRUE(is_signed("t=1700000000,v1=" + kDigest, kBody, kSecret, kThen));
  EXPECT_FALSE(is_signed("t=1700000000,v1=" + kDigest, kBody + " ", kSecret, kThen));
  EXPECT_FALSE(is_signed("t=1700000001,v1=" + kDigest, kBody, kSecret, kThen));
  EXPECT_FALSE(is_signed("t=1700000000,v1=" + kDigest, kBody, "whsec_other", kThen));
}

TEST(WebhookSignature, may_be_one_of_several_while_the_secret_changes) {
  EXPECT_TRUE(is_signed("t=1700000000,v1=" + std::string(64, '0') + ",v1=" + kDigest + ",v0=x", kBody,
                        kSecret, kThen));
  EXPECT_FALSE(is_signed("t=1700000000,v0=" + kDigest, kBody, kSecret, kThen));
}

TEST(WebhookSignature, is_good_for_five_minutes) {
  const std::string header = "t=1700000000,v1=" + kDigest;
  EXPECT_TRUE(is_signed(header, kBody, kSecret, kThen + std::chrono::seconds(300)));
  EXPECT_FALSE(is_signed(header, kBody, kSecret, kThen + std::chrono::seconds(301)));
  EXPECT_FALSE(is_signed(header, kBody, kSecret, kThen - std::chrono::seconds(301)));
}

TEST(WebhookSignature, of_nonsense_is_none) {
  for (const auto* header : {"", "t=", "v1=", "t=x,v1=y", "t=-1", "t=99999999999999999999,v1=a", ",,,="})
    EXPECT_FALSE(is_signed(header, kBody, kSecret, kThen)) << header;
  EXPECT_FALSE(is_signed("t=1700000000,v1=" + kDigest, kBody, "", kThen));
}

std::string event(const std::string& type, const std::string& object) {
  return R"({"id":"evt_1","type":")" + type + R"(","data":{"object":)" + object + "}}";
}

TEST(ProviderEvent, says_how_a_session_stands) {
  const auto paid = read_event(event(
      "checkout.session.completed",
      R"({"id":"cs_1","object":"checkout.session","status":"complete","payment_status":"paid","amount_total":3600,)"
      R"("currency":"eur","payment_intent":"pi_1"})"));
  ASSERT_TRUE(paid && paid->session);
  EXPECT_EQ(paid->session->state, PaymentSession::State::paid);
  EXPECT_EQ(paid->session->paid->text(), "36.00 EUR");
  EXPECT_EQ(paid->session->payment, "pi_1");
  const auto waits = read_event(
      event("checkout.session.completed",
            R"({"id":"cs_1","object":"checkout.session","status":"complete","payment_status":"unpaid"})"));
  EXPECT_EQ(waits->session->state, PaymentSession::State::waiting);
  const auto failed = read_event(
      event("checkout.session.async_payment_failed",
            R"({"id":"cs_1","object":"checkout.session","status":"complete","payment_status":"unpaid"})"));
  EXPECT_EQ(failed->session->state, PaymentSession::State::over);
  const auto expired = read_event(
      event("checkout.session.expired",
            R"({"id":"cs_1","object":"checkout.session","status":"expired","payment_status":"unpaid"})"));
  EXPECT_EQ(expired->session->state, PaymentSession::State::over);
}

TEST(ProviderEvent, of_another_kind_names_the_money_it_is_about) {
  const auto dispute =
      read_event(event("charge.dispute.created", R"({"id":"dp_1","payment_intent":"pi_1"})"));
  ASSERT_TRUE(dispute);
  EXPECT_FALSE(dispute->session);
  EXPECT_EQ(dispute->payment, "pi_1");
}

TEST(ProviderEvent, paid_without_a_sum_is_not_believed) {
  const auto odd = read_event(
      event("checkout.session.completed",
            R"({"id":"cs_1","object":"checkout.session","status":"complete","payment_status":"paid"})"));
  ASSERT_TRUE(odd);
  EXPECT_FALSE(odd->session);
  for (const auto* text : {"", "[]", "{}", "{\"id\":1}", "not json", R"({"id":"evt","type":""})"})
    EXPECT_FALSE(read_event(text)) << text;
}

}  // namespace
}  // namespace timeshelf::tests
