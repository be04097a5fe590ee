#include "commerce/invitations/attendee_calendar.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

std::vector<store::Binding> own_calendars(store::Transaction& transaction, const store::User& person) {
  auto bindings = store::list_bindings(transaction, person.shop, person.home);
  std::erase_if(bindings, [](const store::Binding& binding) {
    return binding.access != store::Access::owner || binding.collection.shelf ||
           binding.collection.kind != store::CollectionKind::calendar;
  });
  return bindings;
}

bool takes_events(const store::Collection& calendar) {
  if (calendar.components.empty()) return true;
  const auto names = split(calendar.components, ',');
  return std::find(names.begin(), names.end(), "VEVENT") != names.end();
}

// Where the entry lies, as long as that is a calendar of theirs.
std::optional<store::Collection> calendar_for(store::Transaction& transaction, const store::User& person,
                                              const std::optional<AttendeeEntry>& known) {
  std::optional<store::Collection> usual;
  for (store::Binding& binding : own_calendars(transaction, person)) {
    if (known && binding.collection.id == known->collection) return std::move(binding.collection);
    if (takes_events(binding.collection) && (!usual || binding.segment == "calendar"))
      usual = std::move(binding.collection);
  }
  return usual;
}

void keep(store::Transaction& transaction, const AttendeeEntry& entry) {
  transaction.execute(
      "INSERT INTO attendee_entries (shop, slot, person, uid, home_shop, collection, language) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop, slot, person) DO UPDATE SET "
      "uid = $4, home_shop = $5, collection = $6, language = $7",
      {entry.shop, entry.slot, entry.person, entry.uid, entry.home_shop, entry.collection, entry.language});
}

}  // namespace

std::optional<AttendeeEntry> find_attendee_entry(store::Transaction& transaction, std::string_view person,
                                                 std::string_view uid) {
  return transaction.first(
      "SELECT shop, slot, person, uid, home_shop, collection, language FROM attendee_entries "
      "WHERE person = $1 AND uid = $2",
      {person, uid}, [](const store::Row& row) {
        return AttendeeEntry{row.id(0), row.id(1), row.string(2), row.string(3),
                             row.id(4), row.id(5), row.string(6)};
      });
}

void move_attendee_entry(store::Transaction& transaction, AttendeeEntry& entry, const Id& to) {
  follow_object(transaction, entry.home_shop, entry.collection, to, entry.uid);
  entry.collection = to;
  keep(transaction, entry);
}

bool is_own_calendar(store::Transaction& transaction, const store::User& person, const Id& collection) {
  const auto own = own_calendars(transaction, person);
  return std::any_of(own.begin(), own.end(),
                     [&](const store::Binding& binding) { return binding.collection.id == collection; });
}

std::optional<Id> find_elsewhere(store::Transaction& transaction, const store::User& person,
                                 std::string_view uid, const Id& but) {
  for (const store::Binding& binding : own_calendars(transaction, person)) {
    if (binding.collection.id != but && store::find_object_by_uid(transaction, binding.collection, uid))
      return binding.collection.id;
  }
  return std::nullopt;
}

void write_attendee_entry(store::Transaction& transaction, const store::User& person, Attendance attendance,
                          Instant now) {
  const Slot& slot = attendance.slot;
  const auto known = find_attendee_entry(transaction, person.name, slot.uid);
  if (known && (known->shop != slot.shop || known->slot != slot.id))
    return;  // two shops gave the same UID to what they sell; the first has it
  if (known && attendance.bookings.empty()) attendance.language = known->language;
  const Emission entry = attendee_entry(attendance, now);
  if (!known && !entry.make) return;
  const auto calendar = calendar_for(transaction, person, known);
  if (!calendar) return;
  emit(transaction, *calendar, entry, now);
  keep(transaction,
       {slot.shop, slot.id, person.name, slot.uid, person.shop, calendar->id, attendance.language});
}

}  // namespace timeshelf::commerce
