#include "commerce/core/retrying.hpp"

#include <algorithm>
#include <array>

namespace timeshelf::commerce {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Soon where it was a hiccup, rarely where somebody has to get up first. Together three days.
constexpr std::array<seconds, 10> kWaits{seconds(5),    minutes(1),   minutes(5),   minutes(30),
                                         minutes(120),  minutes(300), minutes(600), minutes(840),
                                         minutes(1140), minutes(1140)};
constexpr double kSpread = 0.1;

}  // namespace

std::optional<Instant> next_try(Instant since, std::int64_t tries, Instant now, std::optional<seconds> asked,
                                double spread) {
  const auto last = static_cast<std::int64_t>(kWaits.size()) - 1;
  const seconds usual = kWaits.at(static_cast<std::size_t>(std::clamp<std::int64_t>(tries - 1, 0, last)));
  const seconds wait = std::max(usual, asked.value_or(seconds(0)));
  const auto spare = std::chrono::duration_cast<std::chrono::milliseconds>(wait * (kSpread * spread));
  const Instant next = now + wait + spare;
  if (next > since + kTriedFor) return std::nullopt;
  return next;
}

}  // namespace timeshelf::commerce
