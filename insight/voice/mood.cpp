#include "insight/voice/mood.hpp"

#include <cmath>

namespace timeshelf::insight::voice {
namespace {

constexpr double kGone = 1e-3;  // messages' worth that is too faded to tell anything

}  // namespace

std::vector<MoodPoint> mood_over_time(const std::vector<MoodCell>& cells,
                                      std::chrono::milliseconds half_life) {
  std::vector<MoodPoint> points;
  points.reserve(cells.size());
  double sum = 0;
  double weight = 0;
  std::optional<Instant> before;
  for (const MoodCell& cell : cells) {
    if (before) {
      const double age = static_cast<double>((cell.begins - *before).count());
      const double fade = std::exp2(-age / static_cast<double>(half_life.count()));
      sum *= fade;
      weight *= fade;
    }
    before = cell.begins;
    MoodPoint point;
    if (cell.scored > 0 && cell.authors >= kFewestAuthors) {
      const double scored = static_cast<double>(cell.scored);
      point.mean = cell.sum / scored;
      point.negative_share = static_cast<double>(cell.negative) / scored;
      sum += cell.sum;
      weight += scored;
    }
    if (weight > kGone) point.smooth = sum / weight;
    points.push_back(point);
  }
  return points;
}

}  // namespace timeshelf::insight::voice
