#include "commerce/forecasts/forecasts.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "commerce/audit.hpp"
#include "commerce/core/sale_check.hpp"
#include "commerce/forecasts/expected_course.hpp"
#include "commerce/outbox.hpp"
#include "commerce/waiting/waiting_rows.hpp"
#include "commerce/webhooks/events.hpp"
#include "insight/forecast/updated.hpp"

namespace timeshelf::commerce {
namespace {

using insight::Belief;
using insight::kHorizon;
using insight::Profile;
using insight::Remaining;
using std::chrono::days;

constexpr double kLow = 0.1;
constexpr double kMiddle = 0.5;
constexpr double kHigh = 0.9;
// Without any past, a slot is expected to sell a good half of what it has, and anything between nothing and
// all would be no surprise.
constexpr double kPriorShare = 0.6;
constexpr int kCurveDays = 60;
constexpr std::size_t kScored = 1'000;  // slots of a SKU that are over, when forecasts are scored

Standstill standstill_of(const Slot& slot, const Offer& offer, Instant now) {
  if (slot.starts_at <= now) return Standstill::over;
  if (slot.reason == kPricesEnded) return Standstill::no_price;  // another one sells what is left
  if (slot.closes_at && *slot.closes_at <= now) return Standstill::over;
  const bool priceless = slot.state == SlotState::problem && slot.reason == kNoPrice;
  const bool stands_still =
      slot.state == SlotState::cancelled || slot.state == SlotState::off || slot.state == SlotState::problem;
  if (stands_still && !priceless) return Standstill::not_on_sale;
  return offer.price ? Standstill::none : Standstill::no_price;
}

std::map<std::string, std::int64_t> load_plans(store::Transaction& transaction, const Id& shop,
                                               const Id& slot) {
  std::map<std::string, std::int64_t> plans;
  transaction.query("SELECT sku, units FROM plans WHERE shop = $1 AND slot = $2", {shop, slot},
                    [&](const store::Row& row) { plans[row.string(0)] = row.integer(1); });
  return plans;
}

std::map<std::string, std::int64_t> waiting_for(store::Transaction& transaction, const Id& shop,
                                                const Id& slot) {
  std::map<std::string, std::int64_t> units;
  for (const WaitingEntry& entry : load_line(transaction, shop, slot)) units[entry.sku] += entry.quantity;
  return units;
}

// Of a slot that was called off: it says nothing of how right they were.
void forget_noted(store::Transaction& transaction, const Id& shop, const Id& slot, const std::string& sku) {
  transaction.execute("DELETE FROM forecasts WHERE shop = $1 AND slot = $2 AND sku = $3", {shop, slot, sku});
}

// What is still to come, from everything that is known: `forecast` has the counts and the past.
struct Outlook {
  Profile profile;
  insight::Course course;
  double close = 0;  // days before, when booking ends

