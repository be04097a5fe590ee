// Devices hand over while they are cut off, at two doors, to who has a booking or had one.
#include <algorithm>

#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {
namespace {

// Two doors: what another device has in its pocket is shown here, too.
const Scanned* shown_elsewhere(Run& run, const Phone& here) {
  std::vector<const Scanned*> shown;
  for (const Phone& other : run.phones) {
    if (other.shop != here.shop || other.id == here.id) continue;
    for (const Scanned& scanned : other.pocket) {
      if (!scanned.booking.empty()) shown.push_back(&scanned);
    }
  }
  return shown.empty() ? nullptr : run.dice.one_of(shown);
}

bool is_picked_up_at(const ShopModel& shop, const Promise& promise, const Id& place) {
  return std::any_of(promise.lines.begin(), promise.lines.end(), [&](const commerce::Line& line) {
    const auto* venue = shop.venue_of(shop.slots.at(line.slot).location);
    return venue && venue->id == place;
  });
}

// Mostly somebody who is right here; now and then somebody with a booking that was passed on.
const Promise* any_customer(Run& run, ShopModel& shop, const Phone& phone) {
  const bool wants_passed_on = run.dice.chance(30);
  const Promise* promise = nullptr;
  for (int tries = 0; tries < 8; ++tries) {
    promise = any_booking(run, shop);
    if (!promise) break;
    if (is_picked_up_at(shop, *promise, phone.venue) && (!wants_passed_on || !promise->passed_on.empty()))
      break;
  }
  return promise;
}

struct Shown {
  std::string token;
  std::size_t holder = 0;
};

// Whoever had the booking before may show what they had.
Shown shown_by(Run& run, const ShopModel& shop, const Promise& promise) {
  const auto& before = promise.passed_on;
  if (!before.empty() && run.dice.chance(50)) {
    const auto holder =
        static_cast<std::size_t>(run.dice.between(0, static_cast<std::int64_t>(before.size()) - 1));
    return {before[holder].token, holder};
  }
  Shown shown{"", before.size()};
  run.world.read([&](store::Transaction& transaction) {
    shown.token = run.world.services().engine.booking(transaction, shop.shop.id, *promise.booking)->token;
  });
  return shown;
}

Scanned scan(Run& run, Phone& phone, const Promise& promise, const std::string& token,
             std::optional<std::int64_t> line) {
  const auto last = static_cast<std::int64_t>(promise.lines.size()) - (run.dice.chance(4) ? 0 : 1);
  const std::int64_t chosen = line.value_or(run.dice.between(0, last));
  const std::int64_t units = run.dice.between(1, 2);
  Scanned scanned = write_down(run, phone,
                               {{"action", "pickup"},
                                {"token", token},
                                {"lines", boost::json::array{{{"line", chosen}, {"units", units}}}}});
  scanned.booking = promise.booking_code;
  scanned.line = chosen;
  scanned.units = units;
  return scanned;
}

void scan_somebody(Run& run, Phone& phone) {
  ShopModel& shop = run.shops[phone.shop];
  const Scanned* elsewhere = run.dice.chance(60) ? shown_elsewhere(run, phone) : nullptr;
  const Promise* promise =
      elsewhere ? shop.booking_by_code(elsewhere->booking) : any_customer(run, shop, phone);
  if (!promise) return;
  const auto [token, holder] = shown_by(run, shop, *promise);
  if (phone.knows && phone.knows->refused.contains(card_index_of(token))) {
    phone.pocket.push_back(write_down(run, phone, {{"action", "deny"}, {"token", token}}));
    return run.trace.say("      {} turns away who shows {}", phone.id.text(), promise->booking_code);
  }
  const auto line = elsewhere ? std::optional(elsewhere->line) : std::nullopt;
  phone.pocket.push_back(scan(run, phone, *promise, token, line));
  Scanned& scanned = phone.pocket.back();
  scanned.holder = holder;
  run.trace.say("      {} notes {}: {} of line {} of {}", phone.id.text(), scanned.seq, scanned.units,
                scanned.line, scanned.booking);
}

}  // namespace

// Some at a time, at whichever doors.
void device_scans(Run& run) {
  enrol_phones(run);
  for (auto scans = run.dice.between(1, 3); scans > 0; --scans)
    scan_somebody(run, run.dice.one_of(run.phones));
}

}  // namespace timeshelf::simulation
