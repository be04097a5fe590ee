// What a payment provider says, and whether it is it that says so.
#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>
#include <filesystem>

#include "server/payment/pretended.hpp"
#include "server/payment/signature.hpp"
#include "server/payment/stripe.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::PaymentSession;
using server::payment::is_signed;
using server::payment::Pretended;
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

TEST(WebhookSignature, that_we_write_is_one_that_we_read) {
  EXPECT_EQ(server::payment::signature_of(kBody, kSecret, kThen), "t=1700000000,v1=" + kDigest);
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

// A pretended provider whose server is not there: nobody hears its webhooks.
class PretendedProvider : public ::testing::Test {
 protected:
  PretendedProvider() {
    config_.payment_methods = "both";
    config_.payment_pretended = (std::filesystem::path(::testing::TempDir()) / "pretended.json").string();
    config_.listen = "127.0.0.1:1";
    config_ = server::payment::pretending(config_, random_);
    std::filesystem::remove(config_.payment_pretended);
    open();
  }
  ~PretendedProvider() override { std::filesystem::remove(config_.payment_pretended); }
  void open() {
    provider_.reset();
    provider_ = std::make_unique<Pretended>(config_, clock_, random_);
  }
  std::string make_session(const std::string& key, const std::string& cents = "1800") {
    const auto answer =
        provider_->create_session({{"line_items[0][price_data][unit_amount]", cents},
                                   {"line_items[0][price_data][currency]", "eur"},
                                   {"expires_at", std::to_string(to_millis(clock_.now()) / 1000 + 2400)}},
                                  key);
    return answer.status == 200 ? std::string(answer.body.at("id").as_string()) : std::string();
  }
  PaymentSession session(const std::string& id) {
    return *server::payment::read_session(boost::json::serialize(provider_->find_session(id).body));
  }
  int refund(const std::string& payment, const std::string& cents, const std::string& key) {
    return provider_->refund({{"payment_intent", payment}, {"amount", cents}}, key).status;
  }

  ManualClock clock_;
  SeededRandom random_{11};
  server::Config config_;
  std::unique_ptr<Pretended> provider_;
};

TEST_F(PretendedProvider, answers_as_stripe_does_how_a_session_stands) {
  const std::string id = make_session("a");
  EXPECT_EQ(session(id).state, PaymentSession::State::open);
  EXPECT_EQ(session(id).url, "http://127.0.0.1:1/pretended/pay/" + id);
  provider_->pay(id);
  EXPECT_EQ(session(id).state, PaymentSession::State::paid);
  EXPECT_EQ(session(id).paid->text(), "18.00 EUR");
  EXPECT_EQ(provider_->expire_session(id).status, 400);  // paid is paid

  const std::string late = make_session("b");
  clock_.advance(std::chrono::minutes(41));
  provider_->pay(late);
  EXPECT_EQ(session(late).state, PaymentSession::State::over);
  EXPECT_EQ(provider_->find_session("cs_other").status, 404);
}

TEST_F(PretendedProvider, does_once_what_has_the_same_key) {
  const std::string id = make_session("a");
  EXPECT_EQ(make_session("a"), id);
  EXPECT_EQ(make_session("a", "1900"), "");  // another request under the same key
  EXPECT_NE(make_session("b"), id);
}

TEST_F(PretendedProvider, gives_back_no_more_than_was_paid) {
  const std::string id = make_session("a");
  EXPECT_EQ(refund("", "1", "r0"), 400);
  provider_->pay(id);
  const std::string payment = session(id).payment;
  EXPECT_EQ(refund(payment, "1000", "r1"), 200);
  EXPECT_EQ(refund(payment, "1000", "r1"), 200);  // once
  EXPECT_EQ(refund(payment, "801", "r2"), 400);
  EXPECT_EQ(refund(payment, "800", "r3"), 200);
  EXPECT_EQ(provider_->view(id)->given_back.minor, 1800);
}

TEST_F(PretendedProvider, goes_on_where_it_was) {
  const std::string id = make_session("a");
  provider_->pay(id);
  open();
  EXPECT_EQ(session(id).state, PaymentSession::State::paid);
  EXPECT_EQ(make_session("a"), id);
}

TEST(PretendedConfig, is_for_loopback_alone_and_instead_of_a_provider) {
  server::Config config;
  config.payment_methods = "online";
  EXPECT_FALSE(server::check_config(config));  // by whom?
  config.payment_pretended = "payments.json";
  EXPECT_TRUE(server::check_config(config));
  server::Config wrong = config;
  wrong.base_url = "https://shop.example";
  EXPECT_THAT(server::check_config(wrong).error().message, ::testing::HasSubstr("server.base_url"));
  wrong = config;
  wrong.listen = "0.0.0.0:8080";
  wrong.allow_plain_http = true;
  EXPECT_THAT(server::check_config(wrong).error().message, ::testing::HasSubstr("loopback"));
  wrong = config;
  wrong.payment_secret_key = "sk_live_x";
  EXPECT_THAT(server::check_config(wrong).error().message, ::testing::HasSubstr("secret_key"));
}

}  // namespace
}  // namespace timeshelf::tests
