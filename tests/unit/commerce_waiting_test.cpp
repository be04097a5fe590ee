// The waiting list's rules: who is next, and what is kept for those who wait.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "commerce/core/waiting.hpp"
#include "ical/shelf_terms.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace commerce;
using namespace std::chrono_literals;

const std::string kSeat(ical::kSeatSku);
const Instant kNow = from_millis(1'772'366'400'000);

// A slot in a week with so many free units of each SKU.
class Line : public ::testing::Test {
 protected:
  Line() {
    SeededRandom random(1);
    terms_.slot.id = Id::make(kNow, random);
    terms_.slot.starts_at = kNow + 24h * 7;
  }
  void free(const std::string& sku, std::int64_t units) {
    Account account{allotted(terms_.slot.id, sku)};
    account.credits_posted = units;
    ledger_.load(account);
    OfferTerms offer;
    offer.sku = sku;
    terms_.offers.push_back(offer);
  }
  void wait_for(const std::string& sku, std::vector<std::int64_t> quantities) {
    for (OfferTerms& offer : terms_.offers) {
      if (offer.sku != sku) continue;
      offer.waiters.people = static_cast<std::int64_t>(quantities.size());
      offer.waiters.units = std::accumulate(quantities.begin(), quantities.end(), std::int64_t{0});
      offer.waiters.smallest =
          quantities.empty() ? 0 : *std::min_element(quantities.begin(), quantities.end());
    }
    for (const std::int64_t quantity : quantities) {
      SeededRandom random(100 + wishes_.size());
      wishes_.push_back({Id::make(kNow, random), sku, quantity});
    }
  }
  std::int64_t kept(const std::string& sku, Instant now = kNow) {
    return kept_for_waiters(terms_, ledger_, sku, now);
  }
  std::vector<std::size_t> turn() {
    std::vector<std::size_t> at;
    for (const Id& id : whose_turn(wishes_, terms_, ledger_)) {
      for (std::size_t i = 0; i < wishes_.size(); ++i) {
        if (wishes_[i].id == id) at.push_back(i);
      }
    }
    return at;
  }

  SlotTerms terms_;
  Ledger ledger_;
  std::vector<Wish> wishes_;
};
using Turn = std::vector<std::size_t>;

TEST_F(Line, nothing_is_kept_while_nobody_waits) {
  free("MUG", 3);
  EXPECT_EQ(kept("MUG"), 0);
  EXPECT_EQ(turn(), Turn{});
}

TEST_F(Line, serves_in_order_of_joining_as_far_as_units_go) {
  free("MUG", 3);
  wait_for("MUG", {1, 2, 1});
  EXPECT_EQ(turn(), (Turn{0, 1}));
  EXPECT_EQ(kept("MUG"), 3);
}

TEST_F(Line, passes_by_who_wants_more_than_there_is) {
  free("MUG", 1);
  wait_for("MUG", {3, 1});
  EXPECT_EQ(turn(), Turn{1});
}

TEST_F(Line, keeps_what_fits_nobody_yet_until_the_last_call) {
  free("MUG", 2);
  wait_for("MUG", {3});
  EXPECT_EQ(turn(), Turn{});
  EXPECT_EQ(kept("MUG"), 2);
  const Instant last_call = terms_.slot.starts_at - kLastCall;
  EXPECT_EQ(kept("MUG", last_call - 1ms), 2);
  EXPECT_EQ(kept("MUG", last_call), 0);
}

TEST_F(Line, keeps_what_fits_somebody_even_in_the_last_call) {
  free("MUG", 2);
  wait_for("MUG", {3, 2});
  EXPECT_EQ(kept("MUG", terms_.slot.starts_at - 1h), 2);
}

TEST_F(Line, who_waits_for_goods_needs_a_place_where_places_are_counted) {
  terms_.slot.seats = 9;
  free("MUG", 5);
  free(kSeat, 1);
  wait_for("MUG", {2, 1});
  EXPECT_EQ(turn(), Turn{0});
  EXPECT_EQ(kept(kSeat), 1);
}

TEST_F(Line, no_place_is_kept_for_goods_that_are_not_there) {
  terms_.slot.seats = 9;
  free("MUG", 0);
  free(kSeat, 3);
  wait_for("MUG", {2, 1});
  EXPECT_EQ(kept(kSeat), 0);
}

TEST_F(Line, an_offer_ends_with_the_sale) {
  EXPECT_EQ(offer_deadline(terms_, 4h, kNow), kNow + 4h);
  terms_.slot.closes_at = kNow + 1h;
  EXPECT_EQ(offer_deadline(terms_, 4h, kNow), kNow + 1h);
}

RC_GTEST_FIXTURE_PROP(Line, never_gives_more_than_is_free_and_stops_only_at_wishes_that_do_not_fit, ()) {
  const auto units = *rc::gen::inRange<std::int64_t>(0, 12);
  const auto quantities =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 6));
  free("MUG", units);
  wait_for("MUG", quantities);
  const Turn served = turn();
  RC_ASSERT(std::is_sorted(served.begin(), served.end()));
  std::int64_t left = units;
  std::size_t next = 0;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const bool was_served = next < served.size() && served[next] == i;
    // Everybody whose whole wish fitted when the turn came to them was served, and nobody else.
    RC_ASSERT(was_served == (quantities[i] <= left));
    if (was_served) {
      left -= quantities[i];
      ++next;
    }
  }
  RC_ASSERT(left >= 0);
  RC_ASSERT(kept("MUG") ==
            std::min(units, std::accumulate(quantities.begin(), quantities.end(), std::int64_t{0})));
}

}  // namespace
}  // namespace timeshelf::tests
