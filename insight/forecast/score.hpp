// How good forecasts were.
#pragma once
#include <cstdint>

namespace timeshelf::insight {

/// A forecast beside what happened.
struct Scored {
  double mean = 0;
  double low = 0;     ///< 10 %
  double middle = 0;  ///< 50 %
  double high = 0;    ///< 90 %
  double sells_out = 0;
  double outcome = 0;
  bool sold_out = false;
};

/// Added up forecast by forecast.
class Score {
 public:
  void add(const Scored&);

  std::int64_t count() const { return count_; }
  /// Mean absolute error.
  double mae() const { return per_forecast(absolute_); }
  /// Absolute errors over outcomes: 0.2 is "20 % off".
  double wape() const { return outcomes_ > 0 ? absolute_ / outcomes_ : 0; }
  /// Mean pinball loss of the three quantiles.
  double pinball() const { return per_forecast(pinball_) / 3; }
  /// The share of outcomes within the 80 % range.
  double coverage() const { return per_forecast(static_cast<double>(within_)); }
  /// Mean squared error of "sells out": 0 is always right, 0.25 is a coin.
  double brier() const { return per_forecast(brier_); }

 private:
  double per_forecast(double sum) const { return count_ > 0 ? sum / static_cast<double>(count_) : 0; }

  std::int64_t count_ = 0;
  std::int64_t within_ = 0;
  double absolute_ = 0;
  double outcomes_ = 0;
  double pinball_ = 0;
  double brier_ = 0;
};

/// What a quantile forecast costs: `share` of what was missed above it, the rest of what it was too high.
double pinball_loss(double share, double forecast, double outcome);

}  // namespace timeshelf::insight
