#include "commerce/bookings/contacts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/bookings/contact_rows.hpp"
#include "commerce/bookings/passing_on.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/invitations/reply_address.hpp"
#include "commerce/letters/letters_of_booking.hpp"
#include "commerce/outbox.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {
namespace {

using Code = ContactError::Code;

ContactError error(Code code, std::string sentence, std::string field = {}) {
  ContactError made;
  made.message = std::move(sentence);
  made.code = code;
  made.field = std::move(field);
  return made;
}

// Not what it was and is: the log is kept for ever, and the booking says who it is.
boost::json::array changed_members(const Booking& before, const Contact& contact) {
  boost::json::array changed;
  if (contact.name != before.customer_name) changed.emplace_back("name");
  if (contact.email != before.customer_email) changed.emplace_back("email");
  if (contact.language != before.language) changed.emplace_back("language");
  return changed;
}

bool is_ahead(const Booking& booking, Instant now) {
  return booking.state == BookingState::confirmed &&
         std::any_of(booking.lines.begin(), booking.lines.end(),
                     [&](const Line& line) { return line.ends_at > now; });
}

std::optional<ContactError> refuse_too_many(store::Transaction& transaction, const Booking& booking,
                                            Instant now) {
  const auto until = asked_too_often(transaction, booking.shop, booking.id, now);
  if (!until) return std::nullopt;
  ContactError refused = error(
      Code::too_many, fmt::format("At most {} letters of one booking and {} of the shop are asked for in "
                                  "an hour. Try again later.",
                                  kAskedOfBooking, kAskedOfShop));
  refused.again_at = until;
  return refused;
}

}  // namespace

Result<Booking, ContactError> Contacts::mend(store::Transaction& transaction, const Booking& booking,
                                             const Contact& wanted, const std::string& actor) {
  const Instant now = clock_.now();
  const Contact contact{std::string(trim(wanted.name)), normalise_email(wanted.email), wanted.language};
  if (const auto refused = refuse_customer(contact.name, contact.email))
    return error(Code::invalid, refused->message, refused->field);
  auto changed = changed_members(booking, contact);
  if (changed.empty()) return booking;
  const bool readdressed = contact.email != booking.customer_email;
  if (readdressed) {
    if (auto refused = refuse_too_many(transaction, booking, now)) return *refused;
  }
  store_contact(transaction, booking, contact);
  record(transaction, booking.shop, actor, "booking.contact_changed", booking.id.text(),
         {{"changed", std::move(changed)}}, now, random_);
  if (readdressed) readdress(transaction, booking, contact.email);
  return *engine_.booking(transaction, booking.shop, booking.id);
}

void Contacts::readdress(store::Transaction& transaction, const Booking& before, const std::string& email) {
  const Instant now = clock_.now();
  const AskedLetter letter{
      Id::make(now, random_), before.id, now, {before.customer_name, before.customer_email, before.language}};
  insert_asked_letter(transaction, before.shop, letter);
  note_customer(transaction, before, email);
  if (!is_ahead(before, now)) return;
  if (!before.customer_email.empty()) call_off(transaction, before, letter.id);
  if (sends_mail() || store::find_user_by_email(transaction, email))
    owe(transaction, before.shop, "letter", before.id.text(), now + std::chrono::milliseconds(1));
}

// What was not sent yet stays here. Whether a letter arrives that is being sent in this moment is known when
// nobody can be trying any more.
void Contacts::call_off(store::Transaction& transaction, const Booking& before, const Id& letter) {
  const Instant now = clock_.now();
  Instant due = now;
  if (sends_mail()) {
    const auto shop = store::find_shop(transaction, before.shop);
    const std::string organizer = reply_address(*shop, before.code, engine_.options().mail_from);
    due = withdraw_letters(transaction, {before.shop, before.created_at, before.customer_email, organizer},
                           now);
  } else if (!store::find_user_by_email(transaction, before.customer_email)) {
    return;
  }
  owe(transaction, before.shop, kPassedOnTopic, letter.text(), due);
}

Result<Booking, ContactError> Contacts::write_again(store::Transaction& transaction, const Booking& booking,
                                                    const std::string& actor) {
  const Instant now = clock_.now();
  if (booking.customer_email.empty())
    return error(Code::invalid, "The booking has no e-mail address. Add one first.", "email");
  if (!sends_mail())
    return error(Code::no_mail,
                 "This server sends no mail. Tell the customer the code of the booking yourself, or set "
                 "\"mail\" in the server's configuration.");
  if (auto refused = refuse_too_many(transaction, booking, now)) return *refused;
  insert_asked_letter(transaction, booking.shop, {Id::make(now, random_), booking.id, now});
  record(transaction, booking.shop, actor, "booking.letter_asked", booking.id.text(), {}, now, random_);
  owe(transaction, booking.shop, "letter", booking.id.text(), now);
  return booking;
}

}  // namespace timeshelf::commerce
