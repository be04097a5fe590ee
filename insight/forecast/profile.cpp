#include "insight/forecast/profile.hpp"

#include <algorithm>
#include <cmath>

namespace timeshelf::insight {
namespace {

// The days between which a course tells how bookings grew: it could be booked all the time.
bool tells_of(const Course& course, int day) {
  return course.opened >= day + 1 && course.closed <= day &&
         course.booked.size() > static_cast<std::size_t>(day) + 1;
}

// How much more is there when `day` days are left than a day earlier.
double growth_at(const std::vector<Course>& courses, const std::vector<double>& prior, double weight,
                 int day) {
  const auto at = static_cast<std::size_t>(day);
  double later = weight * prior[at];
  double earlier = weight * prior[at + 1];
  for (const Course& course : courses) {
    if (!tells_of(course, day)) continue;
    later += course.booked[at];
    earlier += course.booked[at + 1];
  }
  return earlier > 0 ? std::max(later / earlier, 1e-3) : 1;
}

}  // namespace

std::vector<double> pooled_upwards(const std::vector<double>& values) {
  struct Block {
    double mean;
    std::size_t size;
  };
  std::vector<Block> blocks;
  for (const double value : values) {
    blocks.push_back({value, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean > blocks.back().mean) {
      const Block last = blocks.back();
      blocks.pop_back();
      Block& before = blocks.back();
      const auto size = before.size + last.size;
      before.mean =
          (before.mean * static_cast<double>(before.size) + last.mean * static_cast<double>(last.size)) /
          static_cast<double>(size);
      before.size = size;
    }
  }
  std::vector<double> pooled;
  for (const Block& block : blocks) pooled.insert(pooled.end(), block.size, block.mean);
  return pooled;
}

Profile Profile::prior() {
  std::vector<double> shares;
  for (int day = 0; day <= kHorizon; ++day)
    shares.push_back(0.5 * std::exp(-day / 3.0) + 0.5 * std::exp(-day / 14.0));
  return Profile(std::move(shares));
}

Profile Profile::from(const std::vector<Course>& courses, const Profile& prior, double weight) {
  std::vector<double> shares(kHorizon + 1, 1);
  for (int day = 0; day < kHorizon; ++day) {
    const auto at = static_cast<std::size_t>(day);
    shares[at + 1] = shares[at] / growth_at(courses, prior.shares_, weight, day);
  }
  std::reverse(shares.begin(), shares.end());
  shares = pooled_upwards(shares);
  std::reverse(shares.begin(), shares.end());
  // Cancellations may have pooled the last days below or above 1: a share is of what is there at the
  // beginning.
  for (double& share : shares) share = std::clamp(share / shares.front(), 0.0, 1.0);
  return Profile(std::move(shares));
}

double Profile::share(double days_before) const {
  if (days_before <= 0) return 1;
  if (days_before >= kHorizon) return days_before > kHorizon ? 0 : shares_.back();
  const double whole = std::floor(days_before);
  const auto at = static_cast<std::size_t>(whole);
  return shares_[at] + (shares_[at + 1] - shares_[at]) * (days_before - whole);
}

double Profile::days_before(double share) const {
  for (std::size_t at = 0; at + 1 < shares_.size(); ++at) {
    if (shares_[at + 1] > share) continue;
    const double step = shares_[at] - shares_[at + 1];
    return static_cast<double>(at) + (step > 0 ? std::clamp((shares_[at] - share) / step, 0.0, 1.0) : 0);
  }
  return kHorizon;
}

}  // namespace timeshelf::insight
