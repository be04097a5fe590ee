#include "commerce/reports/next_drop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "commerce/forecasts/forecast_log.hpp"
#include "commerce/forecasts/past_slots.hpp"
#include "commerce/orders/order_rows.hpp"
#include "commerce/reports/drop_report.hpp"
#include "commerce/reports/figures.hpp"
#include "commerce/staff/crew.hpp"
#include "commerce/staff/shift_rows.hpp"
#include "insight/forecast/belief.hpp"
#include "insight/forecast/newsvendor.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::size_t kDropsLookedAt = 8;
constexpr days kUsualGap{28};         // of a shop with a single drop
constexpr days kSoonest{10};          // to publish it, and to have the goods
constexpr days kAround{7};            // the usual day
constexpr double kEnough = 0.7;       // of outcomes, where nobody said what a unit costs
constexpr double kMostEnough = 0.98;  // what costs nothing would be worth having without end
constexpr double kPriorShare = 0.6;
constexpr std::int64_t kFewOfAKind = 2;
constexpr std::int64_t kMostGrowth = 3;  // from drop to drop, of what sold out

// "first pick" of "Autumn glaze: first pick": what stays from drop to drop.
std::string part_of_name(const std::string& summary) {
  const auto colon = summary.find(": ");
  return colon == std::string::npos ? summary : summary.substr(colon + 2);
}

class Proposer {
 public:
  Proposer(store::Transaction& transaction, Engine& engine, const store::Shop& shop,
           const WishesBySku& wishes, Instant now)
      : transaction_(transaction), engine_(engine), shop_(shop), wishes_(wishes), now_(now) {
    const ical::Zone* zone = ical::find_zone(shop.time_zone);
    zone_ = zone ? zone : &ical::utc_zone();
  }

  NextDropAnswer propose() {
    drops_ = list_drops(transaction_, shop_.id, now_ + days(400), kDropsLookedAt);
    const auto over = std::find_if(drops_.begin(), drops_.end(),
                                   [&](const auto& drop) { return !drop.draft && drop.last <= now_; });
    if (over == drops_.end()) return {std::nullopt, NothingToPropose::no_drop_is_over};
    load_slots(over->drop);
    std::vector<SlotOutlook> outlooks;
    for (const Slot& slot : slots_) outlooks.push_back(outlook_of(slot));
    const days gap = usual_gap();
    const sys_days usual = usual_day(gap);
    auto proposed = propose_drop(outlooks, days_around(usual), usual, gap);
    if (!proposed) return {std::nullopt, NothingToPropose::no_day};
    if (proposed->slots.empty()) return {std::nullopt, NothingToPropose::nothing_is_worth};
    return {NextDrop{over->drop, std::move(*proposed)}, {}};
  }

 private:
  sys_days day_at(Instant instant) const { return day_of(*zone_, instant); }

  void load_slots(const std::string& drop) {
    std::set<Id> ids;
    transaction_.query(
        fmt::format("SELECT s.id FROM slots s WHERE s.shop = $1 AND s.drop_name = $2 AND s.drop_name <> '' "
                    "AND s.cancelled = 0 AND {}",
                    kWasOnSale),
        {shop_.id, drop}, [&](const store::Row& row) { ids.insert(row.id(0)); });
    slots_ = engine_.find_slots(transaction_, shop_.id, ids);
    std::sort(slots_.begin(), slots_.end(),
              [](const Slot& a, const Slot& b) { return a.starts_at < b.starts_at; });
    if (!slots_.empty()) first_day_ = day_at(slots_.front().starts_at);
  }

  SlotOutlook outlook_of(const Slot& slot) {
    SlotOutlook outlook{slot.id, slot.summary, day_at(slot.starts_at) - first_day_, {}};
    const auto ladders = ladders_of(slot.id);
    for (const SkuOutcome& outcome : outcomes_of_slot(transaction_, shop_.id, slot.id))
      if (const auto ladder = ladders.find(outcome.sku); ladder != ladders.end())
        outlook.lines.push_back(line_of(slot, outcome, ladder->second));
    return outlook;
  }

  struct Ladder {
    Money first;
    Money last;
  };
  // By SKU, in the currency that comes first.
  std::map<std::string, Ladder> ladders_of(const Id& slot) {
    std::map<std::string, Ladder> ladders;
    transaction_.query(
        "SELECT sku, minor, currency FROM prices WHERE shop = $1 AND slot = $2 ORDER BY position",
        {shop_.id, slot}, [&](const store::Row& row) {
          const auto currency = Currency::parse(row.text(2));
          if (!currency) return;
          const Money price{row.integer(1), *currency};
          const auto [at, is_first] = ladders.emplace(row.string(0), Ladder{price, price});
          if (!is_first && at->second.last.currency == *currency) at->second.last = price;
        });
    return ladders;
  }

