// How a shop's messages sounded over time, from sums that are kept when the messages are gone.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace timeshelf::insight::voice {

/// All messages of an hour or a day.
struct MoodCell {
  Instant begins;
  std::int64_t messages = 0;
  std::int64_t scored = 0;  ///< of these; the others are in languages that the lexicon does not know
  std::int64_t negative = 0;
  std::int64_t positive = 0;
  std::int64_t authors = 0;
  double sum = 0;  ///< of the compounds of those that are scored
};

struct MoodPoint {
  std::optional<double> mean;            ///< nothing where too few people spoke
  std::optional<double> smooth;          ///< weighed by age and number: old ones fade by half each half-life
  std::optional<double> negative_share;  ///< of those that are scored
};

/// So many people stand behind a mean at least, or it would be somebody's.
inline constexpr std::int64_t kFewestAuthors = 3;

/// One for each cell; they are in the order of time.
std::vector<MoodPoint> mood_over_time(const std::vector<MoodCell>& cells,
                                      std::chrono::milliseconds half_life);

}  // namespace timeshelf::insight::voice
