#include "commerce/booking_letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/letter_words.hpp"
#include "ical/component.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::escape_text;
using ical::Parameter;

bool is_off(const BookingFacts& facts, const Slot& slot) {
  return facts.booking.state == BookingState::cancelled || facts.occasion == Occasion::left ||
         facts.occasion == Occasion::passed_on || slot.state == SlotState::cancelled;
}

bool is_all_off(const BookingFacts& facts) {
  return std::all_of(facts.slots.begin(), facts.slots.end(),
                     [&](const LetterSlot& of) { return is_off(facts, of.slot); });
}

std::string_view method_of(const BookingFacts& facts) {
  if (facts.slots.size() > 1) return "PUBLISH";
  return is_all_off(facts) ? "CANCEL" : "REQUEST";
}

Component event_of(const BookingFacts& facts, const LetterSlot& of, Instant now) {
  const Slot& slot = of.slot;
  Component event{"VEVENT", {}, {}};
  auto& lines = event.properties;
  lines.emplace_back("UID", slot.uid);  // the feed's own: never twice beside it
  lines.emplace_back("DTSTAMP", to_ical_utc(now));
  lines.emplace_back("SEQUENCE", std::to_string(of.sequence));
  lines.emplace_back("DTSTART", to_ical_utc(slot.starts_at));
  lines.emplace_back("DTEND", to_ical_utc(slot.ends_at));
  lines.emplace_back("SUMMARY", escape_text(slot.summary));
  // People share calendars: only the code to read out stands here, neither the token nor a link.
  lines.emplace_back("DESCRIPTION", escape_text("Booked. Your code: " + facts.booking.code));
  if (!slot.location.empty()) lines.emplace_back("LOCATION", escape_text(slot.location));
  lines.emplace_back("STATUS", is_off(facts, slot) ? "CANCELLED" : "CONFIRMED");
  lines.emplace_back("ORGANIZER", "mailto:" + facts.organizer,
                     std::vector<Parameter>{{"CN", {one_line(facts.shop.name)}}});
  if (method_of(facts) == "PUBLISH") return event;
  std::vector<Parameter> attendee{{"CN", {one_line(facts.booking.customer_name)}}};
  if (!is_off(facts, slot)) {
    attendee.push_back({"PARTSTAT", {"ACCEPTED"}});
    attendee.push_back({"RSVP", {"TRUE"}});
  }
  lines.emplace_back("ATTENDEE", "mailto:" + facts.booking.customer_email, std::move(attendee));
  return event;
}

