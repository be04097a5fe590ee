// The next drop, proposed from what the last one showed and what is expected: how many of what, at which
// prices, when. Pure: every number comes with the reasons that it follows from, and a person decides.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"

namespace timeshelf::commerce {

enum class ReasonKind {
  expected,  ///< `units` to `of` are expected to be asked for, eight times in ten
  judged,  ///< of `of` such forecasts that could be judged, `units` in a hundred held; `of` 0: none could be
  sold_out,       ///< the last of `of` went `units` days before it began
  waited,         ///< people waited for `units` in vain
  left,           ///< `units` of `of` were left
  wished,         ///< `units` messages ask for more of it
  margin,         ///< a unit costs `money`: so many are worth having
  no_margin,      ///< what a unit costs is not known: as many as are enough seven times in ten
  little_past,    ///< there are only `units` slots to learn from
  dearer,         ///< it may bear more than `money`
  cheaper,        ///< it begins lower than `money`
  usual_gap,      ///< `units` days behind the one before, as usual
  people_free,    ///< `units` people have time, and `of` are needed
  people_lacking  ///< the same, but they are too few
};
std::string_view name_of(ReasonKind kind);

struct Reason {
  ReasonKind kind = ReasonKind::expected;
  std::int64_t units = 0;
  std::int64_t of = 0;
  std::optional<Money> money{};
};

/// A SKU that a slot of the last drop sold.
struct LineOutlook {
  std::string sku;
  std::string name;
  std::int64_t offered = 0;
  std::int64_t sold = 0;
  std::int64_t waited_for = 0;
  std::optional<std::int64_t> sold_out_days{};  ///< whole days before it began
  Money first_price;                            ///< the first step of its ladder, and the last
  Money last_price;
  std::int64_t low = 0;  ///< what would be asked for: 10 %, 90 %
  std::int64_t high = 0;
  std::int64_t past_slots = 0;  ///< that this was learnt from
  std::int64_t worth_having = 0;
  std::optional<Money> cost{};  ///< of a unit; absent: nobody said
  std::int64_t wishes = 0;      ///< messages that ask for more of it
  std::int64_t judged = 0;      ///< forecasts of the SKU whose slots are over …
  std::int64_t held = 0;        ///< … of which so many in a hundred ended within their range
};

struct SlotOutlook {
  Id like;  ///< the slot of the last drop
  std::string summary;
  std::chrono::days day{};  ///< from the drop's first day
  std::vector<LineOutlook> lines;
};

/// A day on which the drop could begin: what the worst of its slots finds.
struct DayOutlook {
  std::chrono::sys_days day;
  std::int64_t people = 0;  ///< who have time
  std::int64_t needed = 0;
  bool taken = false;  ///< a slot stands at the same place and time
};

struct ProposedLine {
  std::string sku;
  std::string name;
  std::int64_t units = 0;
  Money first_price;
  Money last_price;
  std::vector<Reason> reasons;
};
struct ProposedSlot {
  Id like;
  std::string summary;
  std::chrono::sys_days day;
  std::vector<ProposedLine> lines;  ///< what is not worth offering again is left out
};
struct ProposedDrop {
  std::chrono::sys_days day;
  std::vector<Reason> reasons;      ///< for the day
  std::vector<ProposedSlot> slots;  ///< without those that would sell nothing
};

/// `usual`: the first day by the usual gap behind the last drop, `gap` its days. Of the days that are not
/// taken that with enough people, the nearest to it; if none has enough, that with the most. Nothing where
/// all are taken.
std::optional<ProposedDrop> propose_drop(const std::vector<SlotOutlook>& slots,
                                         const std::vector<DayOutlook>& days, std::chrono::sys_days usual,
                                         std::chrono::days gap);

}  // namespace timeshelf::commerce
