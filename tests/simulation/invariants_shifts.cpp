// Staff find a shift in their calendar for each person that is needed, and each says whose it is, once all is
// quiet (docs/domain.md, "Shifts"; docs/vocabulary.md, 7).
#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using Shifts = std::map<Id, std::vector<const EmittedObject*>>;
const std::string kMail = "mailto:";

// Whose it is: the one attendee who has not declined; "" = nobody's.
std::string holder_of(const ical::Component& shift) {
  std::string holder;
  for (const auto& line : shift.properties) {
    if (line.name() != "ATTENDEE" || line.parameter("PARTSTAT") == "DECLINED") continue;
    require(holder.empty(), "{} is the shift of two people.", shift.value("UID"));
    holder = to_lower(line.value().substr(kMail.size()));
  }
  return holder;
}

// All that the slot decides.
void compare_plan(const ShopModel& shop, const SoldSlot& slot, const Work& work, std::int64_t people,
                  const EmittedObject& shift) {
  const auto says = [&](const char* line, const std::string& right) {
    const bool is_edited = shift.edits.contains(line);
    require(is_edited || text_of(shift.body, line) == right, "A shift of {} says {}:{} and not {}.",
            slot.event, line, text_of(shift.body, line), right);
  };
  const std::string right = fmt::format("{}, {} needed.{}{}", counted(work.bookings, "booking"),
                                        people == 1 ? "1 person" : fmt::format("{} people", people),
                                        work.ordered.empty() ? "" : "\n", work.checklist(""));
  require(text_of(shift.body, "DESCRIPTION").starts_with(right), "A shift of {} says {} and not {}.",
          slot.event, text_of(shift.body, "DESCRIPTION"), right);
  const Staffed staffing = staffing_of(shop, slot);
  says("STATUS", "CONFIRMED");
  says("DTSTART", to_ical_utc(slot.starts_at - staffing.before));
  says("DTEND", to_ical_utc(slot.ends_at + staffing.behind));
  says("LOCATION", slot.location);
  says("RELATED-TO", slot.uid());
  says("ORGANIZER", "mailto:bookings@shop.example");
}

// The flag is the shop's, the words behind it are whoever's they are.
void compare_flag(const SoldSlot& slot, const EmittedObject& shift, bool uncovered) {
  const auto own = shift.edits.find("SUMMARY");
  const std::string words = own == shift.edits.end() ? "Shift: Evening " + slot.event : own->second;
  const std::string right = (uncovered ? "UNCOVERED · " : "") + words;
  require(text_of(shift.body, "SUMMARY") == right, "A shift of {} that {} is called {} and not {}.",
          slot.event, uncovered ? "nobody has" : "somebody has", text_of(shift.body, "SUMMARY"), right);
  require((shift.body.value("CATEGORIES") == "SHIFT,UNCOVERED") == uncovered &&
              (shift.body.value("COLOR") == "crimson") == uncovered,
          "A shift of {} is {} flagged.", slot.event, uncovered ? "not" : "still");
}

// `but`: shifts that do not count.
bool works_then(const Shifts& shifts, const std::string& email, const EmittedObject& than,
                const std::function<bool(const EmittedObject&)>& but = {}) {
  const auto from = than.body.value("DTSTART");
  const auto to = than.body.value("DTEND");
  return std::any_of(shifts.begin(), shifts.end(), [&](const auto& entry) {
    return std::any_of(entry.second.begin(), entry.second.end(), [&](const EmittedObject* other) {
      return other != &than && (!but || !but(*other)) && other->body.value("DTSTART") < to &&
             from < other->body.value("DTEND") && holder_of(other->body) == email;
    });
  });
}

// Those who take turns: staff, or where there is none, who runs the shop.
std::vector<const Person*> crew_of(const Run& run, const ShopModel& shop) {
  std::vector<const Person*> staff, others;
  for (const Person& person : run.people) {
    if (person.shop != shop.shop.id || person.role == store::Role::reader) continue;
    (person.role == store::Role::staff ? staff : others).push_back(&person);
  }
  return staff.empty() ? others : staff;
}

void check_holder(const Run& run, const ShopModel& shop, const Id& slot, const Shifts& shifts,
                  const EmittedObject& shift, bool is_owed) {
  const std::string uid(shift.body.value("UID"));
  const std::string holder = holder_of(shift.body);
  const auto crew = crew_of(run, shop);
  compare_flag(shop.slots.at(slot), shift, holder.empty());
  if (const Rota::Said* said = shop.rota.said(uid)) {
    require(holder == said->email, "{} is the shift of '{}' and should be that of {}.", uid, holder,
            said->email);
    require(said_in(shift.body, holder) == said->partstat, "{} says {} to {}, and its entry {}.", holder,
            said->partstat, uid, said_in(shift.body, holder));
  }
  for (const Person* person : crew) {
    const bool unwilling = shop.rota.is_unwilling(slot, person->email);
    require(!holder.empty() || is_owed || unwilling || works_then(shifts, person->email, shift),
            "Nobody has {}, and {} has time.", uid, person->login);
    if (person->email != holder || shop.rota.was_by_hand(uid)) continue;
    require(!unwilling, "{} declined {}, and has it.", person->login, uid);
    // Who works then may take another shift all the same, by saying so.
    const auto taken = [&](const EmittedObject& other) {
      return shop.rota.was_by_hand(std::string(other.body.value("UID")));
    };
    require(!works_then(shifts, holder, shift, taken), "{} has {} and another shift at that time.",
            person->login, uid);
  }
  const bool is_one_of_them =
      std::any_of(crew.begin(), crew.end(), [&](const Person* person) { return person->email == holder; });
  require(holder.empty() || is_one_of_them || shop.rota.was_by_hand(uid), "{} has {}, and takes no turns.",
          holder, uid);
}

}  // namespace

void check_shifts(const Run& run, const ShopModel& shop, const std::map<Id, Work>& work,
                  const EmittedObjects& calendar, const std::set<Id>& owed) {
  const auto shifts = shifts_in(calendar);
  for (const auto& [id, slot] : shop.slots) {
    if (slot.ends_at + staffing_of(shop, slot).behind <= run.world.now()) continue;  // it stays as it was
    const auto found = work.find(id);
    const Work of = found == work.end() ? Work{} : found->second;
    const std::int64_t people = people_for(shop, slot, of.bookings);
    const auto there = shifts.find(id);
    const std::int64_t count = there == shifts.end() ? 0 : std::ssize(there->second);
    require(count == people, "{} has {} bookings and {} shifts, not {}.", slot.event, of.bookings, count,
            people);
    for (std::int64_t i = 0; i < count; ++i) {
      const EmittedObject& shift = *there->second[static_cast<std::size_t>(i)];
      compare_plan(shop, slot, of, people, shift);
      check_holder(run, shop, id, shifts, shift, owed.contains(id));
    }
  }
  for (const auto& [uid, object] : calendar) {
    if (!object.deleted) check_edits(object);
  }
}

}  // namespace timeshelf::simulation
