// Shifts follow what is booked: how many, who is asked, what stands in the staff's calendars.
#include "commerce/staff/shifts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "commerce/audit.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/staff/crew.hpp"
#include "commerce/staff/roster.hpp"
#include "commerce/staff/shift_entry.hpp"
#include "commerce/staff/shift_rows.hpp"
#include "commerce/venues.hpp"
#include "commerce/webhooks/events.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;
constexpr auto kGathered = 1s;

// Units that are booked, by product, whether they are with the customer already or not. From the ledger, so
// that it costs the same after ten bookings and after a million.
std::map<std::string, std::int64_t> ordered_of(store::Transaction& transaction, const Slot& slot) {
  Ledger ledger;
  load_place(transaction, slot.shop, slot.id, ledger);
  std::map<std::string, std::int64_t> units;
  for (const auto& [key, account] : ledger.accounts()) {
    if (key.kind == AccountKind::sold || key.kind == AccountKind::handed_over)
      units[key.sku] += account.balance();
  }
  std::erase_if(units, [](const auto& entry) { return entry.second == 0; });
  return units;
}

Staffing staffing_at(store::Transaction& transaction, const SlotRow& row) {
  const auto venues = load_venues(transaction, row.slot.shop);
  const Venue* venue = venue_named(venues, row.slot.location);
  return staffing_of(row.staffing,
                     venue ? load_venue_staffing(transaction, row.slot.shop, venue->id) : StaffingRule{});
}

ShiftView view_of(const Shift& shift, const Slot* slot, const Crew& crew) {
  ShiftView view{shift, shift.person.empty() ? "" : crew.name_of(shift.person), "", "", ""};
  if (slot) {
    view.summary = slot->summary;
    view.location = slot->location;
    view.time_zone = slot->time_zone;
  }
  return view;
}

// Writes entries, and takes down what of people's words had to give way.
struct Pen {
  store::Transaction& transaction;
  const Id& shop;
  Instant now;
  Random& random;

  Emitted write(const store::Collection& where, const Emission& entry, std::string_view subject) const {
    Emitted emitted = emit(transaction, where, entry, now);
    for (const Overruled& line : emitted.overruled) {
      record(transaction, shop, "timeshelf", "shift.edit_overruled", subject,
             {{"line", line.name}, {"said", line.value}, {"cause", "the slot changed"}}, now, random);
    }
    return emitted;
  }
};

void write_shifts(const Pen& pen, const store::Collection& calendar, std::vector<Shift>& shifts,
                  const SlotWork& work, const Crew& crew, const std::string& organizer) {
  for (Shift& shift : shifts) {
    if (shift.state == ShiftState::waived) continue;
    const auto declines = load_declines(pen.transaction, shift);
    const Emitted emitted =
        pen.write(calendar, shift_entry(shift, declines, work, crew, organizer), shift.id());
    if (!emitted.starts_at || !emitted.ends_at) continue;
    shift.starts_at = *emitted.starts_at;
    shift.ends_at = *emitted.ends_at;
    store_shift(pen.transaction, shift);
  }
}

void write_tasks(const Pen& pen, const store::Collection& list, const std::vector<Shift>& shifts,
                 const SlotWork& work, const StaffWords& words, bool needed) {
  const auto lead = std::find_if(shifts.begin(), shifts.end(),
                                 [](const Shift& shift) { return shift.state == ShiftState::open; });
  const std::string parent = lead == shifts.end() ? "" : shift_uid(*lead);
  auto tasks = load_tasks(pen.transaction, pen.shop, work.slot.id);
  plan_tasks(tasks, work.ordered, needed);
  for (const Task& task : tasks) {
    store_task(pen.transaction, pen.shop, work.slot.id, task);
    const bool settled = task.state == TaskState::done || task.state == TaskState::removed;
    if (!settled) pen.write(list, task_entry(task, work, parent, words), work.slot.id.text());
  }
}

