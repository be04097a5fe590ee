#include "commerce/invitations/invitations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/bookings/change_rows.hpp"
#include "commerce/bookings/contact_rows.hpp"
#include "commerce/bookings/customer_rows.hpp"
#include "commerce/bookings/passage_rows.hpp"
#include "commerce/bookings/passing_on.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/invitations/answer_rows.hpp"
#include "commerce/invitations/reply_address.hpp"
#include "commerce/letters/letters_of_booking.hpp"
#include "commerce/letters/mended_letter.hpp"
#include "commerce/outbox.hpp"
#include "commerce/payments/receipts.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;

// Who cancels and books again gets an event with the same UID.
std::vector<LetterSlot> letter_slots(store::Transaction& transaction, Engine& engine, const Booking& booking,
                                     const std::set<Id>& of) {
  std::vector<LetterSlot> slots;
  const auto standing = booking.state == BookingState::confirmed ? slots_of(booking.lines) : std::set<Id>{};
  for (const Id& id : of) {
    auto slot = engine.find_slot(transaction, booking.shop, id);
    if (!slot) continue;
    const bool stands = standing.contains(id);
    const std::int64_t sequence = sequence_for(transaction, *slot, booking.customer_email, stands);
    const std::size_t own = stands ? 1 : 0;
    const bool again = standing_bookings(transaction, booking.shop, id, booking.customer_email).size() > own;
    slots.push_back({std::move(*slot), sequence, again});
  }
  std::sort(slots.begin(), slots.end(),
            [](const LetterSlot& a, const LetterSlot& b) { return a.slot.starts_at < b.slot.starts_at; });
  return slots;
}

// Bookings that have something in the slot, with whose they are.
void each_booked(store::Transaction& transaction, const Id& shop, const Id& slot,
                 FunctionRef<void(std::string booking, std::string email)> each) {
  transaction.query(
      "SELECT DISTINCT b.id, b.email FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = b.hold "
      "WHERE b.shop = $1 AND b.state = 'confirmed' AND l.slot = $2 AND l.quantity > l.gone",
      {shop, slot}, [&](const store::Row& row) { each(row.string(0), row.string(1)); });
}

Invitations::Unheard unheard(std::string sentence) {
  Invitations::Unheard error;
  error.message = std::move(sentence);
  return error;
}

std::optional<store::Shop> who_signed(store::Transaction& transaction, const ReplyDetail& detail) {
  for (store::Shop& shop : store::list_shops(transaction)) {
    if (is_signed_by(shop, detail)) return std::move(shop);
  }
  return std::nullopt;
}

const Component* event_in(const Component& calendar) {
  const auto event = std::find_if(calendar.components.begin(), calendar.components.end(),
                                  [](const Component& c) { return c.name == "VEVENT"; });
  return event == calendar.components.end() ? nullptr : &*event;
}

}  // namespace

void Invitations::write_to_customer(store::Transaction& transaction, const Id& shop, const Id& id) {
  const auto booking = engine_.booking(transaction, shop, id);
  if (!booking) return;
  write(transaction, *booking,
        booking->state == BookingState::cancelled ? Occasion::cancelled : Occasion::booked);
}

void Invitations::move_entries(store::Transaction& transaction, const Id& shop, const Id& slot) {
  std::set<std::string> emails;
  each_booked(transaction, shop, slot,
              [&](const std::string&, std::string email) { emails.insert(std::move(email)); });
  for (const std::string& email : store::addresses_of_users(transaction, emails)) {
    if (const auto person = store::find_user_by_email(transaction, email))
      owe_entry(transaction, shop, slot, person->name);
  }
}

void Invitations::tell_of_change(store::Transaction& transaction, const Id& shop, const Id& slot) {
  if (engine_.options().mail_from.empty()) return;
  std::set<std::string> bookings;
  each_booked(transaction, shop, slot,
              [&](std::string booking, const std::string&) { bookings.insert(std::move(booking)); });
  owe_all(transaction, shop, "change-letter", bookings, clock_.now());
}

void Invitations::write_of_change(store::Transaction& transaction, const Id& shop, const Id& id) {
  const auto booking = engine_.booking(transaction, shop, id);
  if (booking && booking->state == BookingState::confirmed) write(transaction, *booking, Occasion::changed);
}

void Invitations::write_of_leaving(store::Transaction& transaction, const Id& shop, const Id& id,
                                   const Id& slot) {
  auto booking = engine_.booking(transaction, shop, id);
  // Moved back: that is another letter. So is cancelling, which says nothing of what was left before.
  if (!booking || slots_of(booking->lines).contains(slot)) return;
  booking->lines.clear();
  write(transaction, *booking, Occasion::left, {slot});
}

