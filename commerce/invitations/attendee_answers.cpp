// Customers who are users of this server: what they booked is written into a calendar of their own, and what
// they say there is heard when they store it, in the same transaction (RFC 6638 3.2.2).
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/bookings/change_rows.hpp"
#include "commerce/bookings/customer_rows.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/invitations/answer_rows.hpp"
#include "commerce/invitations/attendee_calendar.hpp"
#include "commerce/invitations/invitations.hpp"
#include "commerce/invitations/reply_address.hpp"
#include "commerce/outbox.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;

Component* event_in(Component& calendar) {
  const auto at = std::find_if(
      calendar.components.begin(), calendar.components.end(),
      [](const Component& part) { return part.name == "VEVENT" && !part.find("RECURRENCE-ID"); });
  return at == calendar.components.end() ? nullptr : &*at;
}

// A calendar app knows its user by both (calendar-user-address-set).
bool is_address_of(const store::User& person, std::string_view value) {
  const std::string address = to_lower(trim(value));
  return address == "mailto:" + to_lower(person.email) ||
         address.ends_with("/dav/principals/" + percent_encode(person.name) + "/");
}

Property* own_line(Component& event, const store::User& person) {
  const auto at = std::find_if(event.properties.begin(), event.properties.end(), [&](const Property& line) {
    return line.name() == "ATTENDEE" && is_address_of(person, line.value());
  });
  return at == event.properties.end() ? nullptr : &*at;
}

std::string said_in(Component& event, const store::User& person) {
  const Property* line = own_line(event, person);
  return line ? to_upper(line->parameter("PARTSTAT")) : "";
}

std::string said_before(store::Transaction& transaction, const store::User& person,
                        const store::Collection& calendar, std::string_view uid) {
  const auto known = store::find_object_by_uid(transaction, calendar, uid);
  const auto bytes = known ? store::read_object(transaction, calendar, known->segment) : std::nullopt;
  auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
  Component* event = bytes && parsed ? event_in(parsed->calendars.front()) : nullptr;
  return event ? said_in(*event, person) : "";
}

void set_partstat(Property& line, std::string_view partstat) {
  auto parameters = line.parameters();
  std::erase_if(parameters, [](const ical::Parameter& parameter) { return parameter.name == "PARTSTAT"; });
  parameters.push_back({"PARTSTAT", {std::string(partstat)}});
  line = Property(line.name(), line.value(), std::move(parameters));
}

}  // namespace

void Invitations::write_entry(store::Transaction& transaction, const Id& shop_id, const Id& slot_id,
                              std::string_view login) {
  const auto person = store::find_user(transaction, login);
  const auto shop = store::find_shop(transaction, shop_id);
  auto slot = engine_.find_slot(transaction, shop_id, slot_id);
  if (!person || !shop || !slot) return;
  const EngineOptions& options = engine_.options();
  Attendance attendance;
  attendance.address = to_lower(person->email);
  attendance.customer = person->display_name;
  attendance.shop = shop->name;
  for (const Id& id : standing_bookings(transaction, shop_id, slot_id, attendance.address)) {
    if (auto booking = engine_.booking(transaction, shop_id, id))
      attendance.bookings.push_back(std::move(*booking));
  }
  const bool stands = !attendance.bookings.empty();
  if (stands) attendance.language = attendance.bookings.back().language;
  attendance.sequence = sequence_for(transaction, *slot, attendance.address, stands);
  attendance.answer = last_answer(transaction, shop_id, attendance.address, slot_id, stands);
  // The same address as in the letter, where there are letters.
  attendance.organizer = fmt::format("{}/s/{}", options.base_url, shop->slug);
  if (!options.mail_from.empty())
    attendance.organizer =
        "mailto:" + (stands ? reply_address(*shop, attendance.bookings.front().code, options.mail_from)
                            : options.mail_from);
  attendance.slot = std::move(*slot);
  write_attendee_entry(transaction, *person, std::move(attendance), clock_.now());
}

void Invitations::owe_entry(store::Transaction& transaction, const Id& shop, const Id& slot,
                            const std::string& person) const {
  owe(transaction, shop, kAttendeeTopic, fmt::format("{}/{}", slot.text(), person), clock_.now());
}

void Invitations::owe_entries(store::Transaction& transaction, const Booking& booking,
                              const std::set<Id>& slots) const {
  const auto person = store::find_user_by_email(transaction, booking.customer_email);
  if (!person) return;
  for (const Id& slot : slots) owe_entry(transaction, booking.shop, slot, person->name);
}

std::optional<std::string> Invitations::hear_stored(store::Transaction& transaction,
                                                    const store::Collection& calendar, std::string_view user,
                                                    const Component& object) {
  Component sent = object;
  Component* event = event_in(sent);
  if (!event || !event->find("ORGANIZER")) return std::nullopt;
  const std::string uid(event->value("UID"));
  auto entry = find_attendee_entry(transaction, user, uid);
  const auto person = entry ? store::find_user(transaction, user) : std::nullopt;
  if (!person || !is_own_calendar(transaction, *person, calendar.id)) return std::nullopt;
  if (entry->collection != calendar.id) {
    if (find_elsewhere(transaction, *person, uid, calendar.id)) return std::nullopt;  // a copy
    move_attendee_entry(transaction, *entry, calendar.id);
  }
  // What they must not change is put in order when the entry is written again.
  owe_entry(transaction, entry->shop, entry->slot, person->name);
  const std::string said = said_in(*event, *person);
  if (said.empty() || said == said_before(transaction, *person, calendar, uid)) return std::nullopt;
  if (take_answer_of(transaction, *entry, *person, said) || said != "DECLINED") return std::nullopt;
  set_partstat(*own_line(*event, *person), "ACCEPTED");
  return ical::serialize(sent);
}

void Invitations::hear_removed(store::Transaction& transaction, const store::Collection& calendar,
                               std::string_view user, std::string_view uid) {
  auto entry = find_attendee_entry(transaction, user, uid);
  if (!entry || entry->collection != calendar.id) return;
  const auto person = store::find_user(transaction, user);
  if (!person || !is_own_calendar(transaction, *person, calendar.id)) return;
  // Some apps move an event by storing it in the other calendar and deleting it here.
  if (const auto elsewhere = find_elsewhere(transaction, *person, uid, calendar.id))
    return move_attendee_entry(transaction, *entry, *elsewhere);
  const auto slot = engine_.find_slot(transaction, entry->shop, entry->slot);
  if (!slot || slot->ends_at <= clock_.now()) return;  // tidying up
  if (take_answer_of(transaction, *entry, *person, "DECLINED")) return;
  owe_entry(transaction, entry->shop, entry->slot, person->name);
}

bool Invitations::take_answer_of(store::Transaction& transaction, const AttendeeEntry& entry,
                                 const store::User& person, const std::string& partstat) {
  const std::string email = to_lower(person.email);
  for (const Id& id : standing_bookings(transaction, entry.shop, entry.slot, email)) {
    if (const auto booking = engine_.booking(transaction, entry.shop, id))
      take_answer(transaction, *booking, entry.slot, partstat, Repeated::counts);
  }
  return standing_bookings(transaction, entry.shop, entry.slot, email).empty();
}

}  // namespace timeshelf::commerce
