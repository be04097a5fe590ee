// How a drop was booked in all its slots together, by days before its first one begins, beside the drops
// before it, the plans of its slots, and what is expected.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/forecasts/forecasts.hpp"
#include "commerce/reports/drop_report.hpp"

namespace timeshelf::commerce {

struct PastDrop {
  DropSpan span;
  std::int64_t booked = 0;  ///< in the end
};

struct DropCurve {
  DropSpan span;
  std::int64_t booked = 0;
  std::int64_t there = 0;
  std::int64_t planned = 0;    ///< SKUs of slots that have a plan …
  std::int64_t sold = 0;       ///< … of so many
  std::vector<PastDrop> past;  ///< the latest first: what "usual" is made of
  /// The farthest first. Below zero the drop has begun, and some of its slots are still to come. What is
  /// expected is added up as if all slots went well together, or all badly: the range is no narrower than it
  /// should be. The plan is of those that have one.
  std::vector<CurvePoint> points;
};

/// Nothing if the shop has no such drop.
std::optional<DropCurve> drop_curve(store::Transaction&, Forecasts&, const Id& shop, const std::string& drop,
                                    Instant now);

}  // namespace timeshelf::commerce