Component itip_message(const BookingFacts& facts, Instant now) {
  Component calendar{"VCALENDAR", {}, {}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Timeshelf//EN");
  calendar.properties.emplace_back("CALSCALE", "GREGORIAN");
  calendar.properties.emplace_back("METHOD", std::string(method_of(facts)));
  for (const LetterSlot& of : facts.slots) {
    if (of.booked_again && is_off(facts, of.slot)) continue;
    calendar.components.push_back(event_of(facts, of, now));
  }
  return calendar;
}

std::string_view way_word(std::string_view kind) {
  if (kind == "DELIVERY") return "delivery";
  if (kind == "SAME-DAY") return "same-day delivery";
  return kind == "DIGITAL" ? "digital" : "pickup";
}

std::string line_of(const BookingFacts& facts, const Slot& slot, const Line& line) {
  std::string text =
      fmt::format("  {} x {}, {}", line.quantity, offer_name(slot, line.sku), line.amount().text());
  if (line.sku != ical::kSeatSku && !line.fulfilment.empty())
    text += fmt::format(", {}", way_word(line.fulfilment));
  if (line.window)
    text += " " + clock_text(slot.starts_at + line.window->begins, slot.starts_at + line.window->ends,
                             slot.time_zone);
  if (line.preorder && !is_off(facts, slot)) text += ", preordered: it is made for you";
  text += "\n";
  if (!line.claim.empty() && !is_off(facts, slot))
    text += fmt::format("    Yours to open, once: {}{}\n", facts.claims, line.claim);
  return text;
}

std::string fees_text(const BookingFacts& facts, const Slot& slot) {
  std::map<std::pair<std::string, std::string>, Money> fees;  // a fee has a row for each rate of tax
  for (const Fee& fee : facts.booking.fees) {
    if (fee.slot != slot.id) continue;
    const auto at = fees.try_emplace({fee.kind, fee.zone}, Money{0, fee.amount.currency}).first;
    at->second.minor += fee.amount.minor;
  }
  std::string text;
  for (const auto& [way, sum] : fees) text += fmt::format("  {}, {}\n", way_word(way.first), sum.text());
  return text;
}

std::string address_text(const BookingFacts& facts) {
  if (!facts.booking.address) return "";
  const Address& to = *facts.booking.address;
  return fmt::format("  Delivered to: {}, {}, {} {}, {}\n", one_line(to.name), one_line(to.street),
                     one_line(to.postal_code), one_line(to.city), to.country);
}

std::string slot_text(const BookingFacts& facts, const Slot& slot) {
  std::string text = fmt::format("  {}\n  {}\n", one_line(slot.summary), when_text(slot));
  if (!slot.location.empty()) text += fmt::format("  {}\n", one_line(slot.location));
  if (slot.state == SlotState::cancelled) text += "  called off\n";
  for (const Line& line : facts.booking.lines) {
    if (line.slot == slot.id) text += line_of(facts, slot, line);
  }
  return text + fees_text(facts, slot) + "\n";
}

std::string total_text(const BookingFacts& facts) {
  const Booking& booking = facts.booking;
  Money tax{0, booking.total.currency};
  for (const Line& line : booking.lines) tax.minor += line.tax;
  for (const Fee& fee : booking.fees) tax.minor += fee.tax;
  std::string text = "  Total: " + booking.total.text();
  if (tax.minor != 0) text += fmt::format(", {} tax included", tax.text());
  text += "\n";
  if (booking.state == BookingState::cancelled || !facts.balance || facts.balance->paid.minor == 0)
    return text;
  const Balance& balance = *facts.balance;
  text += fmt::format("  Paid: {}\n", balance.paid.text());
  if (balance.returning.minor > 0)
    text += fmt::format("  On its way back to you: {}\n", balance.returning.text());
  if (balance.owed().minor > 0)
    text += fmt::format("  Still to pay, to the shop: {}\n", balance.owed().text());
  return text;
}

std::string_view opening(const BookingFacts& facts) {
  switch (facts.occasion) {
    case Occasion::booked:
      return "your booking is confirmed.";
    case Occasion::cancelled:
      return "your booking is cancelled.";
    case Occasion::changed:
      return is_all_off(facts) ? "we are sorry: what you booked is called off."
                               : "something about your booking has changed. This is how it stands now:";
    case Occasion::left:
      return "your booking does not include this any more. How it stands now comes with the next letter.";
    case Occasion::passed_on:
      return "you passed your booking on. Its new holder has a QR code of their own; yours opens nothing any "
             "more.";
    case Occasion::still_here:
      break;
  }
  return "your calendar declined our invitation, but that could not cancel the booking. It still stands:";
}

std::string_view subject_word(const BookingFacts& facts) {
  switch (facts.occasion) {
    case Occasion::booked:
      return "Booked";
    case Occasion::cancelled:
      return "Cancelled";
    case Occasion::changed:
      return is_all_off(facts) ? "Called off" : "Changed";
    case Occasion::left:
      return "No longer booked";
    case Occasion::passed_on:
      return "Passed on";
    case Occasion::still_here:
      break;
  }
  return "Still booked";
}

std::string how_to_go_on(const BookingFacts& facts) {
  if (facts.booking.state == BookingState::cancelled) return "";
  if (is_all_off(facts)) return fmt::format("Your booking: {}\n\n", facts.link);
  if (facts.occasion == Occasion::still_here)
    return fmt::format("To cancel, open your booking, or ask us:\n{}\n\n", facts.link);
  std::string text =
      fmt::format("The QR code to show when you come, and a button to cancel, are here:\n{}\n\n", facts.link);
  if (method_of(facts) == "REQUEST")
    text += "Declining the invitation in your calendar cancels the booking, too.\n\n";
  return text;
}

std::string body_of(const BookingFacts& facts) {
  std::string text =
      fmt::format("Hello {},\n\n{}\n\n", one_line(facts.booking.customer_name), opening(facts));
  for (const LetterSlot& of : facts.slots) text += slot_text(facts, of.slot);
  if (facts.occasion == Occasion::passed_on) return text + one_line(facts.shop.name) + "\n";
  if (facts.occasion != Occasion::left) text += address_text(facts) + total_text(facts);
  text += fmt::format("  Your code: {}\n\n", facts.booking.code);
  return text + how_to_go_on(facts) + one_line(facts.shop.name) + "\n";
}

}  // namespace

Letter booking_letter(const BookingFacts& facts, Instant now) {
  Letter letter;
  letter.shop = facts.shop.id;
  letter.recipient = facts.booking.customer_email;
  letter.recipient_name = one_line(facts.booking.customer_name);
  letter.organizer = facts.organizer;
  letter.subject =
      fmt::format("{}: {}", subject_word(facts),
                  one_line(facts.slots.empty() ? facts.shop.name : facts.slots.front().slot.summary));
  letter.body = body_of(facts);
  const Component message = itip_message(facts, now);
  if (message.components.empty()) return letter;
  letter.calendar = ical::serialize(message);
  letter.method = method_of(facts);
  return letter;
}

}  // namespace timeshelf::commerce
