#include "commerce/core/next_drop.hpp"

#include <algorithm>
#include <cstdlib>

namespace timeshelf::commerce {
namespace {

using std::chrono::sys_days;
using enum ReasonKind;

constexpr std::int64_t kEarly = 3;       // days before: who is sold out then could have asked for more
constexpr std::int64_t kLittlePast = 3;  // slots

bool left_much(const LineOutlook& line) {
  return line.offered > 0 && (line.offered - line.sold) * 10 >= line.offered * 3;
}

// Prices are round: to whole units of the currency, or to half of one where that is all there is.
Money rounded(const Money& price) {
  std::int64_t unit = 1;
  for (int i = 0; i < price.currency.exponent(); ++i) unit *= 10;
  const std::int64_t step = price.minor >= 10 * unit ? unit : std::max<std::int64_t>(unit / 2, 1);
  return {std::max((price.minor + step / 2) / step * step, step), price.currency};
}

Money percent_of(const Money& price, std::int64_t percent) {
  return rounded({price.minor * percent / 100, price.currency});
}

void say_what_happened(const LineOutlook& line, std::vector<Reason>& reasons) {
  reasons.push_back({expected, line.low, line.high});
  if (line.sold_out_days) reasons.push_back({sold_out, *line.sold_out_days, line.offered});
  if (line.waited_for > 0) reasons.push_back({waited, line.waited_for, 0});
  if (left_much(line)) reasons.push_back({left, line.offered - line.sold, line.offered});
  if (line.wishes > 0) reasons.push_back({wished, line.wishes, 0});
  if (line.past_slots < kLittlePast) reasons.push_back({little_past, line.past_slots, 0});
  reasons.push_back({judged, line.held, line.judged});
  reasons.push_back(line.cost ? Reason{margin, 0, 0, line.cost} : Reason{no_margin});
}

bool is_less(const Money& a, const Money& b) {
  return a.minor < b.minor;
}

// A free line stays free, and a single price a single one.
void set_prices(const LineOutlook& line, ProposedLine& proposed) {
  const bool single = line.first_price == line.last_price;
  const bool early = line.sold_out_days && *line.sold_out_days >= kEarly;
  if (early && line.last_price.minor > 0) {
    const Money more = percent_of(line.last_price, line.waited_for > 0 ? 110 : 105);
    if (!is_less(line.last_price, more)) return;
    proposed.last_price = more;
    if (single) proposed.first_price = more;
    proposed.reasons.push_back({dearer, 0, 0, line.last_price});
  } else if (left_much(line) && line.first_price.minor > 0) {
    const Money less = percent_of(line.first_price, 90);
    if (!is_less(less, line.first_price)) return;
    proposed.first_price = less;
    if (single) proposed.last_price = less;
    proposed.reasons.push_back({cheaper, 0, 0, line.first_price});
  }
}

std::vector<ProposedLine> propose_lines(const std::vector<LineOutlook>& lines) {
  std::vector<ProposedLine> all;
  for (const LineOutlook& line : lines) {
    if (line.worth_having <= 0) continue;
    ProposedLine proposed{line.sku, line.name, line.worth_having, line.first_price, line.last_price, {}};
    say_what_happened(line, proposed.reasons);
    set_prices(line, proposed);
    all.push_back(std::move(proposed));
  }
  return all;
}

const DayOutlook* choose_day(const std::vector<DayOutlook>& days, sys_days usual) {
  const auto distance = [&](const DayOutlook& day) { return std::abs((day.day - usual).count()); };
  const auto lacking = [](const DayOutlook& day) {
    return std::max<std::int64_t>(day.needed - day.people, 0);
  };
  const DayOutlook* best = nullptr;
  for (const DayOutlook& day : days) {
    if (day.taken) continue;
    if (!best || std::pair(lacking(day), distance(day)) < std::pair(lacking(*best), distance(*best)))
      best = &day;
  }
  return best;
}

}  // namespace

std::string_view name_of(ReasonKind kind) {
  switch (kind) {
    case expected:
      return "expected";
    case sold_out:
      return "sold-out";
    case waited:
      return "waited";
    case left:
      return "left";
    case wished:
      return "wished";
    case margin:
      return "margin";
    case no_margin:
      return "no-margin";
    case judged:
      return "judged";
    case little_past:
      return "little-past";
    case dearer:
      return "dearer";
    case cheaper:
      return "cheaper";
    case usual_gap:
      return "usual-gap";
    case people_free:
      return "people-free";
    case people_lacking:
      return "people-lacking";
  }
  return "";
}

std::optional<ProposedDrop> propose_drop(const std::vector<SlotOutlook>& slots,
                                         const std::vector<DayOutlook>& days, sys_days usual,
                                         std::chrono::days gap) {
  const DayOutlook* day = choose_day(days, usual);
  if (!day) return std::nullopt;
  ProposedDrop drop{day->day, {}, {}};
  drop.reasons.push_back({usual_gap, (gap + (day->day - usual)).count(), gap.count()});
  drop.reasons.push_back(
      {day->people >= day->needed ? people_free : people_lacking, day->people, day->needed});
  for (const SlotOutlook& slot : slots) {
    auto lines = propose_lines(slot.lines);
    if (!lines.empty())
      drop.slots.push_back({slot.like, slot.summary, day->day + slot.day, std::move(lines)});
  }
  return drop;
}

}  // namespace timeshelf::commerce
