// How much of a slot will be booked until it begins, with what that is made of and how often such numbers
// were right.
//
// A question of the moment: nothing is kept but one forecast a day, which is scored when its slot is over
// (forecast_log.hpp).
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commerce/engine.hpp"
#include "commerce/forecasts/forecast_log.hpp"
#include "commerce/forecasts/past_slots.hpp"
#include "insight/forecast/belief.hpp"

namespace timeshelf::commerce {

/// Units booked in the last days, or in the last ones before the slot began; what was cancelled is taken off.
struct Velocity {
  int days = 0;
  double units = 0;
  double per_day = 0;  ///< over the part of them in which it could be booked, which counts as a day at least
};
inline constexpr std::array kVelocityDays{30, 7, 1};
std::array<Velocity, kVelocityDays.size()> velocity_of(const Pace&, double opened, double days_before);

/// Why nothing more is expected, where that is not for lack of demand.
enum class Standstill { none, over, not_on_sale, no_price };
std::string_view name_of(Standstill standstill);

struct Forecast {
  Slot slot;
  Offer offer;
  Instant made_at;
  double days_before = 0;
  Standstill standstill = Standstill::none;

  std::int64_t booked = 0;
  std::int64_t came = 0;   ///< booked, whatever was cancelled since
  std::int64_t there = 0;  ///< units in all
  std::int64_t left() const { return there > booked ? there - booked : 0; }
  std::optional<Instant> sold_out_at{};
  std::int64_t waiting = 0;  ///< units that people wait for
  std::optional<std::int64_t> plan{};
  std::array<Velocity, kVelocityDays.size()> velocity{};

  // What would be booked in all if there were enough.
  double mean = 0;
  std::int64_t low = 0;     ///< 10 %
  std::int64_t middle = 0;  ///< 50 %
  std::int64_t high = 0;    ///< 90 %
  // What there is for it.
  double sells_out = 0;                   ///< probability
  double sell_through = 0;                ///< expected share of what there is
  std::optional<Instant> sells_out_at{};  ///< expected

  // What it is made of.
  Comparable past{};
  insight::Learned learned{};    ///< before this slot's own bookings
  insight::Evidence evidence{};  ///< these
  double ahead = 0;              ///< share of all bookings whose time is still to come
  double prior_mean = 0;
  TrackRecord record{};
};

/// A day of the picture: what there is, what was usual, what was meant, and what is expected.
struct CurvePoint {
  int days_before = 0;
  std::optional<std::int64_t> booked{};  ///< up to today
  struct Range {
    double low = 0;
    double middle = 0;
    double high = 0;
  };
  std::optional<Range> usual{};     ///< of past slots: 10, 50 and 90 % of them
  std::optional<Range> expected{};  ///< from today on
  std::optional<double> plan{};
};
struct Curve {
  Forecast forecast;
  std::vector<CurvePoint> points;  ///< the farthest first
};

/// Thread-safe: holds options only; all state is in the database.
class Forecasts {
 public:
  Forecasts(Engine& engine, const Clock& clock) : engine_(engine), clock_(clock) {}

  /// Of each SKU that it sells; empty if there is no such slot.
  std::vector<Forecast> of_slot(store::Transaction&, const Id& shop, const Id& slot);
  /// Of slots that overlap [from, to), soonest first.
  std::vector<Forecast> of_slots(store::Transaction&, const Id& shop, Instant from, Instant to);
  std::optional<Curve> curve(store::Transaction&, const Id& shop, const Id& slot, const std::string& sku);

  /// What the creator means to have booked when the slot begins; nothing takes it back. False if it sells no
  /// such SKU.
  bool plan(store::Transaction&, const Id& shop, const Id& slot, const std::string& sku,
            std::optional<std::int64_t> units, std::string_view actor);

  /// Writes down today's forecasts, scores those whose slots are over, and owes itself for tomorrow while
  /// there are slots to come (topic "forecast"). Answers them: of the slots of the next kHorizon days.
  std::vector<Forecast> note_day(store::Transaction&, const Id& shop, Random&);

 private:
  using PastBySku = std::map<std::string, std::vector<PastSlot>>;
  std::vector<Forecast> of(store::Transaction&, const Slot&, PastBySku&);

  Engine& engine_;
  const Clock& clock_;
};

}  // namespace timeshelf::commerce
