// What a customer is written about a booking: words for people, an iTIP message (RFC 5546) for calendars.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/letters/letters.hpp"
#include "commerce/payments/receipts.hpp"
#include "commerce/views.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// Why it is written.
enum class Occasion {
  booked,
  cancelled,
  changed,     ///< the shop moved a slot or called it off, or the booking was moved or made smaller
  left,        ///< the booking has nothing in these slots any more, and goes on elsewhere
  passed_on,   ///< it is somebody else's now; to who had it before
  still_here,  ///< the customer's calendar declined, but the booking stands
};

/// A slot of the booking, and what the customer's calendar knows about it.
struct LetterSlot {
  Slot slot;
  std::int64_t sequence = 0;
  bool booked_again = false;  ///< another booking of the same customer still stands: the event must stay
};

struct BookingFacts {
  store::Shop shop;
  Booking booking;
  std::vector<LetterSlot> slots;  ///< all of the booking; those that it left
  Occasion occasion = Occasion::booked;
  std::string organizer{};  ///< an address (reply_address.hpp)
  std::string link{};       ///< to the booking's page
  std::string claims{};     ///< leads the links of digital lines: "https://shop.example/d/"
  std::optional<Balance> balance{};
  bool paid_by_other = false;  ///< it was passed on: what was paid online goes back to who paid
};

/// The letter, still without its id.
///
/// A booking of one slot is an invitation (METHOD:REQUEST) or its end (METHOD:CANCEL). One of several slots
/// is METHOD:PUBLISH, because an invitation is about one event only (RFC 5546 3.2.2).
Letter booking_letter(const BookingFacts&, Instant now);

}  // namespace timeshelf::commerce
