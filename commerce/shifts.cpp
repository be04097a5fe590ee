// Shifts and their tasks, emitted into the shop's staff calendars. What people change there is theirs: an
// update edits only the lines that the shop owns.
#include "commerce/shifts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/digest.hpp"
#include "commerce/engine.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slot_rows.hpp"
#include "ical/component.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;
using namespace std::chrono_literals;

constexpr auto kSetUp = 30min;
constexpr auto kTearDown = 30min;
constexpr auto kGathered = 1s;

// Units that are booked, by product, whether they are with the customer already or not. From the ledger, so
// that it costs the same after ten bookings and after a million.
std::map<std::string, std::int64_t> ordered(store::Transaction& transaction, const Id& shop, const Id& slot) {
  Ledger ledger;
  load_place(transaction, shop, slot, ledger);
  std::map<std::string, std::int64_t> units;
  for (const auto& [key, account] : ledger.accounts()) {
    if (key.kind == AccountKind::sold || key.kind == AccountKind::handed_over)
      units[key.sku] += account.balance();
  }
  std::erase_if(units, [](const auto& entry) { return entry.second == 0; });
  return units;
}

std::string counted(std::int64_t number, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", number, number == 1 ? one : several);
}

struct Emission {
  std::string segment;
  std::string component;
  std::string uid;
  std::vector<Property> owned;  ///< lines that the shop writes, afresh each time
  std::vector<Property> once;   ///< lines that are written when the object is made, and left to people then
  Instant starts_at;
  Instant ends_at;
};

// Merges the owned lines into what is stored, or makes the object. Writes nothing if nothing changed.
void emit(store::Transaction& transaction, const store::Collection& calendar, const Emission& emission,
          Instant now) {
  Component object{
      "VCALENDAR",
      {Property("VERSION", "2.0"), Property("PRODID", "-//Timeshelf//Timeshelf//EN")},
      {Component{emission.component, {Property("UID", emission.uid), Property("SEQUENCE", "0")}, {}}}};
  std::string before;
  // By its UID: whoever renamed it still has the same shift.
  const auto known = store::find_object_by_uid(transaction, calendar, emission.uid);
  const std::string& segment = known ? known->segment : emission.segment;
  if (const auto stored = known ? store::read_object(transaction, calendar, segment) : std::nullopt) {
    auto parsed = ical::parse(*stored, {}, ical::Leniency::repair);
    if (parsed) object = std::move(parsed->calendars.front());
    before = ical::canonical(object);
  }
  const auto at = std::find_if(object.components.begin(), object.components.end(),
                               [&](const Component& c) { return c.name == emission.component; });
  if (at == object.components.end()) return;  // somebody made something else of it
  if (before.empty()) at->properties.insert(at->properties.end(), emission.once.begin(), emission.once.end());
  for (const Property& line : emission.owned) {
    const Property* present = at->find(line.name());
    if (!present || present->value() != line.value()) at->set(line);
  }
  if (!before.empty() && ical::canonical(object) == before) return;
  if (!before.empty()) {
    at->set(Property("SEQUENCE", std::to_string(std::atoi(std::string(at->value("SEQUENCE")).c_str()) + 1)));
  }
  at->set(Property("DTSTAMP", to_ical_utc(now)));
  at->set(Property("LAST-MODIFIED", to_ical_utc(now)));
  const std::string bytes = ical::serialize(object);
  store::ObjectEntry entry;
  entry.segment = segment;
  entry.uid = emission.uid;
  entry.component = emission.component;
  entry.content_type = emission.component == "VEVENT" ? "text/calendar; charset=utf-8; component=vevent"
                                                      : "text/calendar; charset=utf-8; component=vtodo";
  entry.etag = strong_etag(bytes);
  entry.size = static_cast<std::int64_t>(bytes.size());
  entry.starts_at = emission.starts_at;
  entry.ends_at = emission.ends_at;
  entry.exact = emission.component == "VEVENT";
  store::put_object(transaction, calendar, entry, bytes, now);
}

}  // namespace

void owe_shifts(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots, Instant now) {
  std::set<std::string> subjects;
  for (const Id& slot : slots) subjects.insert(slot.text());
  owe_all(transaction, shop, kShiftTopic, subjects, now + kGathered);
}

void Engine::emit_shift(store::Transaction& transaction, const Id& shop_id, const Id& id) {
  const auto row = load_slot(transaction, shop_id, id);
  const auto shop = store::find_shop(transaction, shop_id);
  if (!row || !shop || !shop->staff_calendar || !shop->staff_tasks) return;
  const auto calendar = store::find_collection(transaction, shop_id, *shop->staff_calendar);
  const auto tasks = store::find_collection(transaction, shop_id, *shop->staff_tasks);
  if (!calendar || !tasks) return;
  const Slot& slot = row->slot;
  const Instant now = clock_.now();
  const auto units = ordered(transaction, shop_id, id);
  const std::int64_t people =
      std::max<std::int64_t>(1, (slot.booked + row->staff_per - 1) / row->staff_per * row->staff_people);
  const bool needed = slot.booked > 0 && !row->cancelled;
  const std::string shift_uid = "shift-" + id.text() + "@timeshelf";
  const bool emitted = store::find_object_by_uid(transaction, *calendar, shift_uid).has_value();
  if (!needed && !emitted) return;

  const std::string crew = counted(people, "person", "people");
  const std::string bookings = counted(slot.booked, "booking", "bookings");
  std::string lines;
  for (const auto& [sku, count] : units) lines += fmt::format("{} x {}\n", count, sku);
  Emission shift{"shift-" + id.text() + ".ics", "VEVENT", shift_uid, {}, {}, slot.starts_at - kSetUp,
                 slot.ends_at + kTearDown};
  shift.owned = {
      Property("DTSTART", to_ical_utc(shift.starts_at)),
      Property("DTEND", to_ical_utc(shift.ends_at)),
      Property("SUMMARY", ical::escape_text(fmt::format("Shift: {} ({})", slot.summary, crew))),
      Property("DESCRIPTION", ical::escape_text(fmt::format("{}, {} needed.\n{}", bookings, crew, lines))),
      Property("LOCATION", ical::escape_text(slot.location)),
      Property("STATUS", needed ? "CONFIRMED" : "CANCELLED")};
  emit(transaction, *calendar, shift, now);

  struct Task {
    std::string_view key;
    std::string summary;
    Instant due;
    std::string description;
  };
  const Task all[] = {
      {"setup", "Set up: " + slot.summary, slot.starts_at, ""},
      {"prepare", "Prepare orders: " + slot.summary, slot.starts_at, lines},
      {"handover", "Hand over: " + slot.summary, slot.ends_at, lines},
  };
  for (const Task& task : all) {
    const std::string name = fmt::format("task-{}-{}", task.key, id.text());
    Emission todo{name + ".ics", "VTODO", name + "@timeshelf", {}, {}, task.due, task.due};
    todo.owned = {Property("DUE", to_ical_utc(task.due)),
                  Property("SUMMARY", ical::escape_text(task.summary)),
                  Property("DESCRIPTION", ical::escape_text(task.description)),
                  Property("RELATED-TO", shift_uid, {{"RELTYPE", {"PARENT"}}})};
    // Staff tick it off; only calling the slot off takes that back.
    todo.once = {Property("STATUS", "NEEDS-ACTION")};
    if (!needed) todo.owned.push_back(Property("STATUS", "CANCELLED"));
    emit(transaction, *tasks, todo, now);
  }
}

}  // namespace timeshelf::commerce