  Belief belief(const Forecast& forecast) const {
    return insight::updated(forecast.learned, forecast.evidence);
  }
};

Outlook outlook_of(const Slot& slot, const Offer& offer, const Pace& pace, const Forecast& forecast,
                   Instant now) {
  Outlook outlook{Profile::from(courses_of(forecast.past.slots)),
                  course_of(slot, offer, pace, static_cast<double>(forecast.waiting), now)};
  outlook.close = slot.closes_at ? std::max(0.0, days_until(slot.starts_at, *slot.closes_at)) : 0;
  return outlook;
}

void expect(Forecast& forecast, const Outlook& outlook) {
  const bool sold_out = forecast.sold_out_at.has_value();
  forecast.evidence = insight::evidence_of(outlook.course, outlook.profile);
  // Of what is sold out, all that was turned away is still to come, as it were.
  const double waited =
      forecast.evidence.units - static_cast<double>(std::max<std::int64_t>(0, forecast.booked));
  const double seen = waited > 0 ? outlook.course.until : outlook.course.closed;
  const double from = std::min(seen, outlook.course.opened);
  const bool open =
      forecast.standstill == Standstill::none || (forecast.standstill == Standstill::over && sold_out);
  forecast.ahead =
      open ? std::max(0.0, outlook.profile.share(outlook.close) - outlook.profile.share(from)) : 0;
  // What sold out at once is known to have seen more than its minutes.
  if (forecast.evidence.unseen > 0) forecast.ahead = std::min(forecast.ahead, forecast.evidence.unseen);
  const Remaining remaining(outlook.belief(forecast), forecast.ahead);
  const auto base = forecast.booked + static_cast<std::int64_t>(std::llround(std::max(0.0, waited)));
  forecast.mean = static_cast<double>(base) + remaining.mean();
  forecast.low = base + remaining.quantile(kLow);
  forecast.middle = base + remaining.quantile(kMiddle);
  forecast.high = base + remaining.quantile(kHigh);
  const std::int64_t left = forecast.left();
  forecast.sells_out = sold_out ? 1 : forecast.there > 0 ? remaining.at_least(left) : 0;
  if (!sold_out && left == 0) forecast.sells_out = 1;
  const double sold = static_cast<double>(forecast.booked) + remaining.expected_up_to(left);
  forecast.sell_through =
      forecast.there > 0 ? std::clamp(sold / static_cast<double>(forecast.there), 0.0, 1.0) : 0;
}

// When the expected course reaches what there is.
std::optional<Instant> expected_sell_out(const Forecast& forecast, const Outlook& outlook) {
  if (forecast.sold_out_at) return forecast.sold_out_at;
  const double rate = outlook.belief(forecast).mean();
  if (forecast.standstill != Standstill::none || rate <= 0 || forecast.left() == 0) return std::nullopt;
  const double now_share = outlook.profile.share(std::min(outlook.course.until, outlook.course.opened));
  const double needed = now_share + static_cast<double>(forecast.left()) / rate;
  if (needed > outlook.profile.share(outlook.close)) return std::nullopt;
  const double before = outlook.profile.days_before(needed);
  return forecast.slot.starts_at -
         std::chrono::milliseconds(static_cast<std::int64_t>(before * 86'400'000.0));
}

std::string inputs_of(const Forecast& forecast) {
  return boost::json::serialize(boost::json::object{{"shape", forecast.learned.belief.shape},
                                                    {"rate", forecast.learned.belief.rate},
                                                    {"units", forecast.evidence.units},
                                                    {"exposure", forecast.evidence.exposure},
                                                    {"ahead", forecast.ahead},
                                                    {"likeness", name_of(forecast.past.likeness)},
                                                    {"waiting", forecast.waiting}});
}

// Once a day at most: what is noted today is what tomorrow is held against.
void tell_if_changed(store::Transaction& transaction, const Forecast& forecast, std::int64_t days_before,
                     Random& random) {
  const Slot& slot = forecast.slot;
  const auto before = told_before(transaction, slot.shop, slot.id, forecast.offer.sku, days_before);
  if (!before || !is_another_forecast(*before, forecast.middle, forecast.sells_out)) return;
  happened(transaction, slot.shop, "forecast.changed", slot.id.text(),
           {{"sku", forecast.offer.sku},
            {"low", forecast.low},
            {"middle", forecast.middle},
            {"high", forecast.high},
            {"sells_out", forecast.sells_out},
            {"middle_before", before->middle},
            {"sells_out_before", before->sells_out}},
           forecast.made_at, random);
}

}  // namespace

std::string_view name_of(Standstill standstill) {
  switch (standstill) {
    case Standstill::over:
      return "over";
    case Standstill::not_on_sale:
      return "not-on-sale";
    case Standstill::no_price:
      return "no-price";
    case Standstill::none:
      break;
  }
  return "none";
}

std::array<Velocity, kVelocityDays.size()> velocity_of(const Pace& pace, double opened, double days_before) {
  std::array<Velocity, kVelocityDays.size()> all;
  const double now = std::max(0.0, days_before);
  for (std::size_t i = 0; i < all.size(); ++i) {
    Velocity& velocity = all[i];
    velocity.days = kVelocityDays[i];
    const double first = now + velocity.days;
    for (const PaceDay& day : pace) {
      // Of a day that only a part belongs to, that part: bookings are taken as even within it.
      const auto begin = static_cast<double>(day.days_before);
      const double part = std::clamp(std::min(first, begin + 1) - std::max(now, begin), 0.0, 1.0);
      const double whole = std::clamp(begin + 1 - std::max(now, begin), 0.0, 1.0);
      if (whole > 0) velocity.units += static_cast<double>(day.came - day.went) * part / whole;
    }
    const double open = std::min(first, std::max(opened, now)) - now;
    // Who has been waiting comes in the first minutes, and they say nothing of days.
    velocity.per_day = open > 0 ? velocity.units / std::max(open, 1.0) : 0;
  }
  return all;
}

std::vector<Forecast> Forecasts::of(store::Transaction& transaction, const Slot& slot, PastBySku& known) {
  std::vector<Forecast> forecasts;
  const Instant now = clock_.now();
  const auto by_sku = load_pace(transaction, slot.shop, slot.id);
  const auto plans = load_plans(transaction, slot.shop, slot.id);
  const auto waiting = waiting_for(transaction, slot.shop, slot.id);
  for (const Offer& offer : slot.offers) {
    auto past = known.find(offer.sku);
    if (past == known.end())
      past = known.emplace(offer.sku, load_past(transaction, engine_, slot.shop, offer.sku, now)).first;
    const auto found = by_sku.find(offer.sku);
    const Pace pace = found == by_sku.end() ? Pace{} : found->second;
    Forecast forecast{
        .slot = slot, .offer = offer, .made_at = now, .days_before = days_until(slot.starts_at, now)};
    forecast.standstill = standstill_of(slot, offer, now);
    for (const PaceDay& day : pace) {
      forecast.booked += day.came - day.went;
      forecast.came += day.came;
    }
    forecast.there = offer.allotted;
    forecast.sold_out_at = sold_out_at(offer, pace);
    if (const auto waits = waiting.find(offer.sku); waits != waiting.end()) forecast.waiting = waits->second;
    if (const auto plan = plans.find(offer.sku); plan != plans.end()) forecast.plan = plan->second;
    std::vector<PastSlot> others = past->second;
    std::erase_if(others, [&](const PastSlot& each) { return each.slot == slot.id; });
    forecast.past = comparable_to(others, slot.summary);
    forecast.prior_mean = kPriorShare * static_cast<double>(std::max<std::int64_t>(1, forecast.there));
    const Outlook outlook = outlook_of(slot, offer, pace, forecast, now);
    forecast.learned = insight::learn(courses_of(forecast.past.slots), outlook.profile, forecast.prior_mean);
    forecast.velocity = velocity_of(pace, outlook.course.opened, forecast.days_before);
    expect(forecast, outlook);
    forecast.sells_out_at = expected_sell_out(forecast, outlook);
    forecasts.push_back(std::move(forecast));
  }
  return forecasts;
}

std::vector<Forecast> Forecasts::of_slot(store::Transaction& transaction, const Id& shop, const Id& id) {
  const auto slot = engine_.find_slot(transaction, shop, id);
  if (!slot) return {};
  PastBySku past;
  auto forecasts = of(transaction, *slot, past);
  for (Forecast& forecast : forecasts) forecast.record = track_record(transaction, shop, forecast.offer.sku);
  return forecasts;
}

std::vector<Forecast> Forecasts::of_slots(store::Transaction& transaction, const Id& shop, Instant from,
                                          Instant to) {
  std::vector<Forecast> all;
  PastBySku past;
  std::map<std::string, TrackRecord> records;
  for (const Slot& slot : engine_.list_slots(transaction, shop, from, to)) {
    for (Forecast& forecast : of(transaction, slot, past)) {
      const std::string& sku = forecast.offer.sku;
      if (!records.contains(sku)) records.emplace(sku, track_record(transaction, shop, sku));
      forecast.record = records.at(sku);
      all.push_back(std::move(forecast));
    }
  }
  return all;
}

std::optional<Curve> Forecasts::curve(store::Transaction& transaction, const Id& shop, const Id& slot,
                                      const std::string& sku) {
  auto forecasts = of_slot(transaction, shop, slot);
  const auto found = std::find_if(forecasts.begin(), forecasts.end(),
                                  [&](const Forecast& each) { return each.offer.sku == sku; });
  if (found == forecasts.end()) return std::nullopt;
  Curve curve{std::move(*found), {}};
  const Forecast& forecast = curve.forecast;
  const auto by_sku = load_pace(transaction, shop, slot);
  const auto pace = by_sku.find(sku);
  const Outlook outlook = outlook_of(forecast.slot, forecast.offer,
                                     pace == by_sku.end() ? Pace{} : pace->second, forecast, clock_.now());
  const ExpectedCourse expected(forecast);
  const double now = std::max(0.0, forecast.days_before);
  for (int day = kCurveDays; day >= 0; --day) {
    CurvePoint point{.days_before = day};
    const auto at = static_cast<std::size_t>(day);
    // Before it could be booked, nothing is not the same as none.
    const bool known = day >= static_cast<int>(std::floor(now)) && day <= std::ceil(outlook.course.opened);
    if (known) point.booked = static_cast<std::int64_t>(outlook.course.booked[at]);
    if (!forecast.past.slots.empty()) {
      std::vector<double> then;
      for (const PastSlot& each : forecast.past.slots) then.push_back(each.course.booked[at]);
      point.usual = quantiles_of(std::move(then));
    }
    point.plan = expected.planned_by(day);
    if (day <= static_cast<int>(std::floor(now)) && forecast.standstill == Standstill::none)
      point.expected = expected.by(day);
    curve.points.push_back(point);
  }
  return curve;
}

bool Forecasts::plan(store::Transaction& transaction, const Id& shop, const Id& slot, const std::string& sku,
                     std::optional<std::int64_t> units, std::string_view actor) {
  const auto found = engine_.find_slot(transaction, shop, slot);
  const bool sells = found && std::any_of(found->offers.begin(), found->offers.end(),
                                          [&](const Offer& offer) { return offer.sku == sku; });
  if (!sells) return false;
  if (!units) {
    transaction.execute("DELETE FROM plans WHERE shop = $1 AND slot = $2 AND sku = $3", {shop, slot, sku});
    return true;
  }
  transaction.execute(
      "INSERT INTO plans (shop, slot, sku, units, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6) ON "
      "CONFLICT (shop, slot, sku) DO "
      "UPDATE SET units = excluded.units, set_by = excluded.set_by, set_at = excluded.set_at",
      {shop, slot, sku, *units, actor, clock_.now()});
  return true;
}

std::vector<Forecast> Forecasts::note_day(store::Transaction& transaction, const Id& shop, Random& random) {
  const Instant now = clock_.now();
  PastBySku past;
  for (const auto& [slot, sku] : unscored(transaction, shop, now)) {
    auto& known = past[sku];
    if (known.empty()) known = load_past(transaction, engine_, shop, sku, now, kScored);
    const auto over = std::find_if(known.begin(), known.end(),
                                   [id = slot](const PastSlot& each) { return each.slot == id; });
    if (over == known.end())
      forget_noted(transaction, shop, slot, sku);
    else
      score_forecasts(transaction, shop, slot, sku, over->booked, over->sold_out_at.has_value());
  }
  auto coming = of_slots(transaction, shop, now, now + days(kHorizon));
  for (const Forecast& forecast : coming) {
    if (forecast.standstill != Standstill::none) continue;
    const auto days_before = static_cast<std::int64_t>(std::floor(forecast.days_before));
    tell_if_changed(transaction, forecast, days_before, random);
    note_forecast(transaction, shop,
                  {forecast.slot.id, forecast.offer.sku, days_before, now, forecast.booked, forecast.there,
                   static_cast<std::int64_t>(forecast.past.slots.size()), inputs_of(forecast), forecast.mean,
                   forecast.low, forecast.middle, forecast.high, forecast.sells_out});
  }
  if (!coming.empty()) owe(transaction, shop, kForecastTopic, "", now + days(1));
  return coming;
}

}  // namespace timeshelf::commerce
