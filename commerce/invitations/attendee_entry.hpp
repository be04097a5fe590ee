// How a booked slot looks in a calendar of its customer who is a user of this server: an invitation that was
// delivered (RFC 6638 4.1, 4.2), with the UID of the one that goes by mail.
#pragma once
#include <string>
#include <vector>

#include "commerce/emission.hpp"
#include "commerce/views.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// What one customer has of one slot.
struct Attendance {
  Slot slot;
  std::vector<Booking> bookings;  ///< that stand, oldest first
  std::string answer;             ///< the customer's last, a PARTSTAT, or ""
  std::string address;            ///< of the customer
  std::string customer;           ///< a name for people
  std::string shop;               ///< its name
  std::string organizer;          ///< a calendar address
  std::int64_t sequence = 0;      ///< what letters say by now
  std::string language = "en";    ///< that the customer booked in

  bool stands() const { return !bookings.empty() && slot.state != SlotState::cancelled; }
};

/// One object, however many bookings of the slot the customer has. It is made only while something stands
/// and is not over; what is there already becomes STATUS:CANCELLED.
Emission attendee_entry(const Attendance&, Instant now);

}  // namespace timeshelf::commerce