// Once, until somebody works it again: who declined before may have left it so, and only now nobody else was
// found.
void tell_if_uncovered(store::Transaction& transaction, const Shift& shift, const Slot& slot, Instant now,
                       Random& random) {
  const bool changed = transaction.execute(
                           "UPDATE shifts SET told_uncovered = $4 WHERE shop = $1 AND slot = $2 AND number = "
                           "$3 AND told_uncovered <> $4",
                           {shift.shop, shift.slot, shift.number, shift.is_uncovered()}) > 0;
  if (!changed || !shift.is_uncovered()) return;
  happened(transaction, shift.shop, "shift.uncovered", shift.id(),
           {{"slot", slot.id.text()},
            {"summary", slot.summary},
            {"starts_at", to_rfc3339(shift.starts_at)},
            {"ends_at", to_rfc3339(shift.ends_at)}},
           now, random);
}

}  // namespace

void owe_shifts(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots, Instant now) {
  std::set<std::string> subjects;
  for (const Id& slot : slots) subjects.insert(slot.string());
  owe_all(transaction, shop, kShiftTopic, subjects, now + kGathered);
}

void owe_shifts_of(store::Transaction& transaction, const Id& shop, std::string_view person, Instant now) {
  std::set<Id> slots;
  for (const Shift& shift : load_shifts_between(transaction, shop, now, Instant::max())) {
    if (shift.state == ShiftState::open && shift.person == person) slots.insert(shift.slot);
  }
  owe_shifts(transaction, shop, slots, now);
}

void owe_uncovered_beside(store::Transaction& transaction, const Shift& before, const Shift& after,
                          Instant now) {
  const bool had = before.state == ShiftState::open && !before.person.empty();
  if (!had || (after.state == ShiftState::open && after.person == before.person)) return;
  std::set<Id> slots;
  for (const Shift& other : load_shifts_between(transaction, before.shop, before.starts_at, before.ends_at)) {
    if (other.is_uncovered() && other.slot != before.slot) slots.insert(other.slot);
  }
  owe_shifts(transaction, before.shop, slots, now);
}

void Shifts::follow(store::Transaction& transaction, const Id& shop_id, const Id& id) {
  const auto row = load_slot(transaction, shop_id, id);
  const auto shop = store::find_shop(transaction, shop_id);
  if (!row || !shop || !shop->staff_calendar || !shop->staff_tasks) return;
  const auto calendar = store::find_collection(transaction, shop_id, *shop->staff_calendar);
  const auto list = store::find_collection(transaction, shop_id, *shop->staff_tasks);
  if (!calendar || !list) return;

  const Instant now = clock_.now();
  const Crew crew(transaction, *shop, options_.base_url);
  const Staffing staffing = staffing_at(transaction, *row);
  const bool needed = row->slot.booked > 0 && !row->cancelled;
  const SlotWork work{row->slot, ordered_of(transaction, row->slot),
                      needed ? people_needed(staffing, row->slot.booked) : 0};
  const Instant from = row->slot.starts_at - staffing.set_up;
  const Instant to = row->slot.ends_at + staffing.tear_down;
  auto shifts = load_shifts(transaction, shop_id, id);
  const auto before = shifts;
  if (to > now)  // what is over stays as it was
    Roster(transaction, crew, now, random_).plan(shifts, row->slot, work.people, from, to);
  // Shifts are only ever added, behind those that were there.
  for (std::size_t i = 0; i < before.size(); ++i)
    owe_uncovered_beside(transaction, before[i], shifts[i], now);
  for (const Shift& shift : shifts) tell_if_uncovered(transaction, shift, row->slot, now, random_);

  const Pen pen{transaction, shop_id, now, random_};
  const std::string organizer =
      options_.mail_from.empty() ? options_.base_url + "/s/" + shop->slug : "mailto:" + options_.mail_from;
  write_shifts(pen, *calendar, shifts, work, crew, organizer);
  write_tasks(pen, *list, shifts, work, crew.words(), needed);
}

