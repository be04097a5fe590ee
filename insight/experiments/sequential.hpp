// What two shares of visitors say about each other, however often somebody looks: the mixture sequential
// probability ratio test (Johari, Pekelis, Walsh 2017) with a normal mixture over the difference.
//
// A test that is made for one look finds differences where there are none if it is looked at every day. This
// one holds at all looks together: the chance that it ever speaks where there is nothing is at most alpha.
#pragma once
#include <cstdint>
#include <optional>

namespace timeshelf::insight {

/// Units of one variant, and how many of them did what is counted.
struct Arm {
  std::int64_t units = 0;
  std::int64_t successes = 0;
  double rate() const { return units == 0 ? 0 : static_cast<double>(successes) / static_cast<double>(units); }
};

/// How much likelier the data are under the mixture than if the true difference were `presumed`. `variance`
/// is of the observed difference; `tau2` of the mixture: the square of the effect that somebody hopes for.
double mixture_ratio(double difference, double variance, double tau2, double presumed = 0);
/// Of the difference between the two rates, as the data have it.
double variance_of_difference(const Arm& control, const Arm& variant);

struct Interval {
  double low = 0;
  double high = 0;
};

/// One variant against the control, over all looks.
class Comparison {
 public:
  /// Fewer than these say nothing: the normal approximation would lie.
  static constexpr std::int64_t kFewestUnits = 50;     ///< of each arm
  static constexpr std::int64_t kFewestOutcomes = 20;  ///< successes of both, and failures of both

  /// `alpha`: the chance of a false alarm that is accepted, over all looks together.
  Comparison(double tau2, double alpha);

  /// Both arms as they stand at a look, the earlier looks included.
  void look(const Arm& control, const Arm& variant);

  /// Whether there was enough to say anything.
  bool speaks() const { return interval_.has_value(); }
  /// Falls from look to look and never rises: at or under alpha there is a difference.
  double p() const { return p_; }
  /// The variant's rate less the control's lies in it, at all looks together, with the chance 1 - alpha.
  std::optional<Interval> interval() const { return interval_; }
  /// Early and late looks contradict each other: the difference is not the same all the time. The interval
  /// is of the last look then.
  bool drifted() const { return drifted_; }

 private:
  double tau2_;
  double alpha_;
  double p_ = 1;
  std::optional<Interval> interval_;
  bool drifted_ = false;
};

/// Half the width of the interval at one look.
double half_width(double variance, double tau2, double alpha);

}  // namespace timeshelf::insight
