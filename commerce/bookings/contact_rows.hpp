// Rows of contacts that are mended, and of the letters that people of the shop ask for.
#pragma once
#include <optional>
#include <string>

#include "base/time.hpp"
#include "commerce/bookings/contacts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A letter that somebody of the shop had written.
struct AskedLetter {
  Id id;
  Id booking;
  Instant at;
  Contact before{};  ///< where the address was mended; all of it is "" otherwise
};
void insert_asked_letter(store::Transaction&, const Id& shop, const AskedLetter&);
std::optional<AskedLetter> load_asked_letter(store::Transaction&, const Id& shop, const Id& letter);

/// Until when no other may be asked for; nothing if it may be now.
std::optional<Instant> asked_too_often(store::Transaction&, const Id& shop, const Id& booking, Instant now);

/// The booking, and an open link that passes it on, say the contact from now on.
void store_contact(store::Transaction&, const Booking&, const Contact&);

/// The address has what the booking has and had of its slots: for their limits, and for calendars.
void note_customer(store::Transaction&, const Booking&, const std::string& email);

/// How often bookings of the slot were taken from the address because it was mended.
std::int64_t times_mended(store::Transaction&, const Id& shop, const std::string& email, const Id& slot);

}  // namespace timeshelf::commerce
