// No more people at a venue than it takes: slots that are too many together are not on sale, and say why
// (docs/domain.md, "Stock at venues").
#include <algorithm>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

// Nobody new comes to what is off sale, but those who booked do.
std::int64_t people_of(const ShopModel& shop, const SoldSlot& slot) {
  if (slot.cancelled || (slot.off && shop.bookings(slot.id) == 0)) return 0;
  return slot.seats.value_or(0);
}

struct Crowd {
  bool too_many = false;
  bool is_told_of_off = false;   ///< one of them is off sale: bookings there may have come and gone
  std::set<std::string> others;  ///< events that are there at such a moment
};

// The moments at which somebody comes are enough to look at.
Crowd crowd_of(const ShopModel& shop, const SoldSlot& slot, const commerce::Venue& venue) {
  Crowd crowd;
  std::vector<const SoldSlot*> here;
  for (const auto& [id, other] : shop.slots) {
    const bool overlaps = other.starts_at < slot.ends_at && slot.starts_at < other.ends_at;
    if (other.location == venue.name && overlaps) here.push_back(&other);
  }
  for (const SoldSlot* first : here) {
    const Instant moment = std::max(first->starts_at, slot.starts_at);
    std::int64_t people = 0;
    std::set<std::string> present;
    for (const SoldSlot* other : here) {
      crowd.is_told_of_off = crowd.is_told_of_off || other->off;
      if (other->starts_at > moment || other->ends_at <= moment || people_of(shop, *other) == 0) continue;
      people += people_of(shop, *other);
      if (other != &slot) present.insert(other->event);
    }
    if (people <= venue.headcount) continue;
    crowd.too_many = true;
    crowd.others.merge(present);
  }
  crowd.too_many = crowd.too_many && people_of(shop, slot) > 0;
  return crowd;
}

}  // namespace

void check_headcounts(store::Transaction& transaction, const ShopModel& shop, Instant now) {
  std::map<Id, std::string> told;
  transaction.query("SELECT slot, sentence FROM obstacles WHERE shop = $1 AND cause = 'headcount'",
                    {shop.shop.id}, [&](const store::Row& row) { told[row.id(0)] = row.string(1); });
  for (const auto& [id, slot] : shop.slots) {
    if (slot.ends_at <= now) continue;
    const auto* venue = shop.venue_of(slot.location);
    const auto found = told.find(id);
    const Crowd crowd = venue && venue->headcount > 0 ? crowd_of(shop, slot, *venue) : Crowd{};
    if (crowd.is_told_of_off) continue;
    require(crowd.too_many == (found != told.end()), "{} is {} many people at {}: {}", slot.uid(),
            crowd.too_many ? "too" : "not too", slot.location, found == told.end() ? "" : found->second);
    if (found == told.end()) continue;
    require(slot.stopped, "{} is on sale though it is too many people.", slot.uid());
    const bool names = crowd.others.empty() ||
                       std::any_of(crowd.others.begin(), crowd.others.end(), [&](const std::string& other) {
                         return found->second.find("Evening " + other) != std::string::npos;
                       });
    require(names && found->second.find(venue->name) != std::string::npos,
            "{} does not say why it is not on "
            "sale: {}",
            slot.uid(), found->second);
  }
}

}  // namespace timeshelf::simulation
