#include "commerce/core/capacity.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace timeshelf::commerce {

Distribution distribute(const VenueStock& stock, std::span<const Claim> claims) {
  std::int64_t pool = stock.on_hand - stock.missing;
  std::vector<const Claim*> in_order;
  for (const Claim& claim : claims) {
    pool += claim.free;
    in_order.push_back(&claim);
  }
  std::sort(in_order.begin(), in_order.end(), [](const Claim* a, const Claim* b) {
    return std::tie(a->starts_at, a->slot) < std::tie(b->starts_at, b->slot);
  });

  Distribution result;
  result.stock.missing = std::max<std::int64_t>(-pool, 0);
  std::int64_t left = std::max<std::int64_t>(pool, 0);
  for (const Claim* claim : in_order) {
    const bool takes = claim->open && left >= claim->threshold.value_or(0);
    const std::int64_t wants = takes ? std::max<std::int64_t>(claim->wanted - claim->used, 0) : 0;
    const Share share{std::min(wants, left), left};
    left -= share.free;
    result.shares.emplace(claim->slot, share);
  }
  result.stock.on_hand = left;
  return result;
}

}  // namespace timeshelf::commerce
