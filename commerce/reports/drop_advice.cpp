#include "commerce/reports/drop_advice.hpp"

namespace timeshelf::commerce {
namespace {

using enum AdviceKind;

// Below these a share is chance.
constexpr std::int64_t kFewBookings = 10;
constexpr std::int64_t kFewHolds = 20;
constexpr std::int64_t kFewViews = 200;

bool is_at_least(std::int64_t part, std::int64_t whole, std::int64_t percent) {
  return part * 100 >= whole * percent;
}

void advise_of_stock(const SkuOutcome& of, bool over, std::vector<Advice>& all) {
  if (of.offered == 0) return;
  if (of.left() == 0) {
    all.push_back({of.waited_for > 0 ? offer_more : raise_price, of.sku, of.waited_for, of.offered});
  } else if (over && is_at_least(of.left(), of.offered, 30)) {
    all.push_back({offer_less, of.sku, of.left(), of.offered});
  }
}

}  // namespace

std::string_view name_of(AdviceKind kind) {
  switch (kind) {
    case offer_more:
      return "offer-more";
    case raise_price:
      return "raise-price";
    case offer_less:
      return "offer-less";
    case ask_for_payment:
      return "ask-for-payment";
    case cover_shifts:
      return "cover-shifts";
    case shorten_checkout:
      return "shorten-checkout";
    case show_better:
      return "show-better";
  }
  return "";
}

std::vector<Advice> advise(const DropReport& report, bool over) {
  std::vector<Advice> all;
  for (const SkuOutcome& outcome : report.skus) advise_of_stock(outcome, over, all);
  const Funnel& funnel = report.funnel;
  const std::int64_t expected = funnel.handed_over + funnel.missed;
  if (over && expected >= kFewBookings && is_at_least(funnel.missed, expected, 10))
    all.push_back({ask_for_payment, "", funnel.missed, expected});
  if (report.staff.uncovered > 0)
    all.push_back({cover_shifts, "", report.staff.uncovered, report.staff.shifts});
  if (funnel.holds >= kFewHolds && is_at_least(funnel.expired, funnel.holds, 30))
    all.push_back({shorten_checkout, "", funnel.expired, funnel.holds});
  if (funnel.views >= kFewViews && !is_at_least(funnel.holds, funnel.views, 3))
    all.push_back({show_better, "", funnel.holds, funnel.views});
  return all;
}

}  // namespace timeshelf::commerce
