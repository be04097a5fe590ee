// What is taken of everything scarce, counted anew from the promises each time.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {

std::int64_t half_up(std::int64_t numerator, std::int64_t denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

std::set<Id> Promise::slots() const {
  std::set<Id> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (left[i] > 0) found.insert(lines[i].slot);
  }
  return found;
}

std::vector<commerce::Line> Promise::standing() const {
  std::vector<commerce::Line> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (left[i] == 0) continue;
    commerce::Line part = lines[i];
    part.discount = half_up(part.discount * left[i], part.quantity);
    part.tax = half_up(part.tax * left[i], part.quantity);
    part.quantity = left[i];
    found.push_back(std::move(part));
  }
  return found;
}

std::int64_t Promise::total() const {
  std::int64_t minor = 0;
  for (const auto& line : standing()) minor += line.amount().minor + (tax_on_top ? line.tax : 0);
  for (const auto& fee : fees) minor += fee.amount.minor + (tax_on_top ? fee.tax : 0);
  return minor;
}

std::int64_t ShopModel::taken(const Id& slot, const std::string& sku, Instant now) const {
  std::int64_t units = 0;
  for (const auto& [id, promise] : promises) {
    if (!promise.is_booked() && !promise.is_live(now)) continue;
    const auto found = promise.units.find({slot, sku});
    if (found != promise.units.end()) units += found->second;
  }
  return units + lent_of(slot, sku);
}

std::int64_t ShopModel::lent_of(const Id& slot, const std::string& sku) const {
  std::int64_t units = 0;
  for (const auto& [id, one] : lent) {
    const bool with_place = one.places && sku == "SEAT";
    units += one.slot == slot && (one.sku == sku || with_place) ? one.left() : 0;
  }
  return units;
}

void ShopModel::close(Lent& lease) {
  if (lease.from_venue) slots.at(lease.slot).beyond[lease.sku] -= lease.left();
  lease.is_closed = true;
}

std::int64_t ShopModel::used(const Id& slot, const std::string& sku, Instant now) const {
  const auto& beyond = slots.at(slot).beyond;
  const auto found = beyond.find(sku);
  return taken(slot, sku, now) - (found == beyond.end() ? 0 : found->second);
}

std::int64_t ShopModel::bookings(const Id& slot) const {
  return std::count_if(promises.begin(), promises.end(), [&](const auto& entry) {
    return entry.second.is_booked() && entry.second.slots().contains(slot);
  });
}

std::int64_t ShopModel::free(const SoldSlot& slot, const std::string& sku, Instant now) const {
  const auto given = slot.given.find(sku);
  return (given == slot.given.end() ? 0 : given->second) - taken(slot.id, sku, now);
}

std::int64_t ShopModel::units_of(const std::string& email, const Id& slot, bool with_holds,
                                 Instant now) const {
  std::int64_t units = 0;
  for (const auto& [id, promise] : promises) {
    const bool has = promise.is_booked() && promise.booked_by == email;
    const bool holds = with_holds && promise.is_live(now) && promise.email == email;
    if (!has && !holds) continue;
    for (std::size_t i = 0; i < promise.lines.size(); ++i)
      units += promise.lines[i].slot == slot ? promise.left[i] : 0;
  }
  return units;
}

std::int64_t ShopModel::uses(const std::string& code, Instant now) const {
  return std::count_if(promises.begin(), promises.end(), [&](const auto& entry) {
    return entry.second.code == code && (entry.second.is_booked() || entry.second.is_live(now));
  });
}

void ShopModel::sweep(Instant now) {
  for (auto& [id, promise] : promises) {
    if (promise.state == Promise::State::open && !promise.is_live(now))
      promise.state = Promise::State::expired;
  }
}

const Promise* ShopModel::booking(const Id& id) const {
  const auto found = std::find_if(promises.begin(), promises.end(),
                                  [&](const auto& entry) { return entry.second.booking == id; });
  return found == promises.end() ? nullptr : &found->second;
}

const Promise* ShopModel::booking_by_code(const std::string& code) const {
  const auto found = std::find_if(promises.begin(), promises.end(), [&](const auto& entry) {
    return entry.second.booking && entry.second.booking_code == code;
  });
  return found == promises.end() ? nullptr : &found->second;
}

const commerce::Venue* ShopModel::venue_of(const std::string& location) const {
  for (const auto& venue : venues) {
    if (location == venue.name) return &venue;
  }
  return nullptr;
}

}  // namespace timeshelf::simulation
