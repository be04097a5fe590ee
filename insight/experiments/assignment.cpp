#include "insight/experiments/assignment.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

#include "base/digest.hpp"

namespace timeshelf::insight {
namespace {

std::uint64_t hash_of(std::string_view seed, std::string_view unit) {
  std::string text(seed);
  text.append(":").append(unit);
  std::uint64_t number = 0;
  for (const char byte : sha256(text).substr(0, 8)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

std::int64_t bucket_of(std::string_view seed, std::string_view unit) {
  return static_cast<std::int64_t>(hash_of(seed, unit) % kBuckets);
}

std::optional<std::size_t> assign(std::string_view salt, std::int64_t share,
                                  const std::vector<std::int64_t>& weights, std::string_view unit) {
  const std::int64_t all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  if (all <= 0 || bucket_of(std::string(salt) + "/share", unit) >= share) return std::nullopt;
  const std::int64_t bucket = bucket_of(std::string(salt) + "/variant", unit);
  std::int64_t before = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    before += weights[i];
    if (bucket * all < before * kBuckets) return i;
  }
  return std::nullopt;
}

std::vector<std::size_t> deal(std::string_view salt, const std::vector<std::int64_t>& weights,
                              const std::vector<LotUnit>& units) {
  std::vector<std::size_t> order(units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(units[a].lot, hash_of(salt, units[a].unit), units[a].unit) <
           std::tuple(units[b].lot, hash_of(salt, units[b].unit), units[b].unit);
  });
  // Each unit goes where most is missing of what the weights ask for, lot after lot.
  std::vector<std::size_t> dealt(units.size());
  std::vector<std::int64_t> given(weights.size());
  for (const std::size_t unit : order) {
    std::size_t next = 0;
    for (std::size_t i = 1; i < weights.size(); ++i) {
      if ((given[i] + 1) * weights[next] < (given[next] + 1) * weights[i]) next = i;
    }
    ++given[next];
    dealt[unit] = next;
  }
  return dealt;
}

}  // namespace timeshelf::insight
