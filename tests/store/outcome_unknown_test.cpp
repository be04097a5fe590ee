// A COMMIT of which nobody can tell what became, at the till, on a real PostgreSQL: customers are told that
// it is unknown, and asking again with the same key tells what is so. Nothing is guessed, nothing sold twice.
#include "tests/store/till_world.hpp"
#include "tests/store/without_replica.hpp"

namespace timeshelf::tests {
namespace {

using commerce::RequestKey;
using commerce::SaleRequest;
using store::Failure;
using ::testing::IsEmpty;

class OutcomeUnknown : public TillWorld {
 protected:
  /// Asks while the server waits for its replica, and does `what` to the backend that waits.
  Told ask_and_lose(const SaleRequest& request, const std::string& what) {
    WithoutReplica nobody(address());
    auto told = submit(request);
    nobody.to_the_waiting_backend(what);
    return told.get();
  }
  /// Asks, and the connection dies behind the last statement: COMMIT finds it closed, nothing has happened.
  Told ask_and_die(const SaleRequest& request) {
    store::postgres::Connection control(store::postgres::parse_address(address()));
    std::future<Told> told;
    {
      const Gathering both(*writer_);
      told = submit(request);
      writer_->submit({[&](store::Transaction& tx) {
                         const auto backend = tx.first("SELECT pg_backend_pid()", {},
                                                       [](const store::Row& row) { return row.integer(0); });
                         control.query("SELECT pg_terminate_backend(CAST($1 AS INT), 10000)", {*backend},
                                       [](const store::Row&) {});
                         return true;
                       },
                       {}});
    }
    return told.get();
  }
  static void expect_unknown(const Told& told) {
    ASSERT_TRUE(told.failure);
    EXPECT_EQ(told.failure->code(), Failure::Code::unknown) << told.failure->what();
  }
  std::int64_t holds() {
    std::int64_t count = 0;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT COUNT(*) FROM holds", {}, [&](const store::Row& row) { count = row.integer(0); });
    });
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(, OutcomeUnknown, testing::Values(EngineKind::postgres), name_of_engine);

// The wait is cancelled: the row is there. The server is ended: the row is there, and the connection is lost.
constexpr std::array kLosses{"pg_cancel_backend(pid)", "pg_terminate_backend(pid)"};

TEST_P(OutcomeUnknown, of_a_hold_that_was_made_is_told_by_its_key) {
  for (const std::string loss : kLosses) {
    const auto before = remaining();
    const auto request = wants(1, RequestKey{"api", loss, "digest"});
    expect_unknown(ask_and_lose(request, loss));
    EXPECT_EQ(remaining(), before - 1) << "this one happened";
    const auto made = holds();
    const auto again = ask(request);
    ASSERT_TRUE(again.answer.sale);
    EXPECT_EQ(holds(), made);
    EXPECT_EQ(ask(request).hold().id, again.hold().id);
    EXPECT_EQ(remaining(), before - 1);
  }
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(OutcomeUnknown, of_a_booking_that_was_made_is_told_by_its_key) {
  for (const std::string loss : kLosses) {
    const Id hold = ask(wants(1)).hold().id;
    const auto booked = slots().front().booked;
    const auto request = pays(hold, RequestKey{"api", loss, "digest"});
    expect_unknown(ask_and_lose(request, loss));
    EXPECT_EQ(slots().front().booked, booked + 1) << "this one happened";
    const auto again = ask(request);
    ASSERT_TRUE(again.answer.sale);
    EXPECT_EQ(ask(request).booking().id, again.booking().id);
    EXPECT_EQ(slots().front().booked, booked + 1);
  }
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(OutcomeUnknown, of_what_did_not_happen_is_told_by_doing_it_once) {
  const auto holding = wants(2, RequestKey{"api", "hold", "digest"});
  expect_unknown(ask_and_die(holding));
  EXPECT_EQ(remaining(), 3) << "this one did not happen";
  const auto held = ask(holding);
  ASSERT_TRUE(held.answer.sale);
  EXPECT_EQ(remaining(), 1);

  const auto paying = pays(held.hold().id, RequestKey{"api", "confirm", "digest"});
  expect_unknown(ask_and_die(paying));
  EXPECT_EQ(slots().front().booked, 0) << "this one did not happen";
  const auto booking = ask(paying);
  ASSERT_TRUE(booking.answer.sale);
  EXPECT_EQ(ask(paying).booking().id, booking.booking().id);
  EXPECT_EQ(slots().front().booked, 1);
  EXPECT_EQ(holds(), 1);
  EXPECT_THAT(check(), IsEmpty());
}

// What the key is there for: somebody else buys the last unit in between.
TEST_P(OutcomeUnknown, is_no_promise_to_who_did_not_get_it) {
  const auto request = wants(3, RequestKey{"api", "all", "digest"});
  expect_unknown(ask_and_die(request));
  ASSERT_TRUE(ask(wants(1)).answer.sale);
  EXPECT_EQ(ask(request).answer.sale.error().code, commerce::Refusal::Code::sold_out);

  const auto last = wants(2, RequestKey{"api", "rest", "digest"});
  expect_unknown(ask_and_lose(last, "pg_terminate_backend(pid)"));
  EXPECT_FALSE(ask(wants(1)).answer.sale) << "it is theirs, though they do not know yet";
  EXPECT_TRUE(ask(last).answer.sale);
  EXPECT_THAT(check(), IsEmpty());
}

}  // namespace
}  // namespace timeshelf::tests
