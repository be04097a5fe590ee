// How a message to a webhook is signed, where it may go, and when it is sent again.
#include "commerce/core/retrying.hpp"

#include <gmock/gmock.h>

#include "server/public_address.hpp"
#include "server/webhooks/signature.hpp"

using namespace timeshelf;
using namespace timeshelf::server;
using webhooks::is_signed;
using webhooks::signature_of;

namespace {

// The example of the specification's own libraries.
const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const std::string kBody = R"({"test": 2432232314})";
const std::string kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const Instant kAt = from_millis(1'614'265'330'000);

TEST(WebhookSignature, is_that_of_the_specification) {
  EXPECT_EQ(signature_of(kId, kAt, kBody, {kSecret}), kSignature);
  EXPECT_TRUE(is_signed(kId, "1614265330", kSignature, kBody, {kSecret}, kAt));
}

TEST(WebhookSignature, is_there_once_for_each_secret) {
  const std::string other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  const std::string both = signature_of(kId, kAt, kBody, {other, kSecret});
  EXPECT_THAT(both, testing::EndsWith(" " + kSignature));
  EXPECT_TRUE(is_signed(kId, "1614265330", both, kBody, {kSecret}, kAt));
  EXPECT_TRUE(is_signed(kId, "1614265330", both, kBody, {other}, kAt));
}

TEST(WebhookSignature, is_refused_for_other_bytes_another_id_time_or_secret) {
  EXPECT_FALSE(is_signed(kId, "1614265330", kSignature, kBody + " ", {kSecret}, kAt));
  EXPECT_FALSE(is_signed("msg_2", "1614265330", kSignature, kBody, {kSecret}, kAt));
  EXPECT_FALSE(is_signed(kId, "1614265331", kSignature, kBody, {kSecret}, kAt));
  EXPECT_FALSE(is_signed(kId, "1614265330", kSignature, kBody, {"whsec_AAAA"}, kAt));
  EXPECT_FALSE(is_signed(kId, "1614265330", kSignature, kBody, {"none"}, kAt));
  EXPECT_FALSE(is_signed(kId, "1614265330", "", kBody, {kSecret}, kAt));
  EXPECT_FALSE(is_signed(kId, "soon", kSignature, kBody, {kSecret}, kAt));
}

TEST(WebhookSignature, is_good_for_five_minutes) {
  using std::chrono::seconds;
  EXPECT_TRUE(is_signed(kId, "1614265330", kSignature, kBody, {kSecret}, kAt + seconds(300)));
  EXPECT_FALSE(is_signed(kId, "1614265330", kSignature, kBody, {kSecret}, kAt + seconds(301)));
  EXPECT_FALSE(is_signed(kId, "1614265330", kSignature, kBody, {kSecret}, kAt - seconds(301)));
}

TEST(OutgoingAddress, is_one_of_the_internet) {
  for (const char* good : {"https://example.com/hook?x=1", "https://example.com:8443/", "https://8.8.8.8/"})
    EXPECT_EQ(problem_with_address(good, false), "") << good;
  for (const char* bad :
       {"http://example.com/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/meta-data",
        "https://example.com:0/hook", "https://example.com:00/", "https://localhost:1/",
        "https://x.localhost/", "https://user:pw@example.com/", "https://example.com/#x",
        "ftp://example.com/", "example", ""})
    EXPECT_NE(problem_with_address(bad, false), "") << bad;
  EXPECT_EQ(problem_with_address("http://127.0.0.1:9/x", true), "");
  EXPECT_NE(problem_with_address("ftp://127.0.0.1/", true), "");
  EXPECT_THAT(problem_with_address("http://127.0.0.1:0/x", true), testing::HasSubstr("port 0"));
}

TEST(Retrying, goes_on_for_three_days_ever_more_rarely) {
  const Instant since = kAt;
  Instant now = since;
  std::vector<std::chrono::milliseconds> waits;
  for (std::int64_t tries = 1; tries < 100; ++tries) {
    const auto next = commerce::next_try(since, tries, now, std::nullopt, 0);
    if (!next) break;
    waits.push_back(*next - now);
    now = *next;
  }
  EXPECT_EQ(waits.front(), std::chrono::seconds(5));
  EXPECT_TRUE(std::is_sorted(waits.begin(), waits.end()));
  EXPECT_GT(now - since, std::chrono::hours(60));
  EXPECT_LE(now - since, commerce::kTriedFor);
  EXPECT_LT(waits.size(), 12U);
}

TEST(Retrying, leaves_a_receiver_alone_for_as_long_as_it_asks) {
  using std::chrono::seconds;
  EXPECT_EQ(commerce::next_try(kAt, 1, kAt, seconds(120), 0), kAt + seconds(120));
  EXPECT_EQ(commerce::next_try(kAt, 3, kAt, seconds(1), 0), kAt + std::chrono::minutes(5));
  EXPECT_EQ(commerce::next_try(kAt, 1, kAt, std::chrono::hours(100), 0), std::nullopt);
}

TEST(Retrying, spreads_what_failed_together) {
  const auto early = commerce::next_try(kAt, 4, kAt, std::nullopt, 0);
  const auto late = commerce::next_try(kAt, 4, kAt, std::nullopt, 1);
  EXPECT_EQ(*late - *early, std::chrono::minutes(3));
}

}  // namespace