  LineOutlook line_of(const Slot& slot, const SkuOutcome& outcome, const Ladder& ladder) {
    LineOutlook line{.sku = outcome.sku,
                     .name = outcome.name,
                     .offered = outcome.offered,
                     .sold = outcome.sold,
                     .waited_for = outcome.waited_for,
                     .first_price = ladder.first,
                     .last_price = ladder.last};
    const auto like = like_it(outcome.sku, slot.summary);
    for (const PastSlot& past : like)
      if (past.slot == slot.id && past.sold_out_at)
        line.sold_out_days = static_cast<std::int64_t>(days_until(slot.starts_at, *past.sold_out_at));
    std::vector<insight::Course> courses;
    courses.reserve(like.size());
    for (const PastSlot& past : like) courses.push_back(past.course);
    const auto profile = insight::Profile::from(courses);
    const double prior = kPriorShare * static_cast<double>(std::max<std::int64_t>(1, outcome.offered));
    const insight::Remaining demand(insight::learn(courses, profile, prior).belief, 1);
    line.low = demand.quantile(0.1);
    line.high = demand.quantile(0.9);
    line.past_slots = static_cast<std::int64_t>(like.size());
    const TrackRecord& record = record_of(outcome.sku);
    line.judged = record.score.count();
    line.held = std::llround(100 * record.score.coverage());
    line.cost = cost_of(outcome.sku);
    line.worth_having =
        insight::stocked_for(ratio_of(line), [&](std::int64_t units) { return demand.at_most(units); });
    // Of what sold out, so many were asked for at least; how many more is thought further than anybody has
    // seen, so a drop grows step by step.
    const std::int64_t asked_for = outcome.sold + outcome.waited_for;
    if (line.worth_having > 0 && outcome.left() == 0)
      line.worth_having = std::clamp(line.worth_having, asked_for, kMostGrowth * asked_for);
    if (const auto wished = wishes_.find(outcome.sku); wished != wishes_.end()) line.wishes = wished->second;
    return line;
  }

  const TrackRecord& record_of(const std::string& sku) {
    auto found = records_.find(sku);
    if (found == records_.end())
      found = records_.emplace(sku, track_record(transaction_, shop_.id, sku)).first;
    return found->second;
  }

  // Money of the terms is in the shop's currency.
  std::optional<Money> cost_of(const std::string& sku) {
    if (!supply_) {
      supply_.emplace();
      for (SupplyTerms& terms : load_supply_terms(transaction_, shop_.id)) supply_->emplace(terms.sku, terms);
    }
    const auto found = supply_->find(sku);
    const auto currency = Currency::parse(shop_.currency);
    if (found == supply_->end() || !currency) return std::nullopt;
    return Money{found->second.cost, *currency};
  }

  // How often there should be enough: as is worth it at the middle of the ladder.
  double ratio_of(const LineOutlook& line) const {
    if (!line.cost || !(line.cost->currency == line.last_price.currency)) return kEnough;
    const insight::UnitTerms unit{.price = (line.first_price.minor + line.last_price.minor) / 2,
                                  .cost = line.cost->minor,
                                  .salvage = supply_->find(line.sku)->second.salvage};
    return std::min(insight::critical_ratio(unit).value_or(0), kMostEnough);
  }

  // Slots of the same part of earlier drops, where there are some; else all that sold the SKU.
  std::vector<PastSlot> like_it(const std::string& sku, const std::string& summary) {
    auto found = past_.find(sku);
    if (found == past_.end())
      found = past_.emplace(sku, load_past(transaction_, engine_, shop_.id, sku, now_)).first;
    std::vector<PastSlot> same;
    for (const PastSlot& past : found->second)
      if (part_of_name(past.summary) == part_of_name(summary)) same.push_back(past);
    return static_cast<std::int64_t>(same.size()) >= kFewOfAKind ? same : found->second;
  }

  // The median of what lies between the first days of drops.
  days usual_gap() const {
    std::vector<days> gaps;
    for (std::size_t i = 0; i + 1 < drops_.size(); ++i)
      gaps.push_back(std::max(day_at(drops_[i].first) - day_at(drops_[i + 1].first), days(1)));
    if (gaps.empty()) return kUsualGap;
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return *middle;
  }

  // On the weekday of the last one, behind all that are planned, and not before there is time for it.
  sys_days usual_day(days gap) const {
    sys_days day = std::max(day_at(drops_.front().first) + gap, day_at(now_) + kSoonest + kAround);
    while (std::chrono::weekday(day) != std::chrono::weekday(first_day_)) day += days(1);
    return day;
  }

  // A slot of the last drop as it would be if the drop began that day.
  std::pair<Instant, Instant> times_on(const Slot& slot, sys_days first) const {
    const auto local = zone_->to_local(std::chrono::floor<std::chrono::seconds>(slot.starts_at));
    const Instant starts = zone_->to_utc(local + (first - first_day_));
    return {starts, starts + (slot.ends_at - slot.starts_at)};
  }

