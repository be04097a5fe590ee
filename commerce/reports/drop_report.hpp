// How a drop went, when it is over or while it runs: what was sold to whom it was offered, for how much, by
// whom it was handed over. Computed by the database from the rows of the drop's slots alone; nothing is kept
// for it.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"
#include "commerce/payments/takings.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// SQL: the slot "s" is on sale, or was: somebody took something of it. What never was is a draft, which is
/// no part of how a drop goes.
inline constexpr std::string_view kWasOnSale =
    "(s.switched_off = 0 OR EXISTS (SELECT 1 FROM lines x WHERE x.shop = s.shop AND x.slot = s.id))";

/// A launch that groups slots, by the times of those that were on sale; of a draft, of all.
struct DropSpan {
  std::string drop;
  Instant first;  ///< the first slot begins
  Instant last;   ///< the last one ends
  std::int64_t slots = 0;
  bool draft = false;  ///< none of them was ever on sale
};
/// Those whose first slot begins before that, the latest first.
std::vector<DropSpan> list_drops(store::Transaction&, const Id& shop, Instant before, std::size_t limit);

struct SlotOutcome {
  Id slot;
  std::string summary;
  std::string time_zone;
  Instant starts_at;
  Instant ends_at;
  bool cancelled = false;
  std::int64_t views = 0;     ///< of its page
  std::int64_t bookings = 0;  ///< that have something of it
};

/// Units of a SKU (ical::kSeatSku for seats) in all slots of the drop.
struct SkuOutcome {
  std::string sku;
  std::string name;          ///< of the product, or ""
  std::int64_t offered = 0;  ///< as the slots say that were on sale, preorders included
  std::int64_t sold = 0;     ///< and not cancelled
  std::int64_t handed_over = 0;
  std::int64_t returned = 0;    ///< of those
  std::int64_t missed = 0;      ///< nobody came for them
  std::int64_t waited_for = 0;  ///< by people on the waiting list who did not get any
  std::int64_t left() const { return offered > sold ? offered - sold : 0; }
};

/// Units at one step of the ladder that reach their customers in one way.
struct StepOutcome {
  std::string sku;
  std::string tier;  ///< or ""
  Money price;       ///< of one unit
  std::string fulfilment;
  std::int64_t units = 0;
  Money revenue;  ///< discounts taken off, tax included
};

/// What bringing it brought in, by zone.
struct FeeOutcome {
  std::string kind;
  std::string zone;
  Money revenue;
};

/// From looking to having. Each number counts people's attempts, not units. Who walked up to a device neither
/// looked at a page nor held anything, and is counted apart.
struct Funnel {
  std::int64_t views = 0;
  std::int64_t holds = 0;
  std::int64_t expired = 0;  ///< of the holds
  std::int64_t bookings = 0;
  std::int64_t cancelled = 0;    ///< of the bookings
  std::int64_t handed_over = 0;  ///< at least a part
  std::int64_t missed = 0;       ///< nobody came
  std::int64_t walk_ups = 0;     ///< sales that devices made, and that stand
};

struct StaffOutcome {
  std::int64_t shifts = 0;
  std::int64_t uncovered = 0;          ///< of them
  std::int64_t worked_shifts = 0;      ///< that somebody had, and that have ended
  std::chrono::milliseconds worked{};  ///< in these
};

struct WaitingOutcome {
  std::int64_t joined = 0;
  std::int64_t served = 0;  ///< took an offer
};

/// What was forecast of a SKU of one slot about a week before, and what came of it.
struct ForecastOutcome {
  Id slot;
  std::string sku;
  std::int64_t days_before = 0;
  std::int64_t low = 0;  ///< 10 %
  std::int64_t middle = 0;
  std::int64_t high = 0;                  ///< 90 %
  std::optional<std::int64_t> outcome{};  ///< absent until the slot is over
  bool sold_out = false;                  ///< so at least that many were asked for
};

struct DropReport {
  std::vector<SlotOutcome> slots;  ///< soonest first
  std::vector<SkuOutcome> skus;
  std::vector<StepOutcome> steps;
  std::vector<FeeOutcome> fees;
  std::vector<Takings> takings;  ///< money that changed hands, by currency
  Funnel funnel;
  StaffOutcome staff;
  WaitingOutcome waiting;
  std::vector<ForecastOutcome> forecasts;  ///< by slot, where there was one

  /// Bookings for each hour that was worked, those of who walked up too; nothing while none was.
  std::optional<double> handed_over_per_hour() const;
};

/// Nothing if the shop has no slot of that drop. Drafts among its slots are left out, unless all are.
std::optional<DropReport> report_drop(store::Transaction&, const Id& shop, const std::string& drop,
                                      Instant now);
/// The same of one slot.
std::optional<DropReport> report_slot(store::Transaction&, const Id& shop, const Id& slot, Instant now);
/// What of it says what was sold of each SKU; the rest is not asked for.
std::vector<SkuOutcome> outcomes_of_slot(store::Transaction&, const Id& shop, const Id& slot);

}  // namespace timeshelf::commerce
