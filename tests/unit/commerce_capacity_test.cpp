// Sharing a venue's stock out among its slots.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "commerce/core/capacity.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace timeshelf::commerce;

struct World {
  VenueStock stock;
  std::vector<Claim> claims;
};

World any_world() {
  SeededRandom random(1);
  World world;
  world.stock.on_hand = *rc::gen::inRange(0, 30);
  if (world.stock.on_hand == 0) world.stock.missing = *rc::gen::inRange(0, 10);
  const auto count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    Claim claim;
    claim.slot = Id::make(from_millis(1'000'000 + i), random);
    claim.starts_at = from_millis(*rc::gen::inRange(0, 4));
    claim.open = *rc::gen::inRange(0, 5) > 0;
    claim.used = *rc::gen::inRange(0, 10);
    claim.wanted = claim.used + *rc::gen::inRange(0, 12);
    claim.free = *rc::gen::inRange(0, static_cast<int>(claim.wanted - claim.used) + 1);
    if (*rc::gen::inRange(0, 2) == 0) claim.threshold = *rc::gen::inRange(0, 20);
    world.claims.push_back(claim);
  }
  return world;
}

World after(const World& world, const Distribution& shared) {
  World next = world;
  next.stock = shared.stock;
  for (Claim& claim : next.claims) claim.free = shared.shares.at(claim.slot).free;
  return next;
}

std::int64_t free_units(const World& world) {
  return std::accumulate(world.claims.begin(), world.claims.end(), world.stock.on_hand - world.stock.missing,
                         [](std::int64_t sum, const Claim& claim) { return sum + claim.free; });
}

bool same_shares(const Distribution& a, const Distribution& b) {
  return std::equal(
      a.shares.begin(), a.shares.end(), b.shares.begin(), b.shares.end(),
      [](const auto& x, const auto& y) { return x.first == y.first && x.second.free == y.second.free; });
}

RC_GTEST_PROP(CapacityShares, keep_every_unit_and_take_none_that_is_used, ()) {
  const World world = any_world();
  const Distribution shared = distribute(world.stock, world.claims);
  RC_ASSERT(free_units(after(world, shared)) == free_units(world));
  RC_ASSERT(shared.stock.on_hand >= 0);
  RC_ASSERT(shared.stock.missing >= 0);
  RC_ASSERT(shared.stock.on_hand == 0 || shared.stock.missing == 0);
  RC_ASSERT(shared.stock.missing <= world.stock.missing);
  for (const Claim& claim : world.claims) {
    const auto free = shared.shares.at(claim.slot).free;
    RC_ASSERT(free >= 0);  // what it used is not even in the sum
    RC_ASSERT(free + claim.used <= std::max(claim.wanted, claim.used));
    if (!claim.open) RC_ASSERT(free == 0);
  }
}

RC_GTEST_PROP(CapacityShares, are_the_same_when_shared_out_again, ()) {
  const World world = any_world();
  const Distribution once = distribute(world.stock, world.claims);
  const World then = after(world, once);
  RC_ASSERT(same_shares(distribute(then.stock, then.claims), once));
}

RC_GTEST_PROP(CapacityShares, come_back_exactly_when_the_stock_returns, ()) {
  const World world = any_world();
  const Distribution full = distribute(world.stock, world.claims);
  World less = after(world, full);
  const auto lost = *rc::gen::inRange(0, 60);
  less.stock.on_hand -= lost;
  if (less.stock.on_hand < 0) {
    less.stock.missing -= less.stock.on_hand;
    less.stock.on_hand = 0;
  }
  World poor = after(less, distribute(less.stock, less.claims));
  poor.stock.on_hand += lost;
  RC_ASSERT(same_shares(distribute(poor.stock, poor.claims), full));
}

RC_GTEST_PROP(CapacityShares, leave_the_latest_without_where_thresholds_are_alike, ()) {
  World world = any_world();
  const auto threshold = *rc::gen::inRange(0, 10);
  for (Claim& claim : world.claims) {
    claim.threshold = threshold;
    claim.open = true;
  }
  const Distribution shared = distribute(world.stock, world.claims);
  for (const Claim& early : world.claims) {
    for (const Claim& late : world.claims) {
      if (early.starts_at >= late.starts_at || shared.shares.at(late.slot).free == 0) continue;
      RC_ASSERT(shared.shares.at(early.slot).free == early.wanted - early.used);
    }
  }
}

}  // namespace
}  // namespace timeshelf::tests