  std::vector<DayOutlook> days_around(sys_days usual) {
    const Crew crew(transaction_, shop_, engine_.options().base_url);
    const auto people = crew.in_turn(transaction_, now_);
    std::int64_t needed = 0;
    for (const Slot& slot : slots_) needed = std::max(needed, shifts_of(slot));
    const std::vector<Slot> planned = planned_between(usual - kAround, usual + kAround);
    // A long drop comes by the same times on many of the days.
    std::map<std::pair<Instant, Instant>, std::int64_t> free;
    std::vector<DayOutlook> all;
    for (sys_days day = usual - kAround; day <= usual + kAround; day += days(1)) {
      DayOutlook outlook{day, static_cast<std::int64_t>(people.size()), needed, false};
      for (const Slot& slot : slots_) {
        const auto times = times_on(slot, day);
        outlook.taken = outlook.taken || is_taken(planned, slot, times.first, times.second);
        auto known = free.find(times);
        if (known == free.end())
          known = free.emplace(times, people_free(crew, people, times.first, times.second)).first;
        outlook.people = std::min(outlook.people, known->second);
      }
      all.push_back(outlook);
    }
    return all;
  }

  // Whatever the drop could meet if it began on one of the days from `first` to `last`.
  std::vector<Slot> planned_between(sys_days first, sys_days last) {
    std::optional<Instant> from;
    std::optional<Instant> to;
    for (const Slot& slot : slots_) {
      from = std::min(from.value_or(times_on(slot, first).first), times_on(slot, first).first);
      to = std::max(to.value_or(times_on(slot, last).second), times_on(slot, last).second);
    }
    if (!from) return {};
    auto planned = engine_.list_slots(transaction_, shop_.id, *from, *to);
    std::erase_if(planned, [](const Slot& slot) { return slot.state == SlotState::cancelled; });
    return planned;
  }

  static bool is_taken(const std::vector<Slot>& planned, const Slot& like, Instant starts, Instant ends) {
    return std::any_of(planned.begin(), planned.end(), [&](const Slot& slot) {
      return slot.starts_at < ends && slot.ends_at > starts && slot.location == like.location;
    });
  }

  std::int64_t shifts_of(const Slot& slot) {
    const auto shifts = load_shifts(transaction_, shop_.id, slot.id);
    return std::count_if(shifts.begin(), shifts.end(),
                         [](const Shift& shift) { return shift.state == ShiftState::open; });
  }

  std::int64_t people_free(const Crew& crew, const std::vector<Candidate>& people, Instant starts,
                           Instant ends) {
    Shift shift;
    shift.shop = shop_.id;
    shift.starts_at = shift.planned_from = starts;
    shift.ends_at = shift.planned_to = ends;
    return std::count_if(people.begin(), people.end(), [&](const Candidate& candidate) {
      return !crew.works(transaction_, candidate.person, shift) &&
             !crew.is_busy(transaction_, candidate.person, shift);
    });
  }

  store::Transaction& transaction_;
  Engine& engine_;
  const store::Shop& shop_;
  const WishesBySku& wishes_;
  Instant now_;
  const ical::Zone* zone_;
  std::vector<DropSpan> drops_;  ///< the latest first
  std::vector<Slot> slots_;      ///< of the last one that is over, soonest first
  sys_days first_day_;           ///< of that
  std::map<std::string, std::vector<PastSlot>> past_;
  std::map<std::string, TrackRecord> records_;                ///< of forecasts, by SKU
  std::optional<std::map<std::string, SupplyTerms>> supply_;  ///< by SKU; read when the first is asked for
};

}  // namespace

std::string_view name_of(NothingToPropose why) {
  switch (why) {
    case NothingToPropose::no_drop_is_over:
      return "no-drop-is-over";
    case NothingToPropose::nothing_is_worth:
      return "nothing-is-worth";
    case NothingToPropose::no_day:
      return "no-day";
  }
  return "";
}

bool is_drop(store::Transaction& transaction, const Id& shop, const std::string& name) {
  bool was_on_sale = false;
  std::vector<std::pair<Id, std::string>> drafts;  // by shelf and UID
  transaction.query(
      fmt::format("SELECT CASE WHEN {} THEN 1 ELSE 0 END, s.shelf, s.uid FROM slots s WHERE s.shop = $1 AND "
                  "s.drop_name = $2 AND s.drop_name <> ''",
                  kWasOnSale),
      {shop, name}, [&](const store::Row& row) {
        was_on_sale = was_on_sale || row.integer(0) != 0;
        drafts.emplace_back(row.id(1), row.string(2));
      });
  // The slot of a draft stays behind where its event was deleted.
  return was_on_sale || std::any_of(drafts.begin(), drafts.end(), [&](const auto& draft) {
           const auto shelf = store::find_collection(transaction, shop, draft.first);
           return shelf && store::find_object_by_uid(transaction, *shelf, draft.second);
         });
}

NextDropAnswer propose_next_drop(store::Transaction& transaction, Engine& engine, const store::Shop& shop,
                                 const WishesBySku& wishes, Instant now) {
  return Proposer(transaction, engine, shop, wishes, now).propose();
}

}  // namespace timeshelf::commerce