std::vector<ShiftView> Shifts::list(store::Transaction& transaction, const Id& shop_id, Instant from,
                                    Instant to) {
  const auto shop = store::find_shop(transaction, shop_id);
  if (!shop) return {};
  const Crew crew(transaction, *shop, options_.base_url);
  const auto shifts = load_shifts_between(transaction, shop_id, from, to);
  std::set<Id> ids;
  for (const Shift& shift : shifts) ids.insert(shift.slot);
  const auto rows = load_slots(transaction, shop_id, ids);
  std::map<Id, const Slot*> slots;
  for (const SlotRow& row : rows) slots[row.slot.id] = &row.slot;
  std::vector<ShiftView> views;
  views.reserve(shifts.size());
  for (const Shift& shift : shifts) views.push_back(view_of(shift, slots[shift.slot], crew));
  return views;
}

Decided<ShiftView> Shifts::assign(store::Transaction& transaction, const Id& shop_id, std::string_view id,
                                  const std::string& person, std::string_view actor) {
  using Code = Refusal::Code;
  const auto name = parse_shift_id(id);
  const auto shop = store::find_shop(transaction, shop_id);
  auto shift = name && shop ? load_shift(transaction, shop_id, name->slot, name->number) : std::nullopt;
  if (!shift || shift->state == ShiftState::cancelled)
    return refuse(Code::unknown_shift, "There is no such shift, or it is needed no more. List them again.",
                  "shift");
  const Instant now = clock_.now();
  if (shift->ends_at <= now) return refuse(Code::too_late, "The shift is over.", "shift");
  const Crew crew(transaction, *shop, options_.base_url);
  const Shift before = *shift;
  shift->state = ShiftState::open;
  shift->note.clear();
  if (person.empty()) {
    auto but = Roster(transaction, crew, now, random_).unwilling({*shift});
    but.insert(std::exchange(shift->person, ""));
    shift->answer = Answer::asked;
    store_shift(transaction, *shift);
    Roster(transaction, crew, now, random_).ask(*shift, but);
  } else {
    const std::string found = crew.find(person) ? person : crew.person_at("mailto:" + person);
    const store::User* user = crew.find(found);
    if (found.empty() || (user && user->role == store::Role::reader))
      return refuse(
          Code::unknown_person,
          fmt::format("'{}' does not work here. Name one of the shop's people by login, or a helper "
                      "by e-mail address.",
                      person.substr(0, 64)),
          "person");
    if (crew.works(transaction, found, *shift))
      return refuse(Code::person_busy,
                    fmt::format("{} has another shift at that time. Give that one to somebody else first.",
                                crew.name_of(found)),
                    "person");
    shift->person = found;
    shift->answer = Answer::asked;
    shift->by_hand = true;
    shift->assigned_at = now;
    delete_decline(transaction, *shift, found);
    store_shift(transaction, *shift);
    record(transaction, shop_id, actor, "shift.assigned", shift->id(), {{"person", found}}, now, random_);
  }
  owe_shifts(transaction, shop_id, {shift->slot}, now);
  owe_uncovered_beside(transaction, before, *shift, now);
  const auto row = load_slot(transaction, shop_id, shift->slot);
  return view_of(*shift, row ? &row->slot : nullptr, crew);
}

void Shifts::put_staffing(store::Transaction& transaction, const Venue& venue, const StaffingRule& rule) {
  store_venue_staffing(transaction, venue.shop, venue.id, rule);
  std::set<Id> booked;
  for (const SlotRow& row : load_slots_between(transaction, venue.shop, clock_.now(), Instant::max())) {
    if (row.slot.booked > 0) booked.insert(row.slot.id);
  }
  owe_shifts(transaction, venue.shop, booked, clock_.now());
}

}  // namespace timeshelf::commerce
