#include "commerce/waiting/door.hpp"

namespace timeshelf::commerce {
namespace {

std::set<Id> slots_of(const HoldCommand& command, const SalesState& state) {
  std::set<Id> slots;
  for (const LineRequest& line : command.lines) slots.insert(line.slot);
  const auto bundle = state.bundles.find(command.bundle);
  if (bundle != state.bundles.end()) slots.insert(bundle->second.slots.begin(), bundle->second.slots.end());
  return slots;
}

// Before the slot opens to all, an access code is what lets people in.
bool has_line(const SlotTerms& terms, Instant now) {
  return terms.slot.queue_rate > 0 && window_of(terms, "", now) == SlotState::open;
}

}  // namespace

void Door::load(const std::map<Id, SlotRow>& rows, const std::set<std::string>& tokens,
                const std::set<Id>& holds) {
  std::set<std::string> drops;
  for (const auto& [id, row] : rows) {
    if (row.slot.queue_rate > 0) drops.insert(row.slot.drop);
  }
  if (drops.empty()) return;
  rooms_ = load_rooms(transaction_, shop_, drops);
  const auto shop = store::find_shop(transaction_, shop_);
  std::set<Place> places;
  for (const std::string& token : tokens) {
    const auto place = shop ? read_place(*shop, token) : std::nullopt;
    if (!place) continue;
    places_.emplace(token, *place);
    places.insert(*place);
  }
  if (!holds.empty()) admitted_ = load_admitted(transaction_, shop_, holds);
  for (const auto& [hold, place] : admitted_) places.insert(place);
  uses_ = load_uses(transaction_, shop_, places);
}

const Place* Door::place_of(const HoldCommand& command) const {
  const auto place = places_.find(command.place);
  return place == places_.end() ? nullptr : &place->second;
}

std::optional<Refusal> Door::refuse(const HoldCommand& command, const SalesState& state) const {
  if (command.offered_until) return std::nullopt;  // they have waited in another line
  for (const Id& id : slots_of(command, state)) {
    const auto slot = state.slots.find(id);
    if (slot == state.slots.end() || !has_line(*slot->second, now_)) continue;
    const std::string& drop = slot->second->slot.drop;
    const auto room = rooms_.find(drop);
    const Place* place = place_of(command);
    std::optional<PlaceUse> use;
    if (place && room != rooms_.end() && place->drop == drop && place->round == room->second.round)
      use = uses_.at(*place);
    WaitingRoom nobody;
    nobody.drop = drop;
    if (auto refused = refuse_hold(room == rooms_.end() ? nobody : room->second.room, use,
                                   normalise_email(command.email), now_))
      return refused;
  }
  return std::nullopt;
}

void Door::admit(const HoldCommand& command, const Hold& hold) {
  const Place* place = place_of(command);
  if (!place) return;
  use_place(uses_.at(*place), hold.email, now_);
  changed_.insert(*place);
  fresh_.emplace(hold.id, *place);
  admitted_.emplace(hold.id, *place);
}

std::optional<Refusal> Door::refuse(const ConfirmCommand& command) const {
  const auto place = admitted_.find(command.hold);
  if (place == admitted_.end()) return std::nullopt;
  return refuse_customer(uses_.at(place->second), normalise_email(command.email));
}

void Door::note(const ConfirmCommand& command) {
  const auto place = admitted_.find(command.hold);
  if (place == admitted_.end()) return;
  PlaceUse& use = uses_.at(place->second);
  if (!use.email.empty()) return;
  use.email = normalise_email(command.email);
  changed_.insert(place->second);
}

void Door::write() {
  std::map<Place, PlaceUse> changed;
  for (const Place& place : changed_) changed.emplace(place, uses_.at(place));
  store_uses(transaction_, shop_, changed);
  insert_admitted(transaction_, shop_, fresh_);
}

}  // namespace timeshelf::commerce
