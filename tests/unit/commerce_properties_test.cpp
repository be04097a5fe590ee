// What holds for every ladder, every bundle and every sequence of transfers, not only for examples.
#include <date/tz.h>
#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "commerce/core/selling.hpp"
#include "commerce/slots/authored_rows.hpp"
#include "ical/date_time.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace timeshelf::commerce;
using namespace std::chrono_literals;

// The whole range from the first case on.
int between(int low, int high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high + 1));
}
bool perhaps(int percent) {
  return between(1, 100) <= percent;
}
const Currency& euro() {
  static const Currency currency = *Currency::parse("EUR");
  return currency;
}

// --- Ladders

std::vector<PriceStep> any_ladder() {
  std::vector<PriceStep> ladder;
  for (int steps = between(0, 5); steps > 0; --steps) {
    PriceStep step{"tier", {}, {}, {between(0, 9) * 100, euro()}};
    if (perhaps(50)) step.until = from_millis(between(0, 20));
    if (perhaps(40)) step.quantity = between(1, 12);
    ladder.push_back(step);
  }
  return ladder;
}

// docs/vocabulary.md 3.2, read aloud: the first step, in the order written, that still holds.
std::optional<std::int64_t> price_of_next(const std::vector<PriceStep>& ladder, Instant now,
                                          std::int64_t taken) {
  for (const PriceStep& step : ladder) {
    const bool in_time = !step.until || now < *step.until;
    const bool in_number = !step.quantity || taken < *step.quantity;
    if (in_time && in_number) return step.price.minor;
  }
  return std::nullopt;
}

RC_GTEST_PROP(Ladders, price_every_unit_as_if_it_were_bought_alone, ()) {
  const auto ladder = any_ladder();
  const Instant now = from_millis(between(0, 20));
  const std::int64_t taken = between(0, 15);
  const std::int64_t quantity = between(1, 15);
  std::vector<std::int64_t> right;
  for (std::int64_t unit = 0; unit < quantity; ++unit) {
    const auto price = price_of_next(ladder, now, taken + unit);
    if (!price) break;
    right.push_back(*price);
  }
  std::vector<std::int64_t> got;
  for (const PricedUnits& units : price_units(ladder, now, taken, quantity)) {
    RC_ASSERT(units.quantity > 0);
    got.insert(got.end(), static_cast<std::size_t>(units.quantity), units.price.minor);
  }
  RC_ASSERT(got == right);
}

RC_GTEST_PROP(Ladders, announce_the_price_that_follows_in_time, ()) {
  const auto ladder = any_ladder();
  const Instant now = from_millis(between(0, 20));
  const std::int64_t taken = between(0, 15);
  const PriceNow price = price_at(ladder, now, taken);
  const bool ends_by_time = price.step && price.step->until;
  RC_PRE(ends_by_time);
  const auto later = price_of_next(ladder, *price.step->until, taken);
  RC_ASSERT(later == (price.next ? std::optional(price.next->price.minor) : std::nullopt));
}

