// What a report suggests to do at the next drop, each with the numbers that it follows from. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/reports/drop_report.hpp"

namespace timeshelf::commerce {

enum class AdviceKind {
  offer_more,        ///< sold out, and people waited in vain: `units` more
  raise_price,       ///< sold out, and nobody waited: it may bear more
  offer_less,        ///< `units` of `of_units` were left when it was over
  ask_for_payment,   ///< `units` of `of_units` bookings were not picked up
  cover_shifts,      ///< `units` of `of_units` shifts had nobody
  shorten_checkout,  ///< `units` of `of_units` holds ran out
  show_better,       ///< of `of_units` looks at the pages `units` became holds
};
std::string_view name_of(AdviceKind kind);

struct Advice {
  AdviceKind kind = AdviceKind::offer_more;
  std::string sku;  ///< "" where it is of the drop as a whole
  std::int64_t units = 0;
  std::int64_t of_units = 0;
  bool operator==(const Advice&) const = default;
};

/// The weightiest first. What could still change is left out while the drop runs (`over` is false).
std::vector<Advice> advise(const DropReport& report, bool over);

}  // namespace timeshelf::commerce
