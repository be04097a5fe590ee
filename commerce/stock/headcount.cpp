#include "commerce/stock/headcount.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commerce/core/headcount.hpp"
#include "commerce/slots/obstacles.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kMostNamed = 3;

std::vector<SlotRow> slots_at(store::Transaction& transaction, const Venue& venue, Instant from, Instant to) {
  const auto venues = load_venues(transaction, venue.shop);
  auto rows = load_slots_between(transaction, venue.shop, from, to);
  std::erase_if(rows, [&](const SlotRow& row) {
    const Venue* place = venue_named(venues, row.slot.location);
    return !place || place->id != venue.id;
  });
  return rows;
}

// People who may come: nobody new to a slot that is off sale, but those who booked do.
std::int64_t people_of(const SlotRow& row) {
  if (row.cancelled || (row.switched_off && row.slot.booked == 0)) return 0;
  return row.slot.seats.value_or(0);
}

std::string why_too_many(const Slot& slot, const std::set<Id>& others, const std::map<Id, const Slot*>& slots,
                         const Venue& venue) {
  if (others.empty()) {
    return fmt::format(
        "Its {} seats are more than the {} people that {} takes. Give it fewer seats, or another place.",
        slot.seats.value_or(0), venue.headcount, venue.name);
  }
  std::string names;
  std::size_t named = 0;
  for (const Id& id : others) {
    const Slot& other = *slots.at(id);
    if (named == kMostNamed) {
      names += fmt::format(" and {} more", others.size() - named);
      break;
    }
    names += fmt::format("{}\"{}\" ({}, {} seats)", named++ == 0 ? "" : ", ", other.summary,
                         to_rfc3339(other.starts_at), other.seats.value_or(0));
  }
  return fmt::format(
      "Its {} seats are too many together with {}: {} takes {} people at once. Move one, or give it fewer "
      "seats.",
      slot.seats.value_or(0), names, venue.name, venue.headcount);
}

}  // namespace

std::set<Id> recheck_headcount(store::Transaction& transaction, const Venue& venue, Instant from, Instant to,
                               Instant now) {
  std::vector<SlotRow> affected = slots_at(transaction, venue, std::max(from, now), to);
  // Whether they fit depends on all that they overlap with.
  for (const SlotRow& row : affected) {
    from = std::min(from, row.slot.starts_at);
    to = std::max(to, row.slot.ends_at);
  }
  const std::vector<SlotRow> around = slots_at(transaction, venue, from, to);
  std::map<Id, const Slot*> slots;
  std::vector<Gathering> gatherings;
  for (const SlotRow& row : around) {
    slots[row.slot.id] = &row.slot;
    if (const auto people = people_of(row); people > 0)
      gatherings.push_back({row.slot.id, row.slot.starts_at, row.slot.ends_at, people});
  }
  const auto too_many =
      venue.headcount > 0 ? overcrowded(gatherings, venue.headcount) : std::map<Id, std::set<Id>>{};
  std::set<Id> changed;
  for (SlotRow& row : affected) {
    const auto found = too_many.find(row.slot.id);
    const std::string sentence =
        found == too_many.end() ? "" : why_too_many(row.slot, found->second, slots, venue);
    if (!set_obstacle(transaction, row, Cause::headcount, sentence)) continue;
    update_slot(transaction, row);
    changed.insert(row.slot.id);
  }
  return changed;
}

}  // namespace timeshelf::commerce