// Days before a slot count by the wall clock, whatever the clocks did between; hours are hours.
RC_GTEST_PROP(Ladders, end_at_the_instant_that_is_meant_across_every_change_of_the_clocks, ()) {
  static const std::vector<std::string> kZones{
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns",
      "Africa/Cairo",  "Pacific/Chatham",  "America/Santiago",    "Asia/Tehran",    "Africa/Casablanca",
      "Europe/Lisbon", "Pacific/Auckland", "America/Havana",      "Asia/Beirut",    "UTC"};
  const std::string name = kZones[static_cast<std::size_t>(between(0, static_cast<int>(kZones.size()) - 1))];
  const auto* zone = ical::find_zone(name);
  const auto* known = date::locate_zone(name);
  // Any day of seventeen years, or the hours about one of its changes. The other implementation knows those
  // that the tz database lists, which end in 2037; ical_time_test looks at those that follow.
  std::chrono::sys_seconds near =
      std::chrono::sys_days(std::chrono::year{2020} / 1 / 1) + std::chrono::hours(between(0, 24 * 365 * 17));
  if (perhaps(70)) near = known->get_info(near).end;
  RC_PRE(near < std::chrono::sys_days(std::chrono::year{2037} / 1 / 1));
  const auto wall = zone->to_local(near) + std::chrono::minutes(between(-180, 180));
  const std::chrono::days days(between(0, 40));
  const std::chrono::hours hours(between(0, 60));

  const ical::Component calendar{"VCALENDAR", {}, {}};
  const ical::Zones zones(calendar);
  const SlotClock clock{{ical::DateTime::Form::zoned, wall, name}, zones, *zone};
  const date::local_seconds morning((wall - days).time_since_epoch());
  const auto right =
      std::chrono::sys_seconds(morning.time_since_epoch() - known->get_info(morning).first.offset) - hours;
  RC_ASSERT(clock.at(ical::Moment(ical::Duration{-days, -hours})) == right);
}

// --- The ledger

// A few accounts, so that transfers meet.
AccountKey any_account() {
  static const Id place = Id::trusted("01kk0000000000000000000000");
  switch (between(0, 4)) {
    case 0:
      return {AccountKind::supplier, "", "MUG"};
    case 1:
      return allotted(place, "MUG");
    case 2:
      return sold(place, "MUG");
    case 3:
      return held(place, "MUG");
    default:
      return {AccountKind::shortage, place.string(), "MUG"};
  }
}

class AnyTransfers {
 public:
  /// Transfers that are to be applied together; some of them cannot be.
  std::vector<Transfer> next() {
    std::vector<Transfer> linked;
    for (int count = between(1, 4); count > 0; --count) {
      Transfer transfer{Id::make(now_, random_),
                        TransferKind::posted,
                        any_account(),
                        any_account(),
                        between(0, 6),
                        "subject",
                        "test",
                        now_};
      if (perhaps(40)) transfer.kind = TransferKind::pending;
      if (!pending_.empty() && perhaps(40)) {
        transfer.kind = perhaps(50) ? TransferKind::post : TransferKind::void_pending;
        transfer.id = pending_[static_cast<std::size_t>(between(0, static_cast<int>(pending_.size()) - 1))];
      }
      if (transfer.kind == TransferKind::pending) pending_.push_back(transfer.id);
      linked.push_back(transfer);
    }
    return linked;
  }

 private:
  const Instant now_ = from_millis(1'772'366'400'000);
  SeededRandom random_{3};
  std::vector<Id> pending_;  ///< also of such as were refused or resolved
};

bool same(const std::map<AccountKey, Account>& before, const Ledger& ledger) {
  return std::all_of(ledger.accounts().begin(), ledger.accounts().end(), [&](const auto& entry) {
    const auto found = before.find(entry.first);
    const Account was = found == before.end() ? Account{entry.first} : found->second;
    return was.debits_pending == entry.second.debits_pending &&
           was.debits_posted == entry.second.debits_posted &&
           was.credits_pending == entry.second.credits_pending &&
           was.credits_posted == entry.second.credits_posted;
  });
}

RC_GTEST_PROP(AnyLedger, applies_all_or_none_and_never_gives_what_it_has_not, ()) {
  AnyTransfers transfers;
  Ledger ledger;
  std::map<Id, int> resolved;
  std::size_t written = 0;
  for (int groups = between(1, 25); groups > 0; --groups) {
    const auto linked = transfers.next();
    const auto before = ledger.accounts();
    const bool applied = ledger.apply(linked).has_value();
    if (!applied) RC_ASSERT(same(before, ledger));
    if (applied) {
      written += linked.size();
      for (const Transfer& transfer : linked) {
        if (commerce::resolves(transfer.kind)) RC_ASSERT(++resolved[transfer.id] == 1);
      }
    }
    std::int64_t posted = 0;
    std::int64_t pending = 0;
    for (const auto& [key, account] : ledger.accounts()) {
      posted += account.balance();
      pending += account.credits_pending - account.debits_pending;
      RC_ASSERT(account.debits_pending >= 0 && account.credits_pending >= 0);
      RC_ASSERT(is_source(key.kind) || account.available() >= 0);
    }
    RC_ASSERT(posted == 0);
    RC_ASSERT(pending == 0);
  }
  RC_ASSERT(ledger.take_written().transfers.size() == written);
}