void Invitations::write_of_passing_on(store::Transaction& transaction, const Id& shop, const Id& id) {
  const auto passage = load_passage(transaction, shop, id);
  const auto mended = passage ? std::nullopt : load_asked_letter(transaction, shop, id);
  if (!passage && !mended) return;
  auto booking = engine_.booking(transaction, shop, passage ? passage->booking : mended->booking);
  const Contact before =
      passage ? Contact{passage->from_name, passage->from_email, passage->from_language} : mended->before;
  if (!booking || (mended && booking->customer_email == before.email)) return;  // mended back
  booking->customer_name = before.name;
  booking->customer_email = before.email;
  booking->language = before.language;
  const std::set<Id> slots = slots_of(booking->lines);
  booking->lines.clear();  // nothing of it is theirs
  if (passage) return write(transaction, *booking, Occasion::passed_on, slots);
  owe_entries(transaction, *booking, slots);
  const std::string& mail_from = engine_.options().mail_from;
  const auto of = store::find_shop(transaction, shop);
  if (mail_from.empty() || !of) return;
  const std::string organizer = reply_address(*of, booking->code, mail_from);
  if (!was_invited(transaction, {shop, booking->created_at, before.email, organizer})) return;
  const Instant now = clock_.now();
  Letter letter = mended_letter(
      {*of, *booking, letter_slots(transaction, engine_, *booking, slots), Occasion::passed_on, organizer},
      now);
  letter.id = Id::make(now, random_);
  post(transaction, letter, now);
}

void Invitations::write(store::Transaction& transaction, const Booking& booking, Occasion occasion) {
  write(transaction, booking, occasion, slots_of(booking.lines));
}

void Invitations::write(store::Transaction& transaction, const Booking& booking, Occasion occasion,
                        const std::set<Id>& slots) {
  if (booking.customer_email.empty()) return;  // who walked up left no address
  owe_entries(transaction, booking, slots);
  const EngineOptions& options = engine_.options();
  const auto shop = store::find_shop(transaction, booking.shop);
  if (options.mail_from.empty() || !shop) return;
  const Instant now = clock_.now();
  Letter letter = booking_letter({*shop, booking, letter_slots(transaction, engine_, booking, slots),
                                  occasion, reply_address(*shop, booking.code, options.mail_from),
                                  fmt::format("{}/b/{}", options.base_url, booking.token),
                                  options.base_url + "/d/", balance_of(transaction, booking.shop, booking.id),
                                  serial_of(transaction, booking.shop, booking.id) > 0},
                                 now);
  letter.id = Id::make(now, random_);
  post(transaction, letter, now);
}

Result<Invitations::Heard, Invitations::Unheard> Invitations::hear(store::Transaction& transaction,
                                                                   const Component& reply) {
  if (to_upper(reply.value("METHOD")) != "REPLY")
    return unheard("It is no answer to an invitation: it lacks METHOD:REPLY.");
  const Component* event = event_in(reply);
  if (!event) return unheard("It answers no event: it holds no VEVENT.");
  const auto detail = detail_of(event->value("ORGANIZER"));
  const auto shop = detail ? who_signed(transaction, *detail) : std::nullopt;
  if (!shop) return unheard("Its ORGANIZER is not an address that this shop gave out.");
  const auto booking = engine_.booking_by_code(transaction, shop->id, detail->code);
  if (!booking) return unheard("There is no such booking.");
  const Property* attendee = event->find("ATTENDEE");
  if (!attendee || to_lower(attendee->value()) != "mailto:" + booking->customer_email)
    return unheard("Its ATTENDEE is not who made the booking.");
  for (const Id& id : slots_of(booking->lines)) {
    const auto slot = engine_.find_slot(transaction, shop->id, id);
    if (slot && slot->uid == event->value("UID"))
      return take_answer(transaction, *booking, id, to_upper(attendee->parameter("PARTSTAT")),
                         Repeated::ignored);
  }
  return unheard("Its UID is none of the booking's slots.");
}

Invitations::Heard Invitations::take_answer(store::Transaction& transaction, const Booking& booking,
                                            const Id& slot, const std::string& partstat, Repeated repeated) {
  const Instant now = clock_.now();
  const bool known = partstat == "ACCEPTED" || partstat == "TENTATIVE" || partstat == "DECLINED";
  const std::string answer = known ? partstat : "NEEDS-ACTION";
  // A calendar that answers by itself says the same again and again: it is written to once.
  const bool another = store_answer(transaction, booking, slot, answer, now);
  if (!another && repeated == Repeated::ignored) return Heard::noted;
  record(transaction, booking.shop, "customer", "booking.answered", booking.id.text(),
         {{"partstat", answer}, {"slot", slot.text()}}, now, random_);
  owe_entries(transaction, booking, {slot});
  if (booking.state == BookingState::cancelled) {
    // RFC 5546 3.2.3: who answers what no longer stands is told how it stands.
    if (answer != "DECLINED") write(transaction, booking, Occasion::cancelled);
    return Heard::noted;
  }
  if (answer != "DECLINED") return Heard::noted;
  const bool whole = slots_of(booking.lines).size() == 1;
  if (whole && engine_.cancel(transaction, booking.shop, booking.id)) return Heard::cancelled;
  write(transaction, booking, Occasion::still_here);
  return Heard::asked;
}

}  // namespace timeshelf::commerce
