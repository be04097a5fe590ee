#include "commerce/letters/booking_letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/letters/letter_text.hpp"
#include "commerce/letters/mended_letter.hpp"
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

const LetterWords& words_of(const BookingFacts& facts) {
  return letter_words(facts.booking.language);
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
  lines.emplace_back("DESCRIPTION",
                     escape_text(filled(words_of(facts).booking.in_calendar, "code", facts.booking.code)));
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

std::string_view way_word(std::string_view kind, const BookingWords& words) {
  if (kind == "DELIVERY") return words.delivery;
  if (kind == "SAME-DAY") return words.same_day;
  return kind == "DIGITAL" ? words.digital : words.pickup;
}

std::string line_of(const BookingFacts& facts, const Slot& slot, const Line& line) {
  const LetterWords& words = words_of(facts);
  std::string text = fmt::format("  {} x {}, {}", line.quantity, offer_name(slot, line.sku, words),
                                 money_text(line.amount(), words));
  if (line.sku != ical::kSeatSku && !line.fulfilment.empty())
    text += fmt::format(", {}", way_word(line.fulfilment, words.booking));
  if (line.window)
    text += " " + clock_text(slot.starts_at + line.window->begins, slot.starts_at + line.window->ends,
                             slot.time_zone);
  if (line.preorder && !is_off(facts, slot)) text += fmt::format(", {}", words.booking.preordered);
  text += "\n";
  if (!line.claim.empty() && !is_off(facts, slot))
    text += fmt::format("    {}\n", filled(words.booking.claim, "link", facts.claims + line.claim));
  return text;
}

std::string sum_line(std::string_view format, const Money& sum, const LetterWords& words) {
  return fmt::format("  {}\n", filled(format, "sum", money_text(sum, words)));
}

std::string fees_text(const BookingFacts& facts, const Slot& slot) {
  const LetterWords& words = words_of(facts);
  std::map<std::pair<std::string, std::string>, Money> fees;  // a fee has a row for each rate of tax
  for (const Fee& fee : facts.booking.fees) {
    if (fee.slot != slot.id) continue;
    const auto at = fees.try_emplace({fee.kind, fee.zone}, Money{0, fee.amount.currency}).first;
    at->second.minor += fee.amount.minor;
  }
  std::string text;
  for (const auto& [way, sum] : fees)
    text += fmt::format("  {}, {}\n", way_word(way.first, words.booking), money_text(sum, words));
  return text;
}

std::string address_text(const BookingFacts& facts) {
  if (!facts.booking.address) return "";
  const Address& to = *facts.booking.address;
  const std::string address = fmt::format("{}, {}, {} {}, {}", one_line(to.name), one_line(to.street),
                                          one_line(to.postal_code), one_line(to.city), to.country);
  return fmt::format("  {}\n", filled(words_of(facts).booking.delivered_to, "address", address));
}

std::string slot_text(const BookingFacts& facts, const Slot& slot) {
  std::string text = fmt::format("  {}\n  {}\n", one_line(slot.summary), when_text(slot, words_of(facts)));
  if (!slot.location.empty()) text += fmt::format("  {}\n", one_line(slot.location));
  if (slot.state == SlotState::cancelled) text += fmt::format("  {}\n", words_of(facts).booking.off);
  for (const Line& line : facts.booking.lines) {
    if (line.slot == slot.id) text += line_of(facts, slot, line);
  }
  return text + fees_text(facts, slot) + "\n";
}

std::string total_text(const BookingFacts& facts) {
  const Booking& booking = facts.booking;
  const LetterWords& words = words_of(facts);
  Money tax{0, booking.total.currency};
  for (const Line& line : booking.lines) tax.minor += line.tax;
  for (const Fee& fee : booking.fees) tax.minor += fee.tax;
  std::string text = "  " + filled(words.booking.total, "sum", money_text(booking.total, words));
  if (tax.minor != 0) text += ", " + filled(words.booking.tax, "sum", money_text(tax, words));
  text += "\n";
  if (booking.state == BookingState::cancelled || !facts.balance) return text;
  const Balance& balance = *facts.balance;
  if (balance.paid.minor != 0) text += sum_line(words.booking.paid, balance.paid, words);
  if (balance.returning.minor > 0)
    text += sum_line(facts.paid_by_other ? words.booking.returning_to_payer : words.booking.returning,
                     balance.returning, words);
  const Money open = to_pay(booking, balance);
  if (open.minor > 0 && !is_all_off(facts)) text += sum_line(words.booking.owed, open, words);
  return text;
}

const BookingWords::Occasion& occasion_words(const BookingFacts& facts) {
  const BookingWords& words = words_of(facts).booking;
  switch (facts.occasion) {
    case Occasion::booked:
      return is_all_off(facts) ? words.called_off : words.booked;
    case Occasion::cancelled:
      return words.cancelled;
    case Occasion::changed:
      return is_all_off(facts) ? words.called_off : words.changed;
    case Occasion::left:
      return words.left;
    case Occasion::passed_on:
      return words.passed_on;
    case Occasion::still_here:
      break;
  }
  return words.still_here;
}

std::string how_to_go_on(const BookingFacts& facts) {
  const BookingWords& words = words_of(facts).booking;
  if (facts.booking.state == BookingState::cancelled) return "";
  const auto link = [&](std::string_view format) { return filled(format, "link", facts.link) + "\n\n"; };
  if (is_all_off(facts)) return link(words.page);
  if (facts.occasion == Occasion::still_here) return link(words.to_cancel);
  std::string text = link(words.qr_code);
  if (method_of(facts) == "REQUEST") text += fmt::format("{}\n\n", words.declining);
  return text;
}

std::string body_of(const BookingFacts& facts, std::string_view opening) {
  const LetterWords& words = words_of(facts);
  std::string text = fmt::format("{}\n\n{}\n\n",
                                 filled(words.hello, "name", one_line(facts.booking.customer_name)), opening);
  for (const LetterSlot& of : facts.slots) text += slot_text(facts, of.slot);
  if (facts.occasion == Occasion::passed_on) return text + one_line(facts.shop.name) + "\n";
  if (facts.occasion != Occasion::left) text += address_text(facts) + total_text(facts);
  text += fmt::format("  {}\n\n", filled(words.booking.code, "code", facts.booking.code));
  return text + how_to_go_on(facts) + one_line(facts.shop.name) + "\n";
}

Letter written(const BookingFacts& facts, const BookingWords::Occasion& occasion, Instant now) {
  Letter letter;
  letter.shop = facts.shop.id;
  letter.recipient = facts.booking.customer_email;
  letter.recipient_name = one_line(facts.booking.customer_name);
  letter.organizer = facts.organizer;
  letter.language = words_of(facts).language;
  letter.subject =
      fmt::format("{}: {}", occasion.subject,
                  one_line(facts.slots.empty() ? facts.shop.name : facts.slots.front().slot.summary));
  letter.body = body_of(facts, occasion.opening);
  const Component message = itip_message(facts, now);
  if (message.components.empty()) return letter;
  letter.calendar = ical::serialize(message);
  letter.method = method_of(facts);
  return letter;
}

}  // namespace

Letter booking_letter(const BookingFacts& facts, Instant now) {
  return written(facts, occasion_words(facts), now);
}

Letter mended_letter(BookingFacts facts, Instant now) {
  facts.occasion = Occasion::passed_on;
  return written(facts, mended_words(facts.booking.language), now);
}

}  // namespace timeshelf::commerce