// --- Bundles

class AnyCourse {
 public:
  AnyCourse() {
    for (int count = between(1, 5); count > 0; --count) {
      SlotTerms terms;
      terms.slot.id = Id::make(now_, random_);
      terms.slot.shop = shop_;
      terms.slot.starts_at = now_ + std::chrono::hours(24 * count);
      terms.slot.seats = between(0, 6);
      terms.offers.push_back(
          {"SEAT", "Seat", "", {{"", {}, {}, {between(1, 50) * 100, euro()}}}, {}, 0, false});
      slots_.push_back(terms);
    }
    bundle_.name = "course";
    if (perhaps(50)) bundle_.price = Money{between(0, 5000), euro()};
    for (const SlotTerms& terms : slots_) {
      state_.slots[terms.slot.id] = &terms;
      bundle_.slots.push_back(terms.slot.id);
      if (*terms.slot.seats == 0) continue;
      const Transfer seats{Id::make(now_, random_),
                           TransferKind::posted,
                           {AccountKind::capacity, "", "SEAT"},
                           allotted(terms.slot.id, "SEAT"),
                           *terms.slot.seats,
                           "seats",
                           "allotment",
                           now_};
      state_.ledger.apply({&seats, 1}).value();
    }
    state_.bundles["course"] = bundle_;
    state_.hold_for = 10min;
    state_.ledger.take_written();
  }

  Decided<HoldDecision> ask(std::int64_t quantity) {
    const auto make_id = [&] { return Id::make(now_, random_); };
    const auto make_code = [] { return std::string("code"); };
    HoldCommand command{shop_};
    command.bundle = "course";
    command.quantity = quantity;
    return decide_hold(state_, command, {make_id, make_code}, now_);
  }
  SalesState& state() { return state_; }
  const BundleTerms& bundle() const { return bundle_; }
  std::int64_t fewest_free() const {
    std::int64_t fewest = 1000;
    for (const SlotTerms& terms : slots_)
      fewest = std::min(fewest, state_.ledger.available(allotted(terms.slot.id, "SEAT")));
    return fewest;
  }

 private:
  const Instant now_ = from_millis(1'772'366'400'000);
  SeededRandom random_{5};
  const Id shop_ = Id::make(now_, random_);
  std::vector<SlotTerms> slots_;
  BundleTerms bundle_;
  SalesState state_;
};

RC_GTEST_PROP(AnyBundle, is_held_in_all_of_its_slots_or_in_none, ()) {
  AnyCourse course;
  for (int asks = between(1, 8); asks > 0; --asks) {
    const std::int64_t quantity = between(1, 4);
    const std::int64_t free = course.fewest_free();
    const auto decision = course.ask(quantity);
    RC_ASSERT(decision.has_value() == (quantity <= free));
    if (!decision) continue;
    std::map<std::string, std::int64_t> units;
    for (const Transfer& transfer : decision->transfers) units[transfer.debit.place] += transfer.amount;
    RC_ASSERT(units.size() == course.bundle().slots.size());
    for (const auto& [slot, count] : units) RC_ASSERT(count == quantity);
    if (course.bundle().price)
      RC_ASSERT(decision->hold.total.minor == course.bundle().price->minor * quantity);
    accept(course.state(), *decision);
  }
}

}  // namespace
}  // namespace timeshelf::tests
