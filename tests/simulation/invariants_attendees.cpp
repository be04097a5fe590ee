// Customers who are users find what they booked in a calendar of their own, once all is quiet
// (docs/vocabulary.md, 8).
#include <algorithm>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using Entries = std::map<std::pair<Id, Id>, std::string>;  ///< UID by shop and slot

Entries entries_of(store::Transaction& transaction, const Person& person) {
  Entries entries;
  transaction.query("SELECT shop, slot, uid FROM attendee_entries WHERE person = $1", {person.login},
                    [&](const store::Row& row) {
                      entries[{row.id(0), row.id(1)}] = row.string(2);
                    });
  return entries;
}

// Two shops may give the same UID to what they sell; the first has it.
bool is_of_another(const Entries& entries, const std::string& uid) {
  return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.second == uid; });
}

std::vector<const Promise*> standing_of(const ShopModel& shop, const Id& slot, const std::string& email) {
  std::vector<const Promise*> found;
  for (const auto& [id, promise] : shop.promises) {
    if (promise.is_booked() && promise.booked_by == email && promise.slots().contains(slot))
      found.push_back(&promise);
  }
  return found;
}

void compare_answer(const Person& person, const SoldSlot& slot, const std::vector<const Promise*>& standing,
                    const ical::Component& body) {
  const std::string said = said_in(body, person.email);
  require(!said.empty(), "{} is not invited to {}.", person.login, slot.uid());
  if (standing.size() != 1 || slot.cancelled) return;
  const auto answer = standing.front()->answers.find(slot.id);
  std::string right = answer == standing.front()->answers.end() ? "ACCEPTED" : answer->second;
  if (right.empty() || right == "DECLINED") right = "ACCEPTED";  // it could not be acted on
  require(said == right, "{} answers {} to {} and should answer {}.", person.login, said, slot.uid(), right);
}

void compare_entry(const Person& person, const ShopModel& shop, const SoldSlot& slot,
                   const std::vector<const Promise*>& standing, const EmittedObject& object) {
  const auto says = [&](const char* line, const std::string& right) {
    if (object.edits.contains(line)) return;
    require(text_of(object.body, line) == right,
            "The entry of {} in the calendar of {} says {}:{} and not {}.", slot.uid(), person.login, line,
            text_of(object.body, line), right);
  };
  const bool stands = !standing.empty() && !slot.cancelled;
  says("STATUS", stands ? "CONFIRMED" : "CANCELLED");
  says("SUMMARY", "Evening " + slot.event);
  compare_answer(person, slot, standing, object.body);
  if (!standing.empty()) {
    says("DTSTART", to_ical_utc(slot.starts_at));
    says("DTEND", to_ical_utc(slot.ends_at));
    says("LOCATION", slot.location);
  }
  const std::string text = text_of(object.body, "DESCRIPTION");
  require(
      stands == text.starts_with("Booked. Your code: ") && stands != text.starts_with("No longer booked."),
      "The entry of {} in the calendar of {} says {}.", slot.uid(), person.login, text);
  for (const auto& [id, promise] : shop.promises) {
    const bool right = stands && std::find(standing.begin(), standing.end(), &promise) != standing.end();
    const bool named = promise.booking && text.find(promise.booking_code) != std::string::npos;
    require(named == right, "The entry of {} in the calendar of {} {} the booking {}.", slot.uid(),
            person.login, named ? "names" : "does not name", promise.booking_code);
  }
}

}  // namespace

void check_attendees(Run& run, store::Transaction& transaction, const ShopModel& shop) {
  const auto changing = slots_being_changed(transaction, shop.shop.id);
  for (const Person& person : run.people) {
    if (person.role != store::Role::reader) continue;
    const auto& objects = read_emitted(run, transaction, person.calendar);
    const Entries entries = entries_of(transaction, person);
    for (const auto& [id, slot] : shop.slots) {
      if (changing.contains(id)) continue;
      const auto standing = standing_of(shop, id, person.email);
      const bool must_be = !standing.empty() && !slot.cancelled && slot.ends_at > run.world.now();
      const auto object = objects.find(slot.uid());
      const bool is_there = object != objects.end() && !object->second.deleted;
      if (!entries.contains({shop.shop.id, id})) {
        require(!must_be || is_of_another(entries, slot.uid()), "{} booked {} and does not find it.",
                person.login, slot.uid());
        continue;
      }
      require(is_there || !must_be, "{} booked {}, and it is gone from their calendar.", person.login,
              slot.uid());
      if (is_there) compare_entry(person, shop, slot, standing, object->second);
    }
    for (const auto& [uid, object] : objects) {
      if (!object.deleted) check_edits(object);
    }
  }
}

}  // namespace timeshelf::simulation
