#include "tests/simulation/rota.hpp"

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {

void Rota::say(const ShopModel& shop, const std::string& uid, const std::string& email,
               const std::string& partstat, bool by_hand) {
  const Id id = slot_of_shift(uid);
  const SoldSlot& slot = shop.slots.at(id);
  said_[uid] = {email, partstat, people_for(shop, slot, shop.bookings(id)), slot.starts_at, slot.ends_at};
  if (by_hand) by_hand_.insert(uid);
}

void Rota::decline(const std::string& uid, const std::string& email) {
  unwilling_[slot_of_shift(uid)].insert(email);
  const auto at = said_.find(uid);
  if (at != said_.end() && at->second.email == email) said_.erase(at);
}

void Rota::forget_what_changed(const ShopModel& shop) {
  for (auto at = said_.begin(); at != said_.end();) {
    const Id id = slot_of_shift(at->first);
    Said& said = at->second;
    const SoldSlot& slot = shop.slots.at(id);
    const std::int64_t people = people_for(shop, slot, shop.bookings(id));
    const bool changed =
        people < said.people || slot.starts_at != said.starts_at || slot.ends_at != said.ends_at;
    said.people = people;
    at = changed ? said_.erase(at) : std::next(at);
  }
}

const Rota::Said* Rota::said(const std::string& uid) const {
  const auto at = said_.find(uid);
  return at == said_.end() ? nullptr : &at->second;
}

bool Rota::is_unwilling(const Id& slot, const std::string& email) const {
  const auto at = unwilling_.find(slot);
  return at != unwilling_.end() && at->second.contains(email);
}

}  // namespace timeshelf::simulation
