#include "commerce/reports/drop_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "commerce/forecasts/expected_course.hpp"

namespace timeshelf::commerce {
namespace {

constexpr int kCurveDays = 60;
constexpr std::size_t kPastDrops = 8;

// Units by whole days before the drop's first slot.
using Booked = std::map<std::int64_t, std::int64_t>;

std::int64_t whole_days(std::chrono::milliseconds duration) {
  return std::chrono::floor<std::chrono::days>(duration).count();
}

Booked load_booked(store::Transaction& transaction, const Id& shop, const DropSpan& span) {
  Booked booked;
  transaction.query(
      "SELECT s.starts_at, p.days_before, CAST(SUM(p.came - p.went) AS BIGINT) FROM slots s JOIN pace p ON "
      "p.shop = s.shop AND p.slot = s.id WHERE s.shop = $1 AND s.drop_name = $2 AND s.drop_name <> '' AND "
      "s.cancelled = 0 GROUP BY s.id, s.starts_at, p.days_before",
      {shop, span.drop}, [&](const store::Row& row) {
        booked[row.integer(1) - whole_days(row.instant(0) - span.first)] += row.integer(2);
      });
  return booked;
}

// By the time that so many days are left.
std::int64_t booked_by(const Booked& booked, std::int64_t day) {
  std::int64_t units = 0;
  for (auto at = booked.lower_bound(day); at != booked.end(); ++at) units += at->second;
  return units;
}

// Of one SKU of a slot, which begins so many days after the drop.
struct Part {
  ExpectedCourse course;
  std::int64_t after = 0;
};

void add_expected(const std::vector<Part>& parts, CurvePoint& point) {
  CurvePoint::Range sum;
  for (const Part& part : parts) {
    const auto each =
        part.course.by(std::max<double>(0, point.days_before + static_cast<double>(part.after)));
    sum.low += each.low;
    sum.middle += each.middle;
    sum.high += each.high;
  }
  point.expected = sum;
}

void add_plan(const std::vector<Part>& parts, CurvePoint& point) {
  for (const Part& part : parts) {
    const double day = std::max<double>(0, point.days_before + static_cast<double>(part.after));
    if (const auto planned = part.course.planned_by(day)) point.plan = point.plan.value_or(0) + *planned;
  }
}

}  // namespace

std::optional<DropCurve> drop_curve(store::Transaction& transaction, Forecasts& forecasts, const Id& shop,
                                    const std::string& drop, Instant now) {
  DropCurve curve;
  std::vector<Booked> past;
  std::vector<DropSpan> others;
  for (DropSpan& span : list_drops(transaction, shop, Instant::max(), 1'000)) {
    if (span.drop == drop) curve.span = span;
    if (span.drop != drop && !span.draft && span.last <= now) others.push_back(std::move(span));
  }
  if (curve.span.drop.empty()) return std::nullopt;
  // Of a drop that is over only those before it.
  std::erase_if(others, [&](const DropSpan& span) { return span.first >= curve.span.first; });
  others.resize(std::min(others.size(), kPastDrops));
  for (DropSpan& span : others) {
    past.push_back(load_booked(transaction, shop, span));
    const std::int64_t booked = booked_by(past.back(), std::numeric_limits<std::int64_t>::min());
    curve.past.push_back({std::move(span), booked});
  }
  const Booked own = load_booked(transaction, shop, curve.span);
  auto all = forecasts.of_slots(transaction, shop, curve.span.first, curve.span.last);
  std::erase_if(all, [&](const Forecast& each) {
    return each.slot.drop != drop || each.slot.state == SlotState::cancelled;
  });
  std::vector<Part> parts;
  for (const Forecast& each : all) {
    curve.booked += each.booked;
    curve.there += each.there;
    curve.planned += each.plan ? 1 : 0;
    parts.push_back({ExpectedCourse(each), whole_days(each.slot.starts_at - curve.span.first)});
  }
  curve.sold = static_cast<std::int64_t>(all.size());

  std::int64_t last = 0;  // the drop's last slot begins so many days after its first
  for (const Part& part : parts) last = std::max(last, part.after);
  const auto today = static_cast<std::int64_t>(std::floor(days_until(curve.span.first, now)));
  for (std::int64_t day = kCurveDays; day >= -last; --day) {
    CurvePoint point{.days_before = static_cast<int>(day)};
    if (day >= today) point.booked = booked_by(own, day);
    if (!past.empty()) {
      std::vector<double> then;
      then.reserve(past.size());
      for (const Booked& each : past) then.push_back(static_cast<double>(booked_by(each, day)));
      point.usual = quantiles_of(std::move(then));
    }
    add_plan(parts, point);
    if (day <= today) add_expected(parts, point);
    curve.points.push_back(point);
  }
  return curve;
}

}  // namespace timeshelf::commerce
