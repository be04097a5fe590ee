// Many customers at one till: what waits is sold together, and nothing twice.
#include <thread>

#include "tests/store/till_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Refusal;
using commerce::RequestKey;
using commerce::Till;
using ::testing::IsEmpty;

class AtTheTill : public TillWorld {};
INSTANTIATE_TEST_SUITE_P(, AtTheTill, BothDatabases, name_of_engine);

// calcom/cal.diy#13397: the race that was booked double for years.
TEST_P(AtTheTill, one_unit_goes_to_one_of_a_hundred_parallel_buyers) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:1\r\nX-SHELF-PRICE;SKU=MUG:18\r\n"));
  std::atomic<int> booked = 0;
  std::atomic<int> sold_out = 0;
  std::vector<std::thread> buyers;
  for (int i = 0; i < 100; ++i) {
    buyers.emplace_back([&] {
      const Told held = ask(wants(1));
      if (!held.answer.sale) {
        EXPECT_EQ(held.answer.sale.error().code, Refusal::Code::sold_out);
        ++sold_out;
        return;
      }
      EXPECT_TRUE(ask(pays(held.hold().id)).answer.sale);
      ++booked;
    });
  }
  for (std::thread& buyer : buyers) buyer.join();
  EXPECT_EQ(booked, 1);
  EXPECT_EQ(sold_out, 99);
  EXPECT_EQ(remaining(), 0);
  EXPECT_EQ(slots().front().booked, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(AtTheTill, those_who_wait_share_one_commit_and_are_served_in_order) {
  const int before = counting_->writes();
  const std::int64_t revision = slots().front().revision;
  const auto told = ask_together({wants(2), wants(2), wants(1), wants(1)});
  EXPECT_TRUE(told[0].answer.sale);
  EXPECT_EQ(told[1].answer.sale.error().remaining, 1);
  EXPECT_TRUE(told[2].answer.sale);
  EXPECT_EQ(told[3].answer.sale.error().remaining, 0);
  EXPECT_EQ(told[3].answer.sale.error().held_until, clock_.now() + std::chrono::minutes(10));
  EXPECT_EQ(counting_->writes(), before + 2);  // the one that kept the writer busy, and the till's
  EXPECT_EQ(slots().front().revision, revision + 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(AtTheTill, confirms_releases_and_new_holds_mix_in_one_batch) {
  const Id first = ask(wants(1)).hold().id;
  const Id second = ask(wants(2)).hold().id;
  const auto told = ask_together({gives_up(second), wants(2), pays(first), pays(second), pays(first)});
  EXPECT_TRUE(told[0].answer.sale);
  EXPECT_TRUE(told[1].answer.sale);
  EXPECT_EQ(told[2].booking().id, told[4].booking().id);
  EXPECT_EQ(told[3].answer.sale.error().code, Refusal::Code::hold_expired);
  EXPECT_EQ(slots().front().booked, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(AtTheTill, a_request_that_is_repeated_gets_the_hold_that_it_got) {
  const RequestKey key{"api", "k1", "digest"};
  const auto together = ask_together({wants(1, key), wants(1, key)});
  EXPECT_EQ(together[0].hold().id, together[1].hold().id);
  EXPECT_EQ(ask(wants(1, key)).hold().id, together[0].hold().id);
  EXPECT_EQ(remaining(), 2);
  EXPECT_EQ(ask(wants(2, RequestKey{"api", "k1", "another"})).answer.sale.error().code,
            Refusal::Code::key_reused);
  const RequestKey paying{"api", "k2", "digest"};
  const Id booking = ask(pays(together[0].hold().id, paying)).booking().id;
  EXPECT_EQ(ask(pays(together[0].hold().id, paying)).booking().id, booking);
  // A refusal is not remembered: asking again later is harmless.
  const RequestKey many{"api", "k3", "digest"};
  EXPECT_FALSE(ask(wants(3, many)).answer.sale);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(AtTheTill, a_batch_that_runs_again_after_a_conflict_sells_once) {
  counting_->run_next_twice();
  const Id hold = ask(wants(2)).hold().id;
  EXPECT_EQ(remaining(), 1);
  counting_->run_next_twice();
  ASSERT_TRUE(ask(pays(hold)).answer.sale);
  EXPECT_EQ(slots().front().booked, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(AtTheTill, a_failure_is_everybodys_and_what_is_unknown_stays_unknown) {
  const auto told = ask_together({wants(1), wants(1)}, store::Failure::Code::unknown);
  for (const Told& one : told) {
    ASSERT_TRUE(one.failure);
    EXPECT_EQ(one.failure->code(), store::Failure::Code::unknown);
  }
  EXPECT_TRUE(ask(wants(1)).answer.sale);  // and the till goes on
}

TEST_P(AtTheTill, names_a_shop_that_does_not_exist) {
  std::promise<Refusal::Code> code;
  till_->submit("nowhere", wants(1),
                [&](const auto&, const Till::Answer& answer) { code.set_value(answer.sale.error().code); });
  EXPECT_EQ(code.get_future().get(), Refusal::Code::unknown_shop);
}

}  // namespace
}  // namespace timeshelf::tests
