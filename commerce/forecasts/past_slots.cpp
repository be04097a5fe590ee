#include "commerce/forecasts/past_slots.hpp"

#include <algorithm>

#include "commerce/slots/slot_rows.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

using insight::kHorizon;

constexpr std::chrono::days kRemembered{396};
constexpr std::size_t kSeries = 3;

std::int64_t net_of(const Pace& pace) {
  std::int64_t units = 0;
  for (const PaceDay& day : pace) units += day.came - day.went;
  return units;
}

// Days before the slot when it could be booked first. A slot whose history was brought along began on the day
// of its first booking.
double opened_of(const Slot& slot, const Pace& pace) {
  const Instant opens = std::max(slot.created_at, slot.opens_at.value_or(slot.created_at));
  const double known = days_until(slot.starts_at, opens);
  const double first = pace.empty() ? 0 : static_cast<double>(pace.front().days_before);
  return std::clamp(first > known ? first + 1 : known, 0.0, static_cast<double>(kHorizon));
}

std::map<Id, double> joined_in(store::Transaction& transaction, const Id& shop, const std::string& sku,
                               const std::vector<Id>& slots) {
  std::map<Id, double> joined;
  store::query_in(
      transaction,
      "SELECT slot, quantity FROM waiting WHERE shop = $1 AND sku = $2 AND state <> 'taken' AND slot IN ({})",
      {shop, sku}, store::params_of(slots),
      [&](const store::Row& row) { joined[row.id(0)] += static_cast<double>(row.integer(1)); });
  return joined;
}

// What slots asked their venue for: when they are over, what is left goes back, and does not say any more
// what there was.
std::map<Id, std::int64_t> wanted_in(store::Transaction& transaction, const Id& shop, const std::string& sku,
                                     const std::vector<Id>& slots) {
  std::map<Id, std::int64_t> wanted;
  store::query_in(
      transaction,
      "SELECT slot, wanted FROM slot_stock WHERE shop = $1 AND sku = $2 AND venue <> '' AND slot IN ({})",
      {shop, sku}, store::params_of(slots),
      [&](const store::Row& row) { wanted[row.id(0)] = row.integer(1); });
  return wanted;
}

}  // namespace

double days_until(Instant starts_at, Instant now) {
  return std::chrono::duration<double, std::ratio<86400>>(starts_at - now).count();
}

std::optional<Instant> sold_out_at(const Offer& offer, const Pace& pace) {
  if (offer.allotted <= 0 || offer.remaining > 0) return std::nullopt;
  Instant last{};
  for (const PaceDay& day : pace) last = std::max(last, day.last_at);
  return last == Instant{} ? std::nullopt : std::optional(last);
}

insight::Course course_of(const Slot& slot, const Offer& offer, const Pace& pace, double joined,
                          Instant now) {
  insight::Course course{std::vector<double>(kHorizon + 1, 0), opened_of(slot, pace), 0, joined};
  const double now_before = std::clamp(days_until(slot.starts_at, now), 0.0, static_cast<double>(kHorizon));
  const double close_before = slot.closes_at ? std::max(0.0, days_until(slot.starts_at, *slot.closes_at)) : 0;
  course.ends = close_before;
  course.until = std::max(now_before, close_before);
  course.closed = course.until;
  if (const auto last = sold_out_at(offer, pace))
    course.closed =
        std::max(course.closed, std::clamp(days_until(slot.starts_at, *last), 0.0, course.opened));
  for (const PaceDay& day : pace) {
    const auto units = static_cast<double>(day.came - day.went);
    const auto last = std::clamp<std::int64_t>(day.days_before, 0, kHorizon);
    for (std::int64_t at = 0; at <= last; ++at) course.booked[static_cast<std::size_t>(at)] += units;
  }
  return course;
}

std::vector<PastSlot> load_past(store::Transaction& transaction, Engine& engine, const Id& shop,
                                const std::string& sku, Instant now, std::size_t at_most) {
  std::vector<Id> ids;
  transaction.query(
      "SELECT s.id FROM slots s WHERE s.shop = $1 AND s.starts_at > $2 AND s.starts_at < $3 "
      "AND s.ends_at <= $3 AND s.cancelled + s.switched_off = 0 AND s.problem = '' AND EXISTS (SELECT 1 "
      "FROM accounts a WHERE a.shop = s.shop AND a.id = 'allotted:' || s.id || ':' || $4) "
      "ORDER BY s.starts_at DESC, s.id DESC LIMIT $5",
      {shop, now - kRemembered, now, sku, static_cast<std::int64_t>(at_most)},
      [&](const store::Row& row) { ids.push_back(row.id(0)); });
  if (ids.empty()) return {};
  const auto pace = load_pace_of(transaction, shop, sku, ids);
  const auto joined = joined_in(transaction, shop, sku, ids);
  const auto wanted = wanted_in(transaction, shop, sku, ids);
  std::map<Id, Slot> slots;
  for (Slot& slot : engine.find_slots(transaction, shop, {ids.begin(), ids.end()}))
    slots.emplace(slot.id, std::move(slot));
  std::vector<PastSlot> past;
  for (const Id& id : ids) {
    const auto slot = slots.find(id);
    if (slot == slots.end()) continue;
    const auto& offers = slot->second.offers;
    const auto sells =
        std::find_if(offers.begin(), offers.end(), [&](const Offer& each) { return each.sku == sku; });
    if (sells == offers.end()) continue;
    const auto days = pace.find(id);
    const Pace own = days == pace.end() ? Pace{} : days->second;
    Offer offer = *sells;
    if (const auto asked = wanted.find(id); asked != wanted.end()) {
      offer.allotted = std::max(offer.allotted, asked->second);
      offer.remaining = offer.allotted - net_of(own);
    }
    const auto waited = joined.find(id);
    past.push_back({id, slot->second.summary, slot->second.starts_at, net_of(own), offer.allotted,
                    sold_out_at(offer, own),
                    course_of(slot->second, offer, own, waited == joined.end() ? 0 : waited->second, now)});
  }
  return past;
}

std::string_view name_of(Likeness likeness) {
  switch (likeness) {
    case Likeness::series:
      return "series";
    case Likeness::product:
      return "product";
    case Likeness::none:
      break;
  }
  return "none";
}

Comparable comparable_to(const std::vector<PastSlot>& past, const std::string& summary) {
  Comparable near{Likeness::series, {}};
  for (const PastSlot& each : past) {
    if (each.summary == summary) near.slots.push_back(each);
  }
  if (near.slots.size() >= kSeries || (!near.slots.empty() && near.slots.size() == past.size())) return near;
  return {past.empty() ? Likeness::none : Likeness::product, past};
}

}  // namespace timeshelf::commerce
