#include "insight/forecast/belief.hpp"

#include <algorithm>
#include <cmath>

namespace timeshelf::insight {
namespace {

constexpr double kPriorSlots = 0.5;
// How far slots of one kind usually differ: mostly by a fifth to twice the mean, squared here.
constexpr double kUsualSpread = 0.15;
constexpr double kLeastSpread = 0.01;
constexpr double kMostSpread = 2;
constexpr int kSpreads = 12;
constexpr int kMostRounds = 50;
// Of the logarithm of how much further is thought than was seen: about as far as shops' curves differ.
constexpr double kDoubt = 0.35;
// No slot is thought further than that: what the first minutes say of months is next to nothing.
constexpr double kMostReach = 20;
// A first day that brought so many standard deviations more than its share was a rush.
constexpr double kSurprise = 3;

// The mean that fits best where slots differ so much: each slot's own estimate, averaged, until nothing moves
// (EM). Slots that sold out early count as much as others; adding units and exposures up would count them
// less, and they are those that sell most.
double mean_of(const std::vector<Evidence>& seen, double spread, double start) {
  const double shape = 1 / spread;
  double mean = start;
  for (int round = 0; round < kMostRounds; ++round) {
    double sum = 0;
    for (const Evidence& each : seen) sum += (shape + each.units) / (shape / mean + each.exposure);
    const double next = sum / static_cast<double>(seen.size());
    const bool settled = std::abs(next - mean) < 1e-4 * mean;
    mean = next;
    if (settled) break;
  }
  return mean;
}

// Of what was seen, with the rates integrated out: negative binomial, whether a slot was closed early or not.
double log_likelihood(const std::vector<Evidence>& seen, double spread, double mean) {
  const double shape = 1 / spread;
  const double rate = shape / mean;
  double sum = 0;
  for (const Evidence& each : seen)
    sum += std::lgamma(shape + each.units) - std::lgamma(shape) + shape * std::log(rate) -
           (shape + each.units) * std::log(rate + each.exposure);
  const double away = std::log(spread / kUsualSpread);
  return sum - away * away / 2;
}

struct Fit {
  double mean = 0;
  double spread = 0;
};

// Over all spreads, each as far as it is likely: with few slots no single one is.
Fit fit(const std::vector<Evidence>& seen, double start) {
  std::vector<std::pair<Fit, double>> fits;
  double best = -1e300;
  double mean = start;
  for (int i = 0; i < kSpreads; ++i) {
    const double spread = kLeastSpread * std::pow(kMostSpread / kLeastSpread, i / (kSpreads - 1.0));
    mean = mean_of(seen, spread, mean);  // the next one is near
    fits.push_back({{mean, spread}, log_likelihood(seen, spread, mean)});
    best = std::max(best, fits.back().second);
  }
  Fit average;
  double weights = 0;
  for (const auto& [each, likelihood] : fits) {
    const double weight = std::exp(likelihood - best);
    average.mean += weight * each.mean;
    average.spread += weight * each.spread;
    weights += weight;
  }
  return {average.mean / weights, average.spread / weights};
}

// Of units that came after the first day, how much all its time would have brought at that pace, and the rush
// besides: the share of that which was seen. Nothing where the first day was like the others.
double seen_after_rush(const Course& course, const Profile& profile, double whole) {
  const double first_end = std::floor(course.opened - 1);
  if (first_end <= course.closed || course.opened >= kHorizon) return 0;
  const double in_first = course.booked[static_cast<std::size_t>(first_end)];
  const double first = profile.share(first_end) - profile.share(course.opened);
  const double later = profile.share(course.closed) - profile.share(first_end);
  const double usual = course.units() * first / std::max(first + later, 1e-9);
  if (later <= 0 || in_first <= usual + kSurprise * std::sqrt(usual + 1)) return 0;
  const double all = in_first + (course.units() - in_first) / later * (whole - first);
  return whole * course.units() / std::max(all, course.units());
}

double seen_at_least(const Course& course, const Profile& profile, double whole) {
  // Whole after a day, gone after two: bookings are known by the day.
  const double at_once = std::clamp(2 - (course.opened - course.closed), 0.0, 1.0);
  return std::max({whole / kMostReach, kRush * whole * at_once, seen_after_rush(course, profile, whole)});
}

// Slots that did not sell out, or as good as not.
double open_to_the_end(const std::vector<Evidence>& seen) {
  constexpr double kNearly = 1.25;
  return static_cast<double>(
      std::count_if(seen.begin(), seen.end(), [](const Evidence& each) { return each.reach() < kNearly; }));
}

}  // namespace

Evidence evidence_of(const Course& course, const Profile& profile) {
  Evidence told{std::max(0.0, course.units()), std::max(0.0, profile.exposure(course))};
  const double open = profile.share(course.opened);
  if (course.closed > course.until) {
    const double whole = std::max(told.exposure, profile.share(course.ends) - open);
    told.exposure = std::max(told.exposure, seen_at_least(course, profile, whole));
    told.unseen = std::max(0.0, whole - told.exposure);
  }
  // Those who joined had the time until now, or until booking ended.
  const double waited = std::max(0.0, profile.share(course.until) - open - told.exposure);
  if (course.joined > 0 && course.joined * told.exposure > told.units * waited) {
    told.units += course.joined;
    told.exposure += waited;
    told.unseen = std::max(0.0, told.unseen - waited);
  }
  return told;
}

double doubt_of(const Evidence& evidence) {
  return kDoubt * std::log(evidence.reach());
}

Learned learn(const std::vector<Course>& courses, const Profile& profile, double prior_mean) {
  std::vector<Evidence> seen;
  double units = 0;
  double exposure = 0;
  double doubts = 0;
  double meant = 0;  // time that they were to be open
  for (const Course& course : courses) {
    const Evidence told = evidence_of(course, profile);
    if (told.exposure + told.unseen < 0.01) continue;  // it was open for nobody
    seen.push_back(told);
    units += told.units;
    exposure += told.exposure;
    meant += told.exposure + told.unseen;
    doubts += doubt_of(told);
  }
  const double prior = std::max(prior_mean, 0.5);
  if (seen.empty()) return {{1, 1 / prior}, 0, 0, 1, 0};  // anything from nothing to several times as much
  const Fit own = fit(seen, (units + kPriorSlots * prior) / (exposure + kPriorSlots));
  const double weight = meant / (meant + kPriorSlots);
  const double mean = weight * own.mean + (1 - weight) * prior;
  // All of them are thought further by the same curve, so that many do not make it surer; but those that
  // could be booked to the end show how it goes on.
  const double doubt = doubts / static_cast<double>(seen.size()) / std::sqrt(1 + open_to_the_end(seen));
  // The next slot differs from the mean, and the mean is known from so many slots only.
  const double variance = mean * mean * (own.spread * (1 + 1 / exposure) + doubt * doubt) + mean / exposure;
  return {{mean * mean / variance, mean / variance}, weight, exposure, std::sqrt(own.spread), doubt};
}

}  // namespace timeshelf::insight
