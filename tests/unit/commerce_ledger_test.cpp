// The ledger's rules, as pure values.
#include <gmock/gmock.h>

#include "commerce/core/ledger.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace timeshelf::commerce;
using Code = LedgerError::Code;

class TheLedger : public ::testing::Test {
 protected:
  Transfer move(const AccountKey& from, const AccountKey& to, std::int64_t amount,
                TransferKind kind = TransferKind::posted) {
    return {Id::make(clock_.now(), random_), kind, from, to, amount, "subject", "test", clock_.now()};
  }
  Transfer resolve(const Transfer& pending, TransferKind kind, std::int64_t amount) {
    return {pending.id, kind, {}, {}, amount, "", "test", clock_.now()};
  }
  auto apply(std::vector<Transfer> linked) { return ledger_.apply(linked); }

  ManualClock clock_;
  SeededRandom random_{1};
  const Id slot_ = Id::make(clock_.now(), random_);
  const AccountKey supplier_{AccountKind::supplier, "", "MUG"};
  const AccountKey free_ = allotted(slot_, "MUG");
  const AccountKey sold_ = sold(slot_, "MUG");
  Ledger ledger_;
};

TEST_F(TheLedger, gives_no_more_than_an_account_was_given) {
  ASSERT_TRUE(apply({move(supplier_, free_, 3)}));
  const auto refused = apply({move(free_, sold_, 4)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::not_enough);
  EXPECT_EQ(refused.error().account, free_);
  EXPECT_EQ(refused.error().available, 3);
  EXPECT_TRUE(apply({move(free_, sold_, 3)}));
  EXPECT_EQ(ledger_.account(sold_).balance(), 3);
  EXPECT_EQ(ledger_.account(supplier_).balance(), -3);
}

TEST_F(TheLedger, reserves_with_a_pending_transfer_until_it_is_posted_or_voided) {
  ASSERT_TRUE(apply({move(supplier_, free_, 3)}));
  const Transfer hold = move(free_, sold_, 2, TransferKind::pending);
  ASSERT_TRUE(apply({hold}));
  EXPECT_EQ(ledger_.available(free_), 1);
  EXPECT_EQ(ledger_.account(free_).balance(), 3);
  EXPECT_EQ(apply({move(free_, sold_, 2)}).error().code, Code::not_enough);
  ASSERT_TRUE(apply({resolve(hold, TransferKind::void_pending, 2)}));
  EXPECT_EQ(ledger_.available(free_), 3);
  EXPECT_EQ(apply({resolve(hold, TransferKind::post, 2)}).error().code, Code::unknown_pending);
}

TEST_F(TheLedger, frees_the_rest_when_less_is_posted_than_was_pending) {
  ASSERT_TRUE(apply({move(supplier_, free_, 5)}));
  const Transfer hold = move(free_, sold_, 5, TransferKind::pending);
  ASSERT_TRUE(apply({hold}));
  EXPECT_EQ(apply({resolve(hold, TransferKind::post, 6)}).error().code, Code::invalid_amount);
  ASSERT_TRUE(apply({resolve(hold, TransferKind::post, 2)}));
  EXPECT_EQ(ledger_.account(sold_).balance(), 2);
  EXPECT_EQ(ledger_.available(free_), 3);
  EXPECT_EQ(ledger_.account(free_).debits_pending, 0);
}

TEST_F(TheLedger, applies_linked_transfers_together_or_not_at_all) {
  const AccountKey seats = allotted(slot_, "SEAT");
  ASSERT_TRUE(apply({move(supplier_, free_, 3), move({AccountKind::capacity, "", "SEAT"}, seats, 1)}));
  ledger_.take_written();
  const Transfer hold = move(free_, sold_, 1, TransferKind::pending);
  ASSERT_TRUE(apply({hold}));
  const auto refused = apply(
      {resolve(hold, TransferKind::post, 1), move(free_, sold_, 1), move(seats, sold(slot_, "SEAT"), 2)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().account, seats);
  EXPECT_EQ(ledger_.account(sold_).balance(), 0);
  EXPECT_EQ(ledger_.available(free_), 2);
  EXPECT_EQ(ledger_.pending_of("subject").size(), 1U);
  EXPECT_EQ(ledger_.take_written().transfers.size(), 1U);
}

TEST_F(TheLedger, refuses_amounts_that_are_none) {
  for (const std::int64_t amount : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'000'000'001},
                                    std::numeric_limits<std::int64_t>::max()})
    EXPECT_EQ(apply({move(supplier_, free_, amount)}).error().code, Code::invalid_amount) << amount;
  EXPECT_EQ(apply({move(supplier_, supplier_, 1)}).error().code, Code::same_account);
}

TEST_F(TheLedger, names_accounts_so_that_they_read_back) {
  for (const AccountKey& key : {supplier_, free_, sold_, on_hand(slot_, "BOWL")})
    EXPECT_EQ(AccountKey::parse(key.text()), key);
  EXPECT_FALSE(AccountKey::parse("nowhere:a:b"));
  EXPECT_FALSE(AccountKey::parse("sold:a"));
}

}  // namespace
}  // namespace timeshelf::tests
