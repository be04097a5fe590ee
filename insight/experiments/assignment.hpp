// Who sees which variant of an experiment: computed from a salt and a token, so that nobody keeps a list.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace timeshelf::insight {

/// Of a bucket, and of the share of visitors that take part.
inline constexpr std::int64_t kBuckets = 10'000;

/// 0 to 9999: the first eight bytes of SHA-256("seed:unit") as a big-endian number, modulo 10,000.
std::int64_t bucket_of(std::string_view seed, std::string_view unit);

/// The variant that the unit sees; nothing if it takes no part. Whether it does and what it sees hang on
/// hashes that are independent of each other, so a larger share adds units and moves none. Other weights do
/// move units: they stay as they are while an experiment runs.
std::optional<std::size_t> assign(std::string_view salt, std::int64_t share,
                                  const std::vector<std::int64_t>& weights, std::string_view unit);

/// A unit that is known before, and those that it is like: units of one lot are dealt among each other.
struct LotUnit {
  std::string_view unit;
  std::size_t lot = 0;
};

/// Deals variants: as many of each as the weights say, give or take one, of every lot as of all together.
/// Which unit gets which hangs on the salt, the units and their lots alone, not on their order.
std::vector<std::size_t> deal(std::string_view salt, const std::vector<std::int64_t>& weights,
                              const std::vector<LotUnit>& units);

}  // namespace timeshelf::insight
