#include "commerce/invitations/attendee_entry.hpp"

#include <fmt/format.h>

#include "commerce/calendar_words.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/letters/letter_text.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Parameter;
using ical::Property;

// An answer that the shop could not act on does not stand.
std::string partstat_of(const Attendance& attendance) {
  if (attendance.answer.empty()) return "ACCEPTED";  // who books comes
  return attendance.stands() && attendance.answer == "DECLINED" ? "ACCEPTED" : attendance.answer;
}

// Why declining did not cancel it. People share calendars, so neither link nor token stands here.
std::string still_here(const Attendance& attendance, const BookingWords& words) {
  const bool several = slots_of(attendance.bookings.front().lines).size() > 1;
  return filled(several ? words.declined_one_of_several : words.declined_late, "shop", attendance.shop);
}

std::string description_of(const Attendance& attendance) {
  const BookingWords& words = letter_words(attendance.language).booking;
  if (!attendance.stands()) return std::string(words.no_longer);
  std::string codes;
  for (const Booking& booking : attendance.bookings) codes += (codes.empty() ? "" : ", ") + booking.code;
  const std::string text = filled(words.in_calendar, "code", codes);
  return attendance.answer == "DECLINED" ? text + "\n" + still_here(attendance, words) : text;
}

}  // namespace

Emission attendee_entry(const Attendance& attendance, Instant now) {
  const Slot& slot = attendance.slot;
  Emission entry;
  entry.component = "VEVENT";
  entry.uid = slot.uid;
  entry.name = fmt::format("booking-{}", slot.id.text());
  entry.make = attendance.stands() && slot.ends_at > now;
  entry.least_sequence = attendance.sequence;
  entry.overruled = calendar_words(attendance.language).staff.overruled;
  std::vector<Parameter> attendee{{"CN", {one_line(attendance.customer)}},
                                  {"PARTSTAT", {partstat_of(attendance)}}};
  if (attendance.stands()) attendee.push_back({"RSVP", {"TRUE"}});
  entry.lines = {
      Property("DTSTART", to_ical_utc(slot.starts_at)),
      Property("DTEND", to_ical_utc(slot.ends_at)),
      Property("SUMMARY", ical::escape_text(slot.summary)),
      Property("STATUS", attendance.stands() ? "CONFIRMED" : "CANCELLED"),
      Property("ORGANIZER", attendance.organizer, {{"CN", {one_line(attendance.shop)}}}),
      Property("ATTENDEE", "mailto:" + attendance.address, std::move(attendee)),
      Property("DESCRIPTION", ical::escape_text(description_of(attendance))),
  };
  if (!slot.location.empty()) entry.lines.emplace_back("LOCATION", ical::escape_text(slot.location));
  return entry;
}

}  // namespace timeshelf::commerce
