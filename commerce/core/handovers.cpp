#include "commerce/core/handovers.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <tuple>

namespace timeshelf::commerce {

bool comes_first(const Handover& a, const Handover& b) {
  const auto rank = [](const Handover& one) {
    return std::tuple(std::chrono::floor<std::chrono::seconds>(one.at), !one.online, one.device, one.seq);
  };
  return rank(a) < rank(b);
}

std::vector<std::int64_t> share_room(std::span<const Handover> handovers, std::int64_t room) {
  std::vector<std::size_t> order(handovers.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return comes_first(handovers[a], handovers[b]); });
  std::vector<std::int64_t> kept(handovers.size());
  for (const std::size_t i : order) {
    kept[i] = std::clamp<std::int64_t>(room, 0, handovers[i].units);
    room -= kept[i];
  }
  return kept;
}

}  // namespace timeshelf::commerce
