// The calendars of customers who are users of this server, and where in them the entries of slots lie.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "commerce/invitations/attendee_entry.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {

/// Where somebody finds a slot that they booked.
struct AttendeeEntry {
  Id shop;
  Id slot;
  std::string person;  ///< a login
  std::string uid;
  Id home_shop;          ///< of the person
  Id collection;         ///< may be gone
  std::string language;  ///< that it was written in last
};
std::optional<AttendeeEntry> find_attendee_entry(store::Transaction&, std::string_view person,
                                                 std::string_view uid);
/// It lies in another calendar of theirs now.
void move_attendee_entry(store::Transaction&, AttendeeEntry&, const Id& to);

/// True of a calendar in the person's own home: not one that is shared with them, and no shelf.
bool is_own_calendar(store::Transaction&, const store::User& person, const Id& collection);
/// Another calendar of their own that holds the UID.
std::optional<Id> find_elsewhere(store::Transaction&, const store::User& person, std::string_view uid,
                                 const Id& but);

/// Brings the entry to what is booked: where the person keeps it, or in their default calendar (the one named
/// "calendar", or the first that takes events). Of what is booked no more it goes on in the language that it
/// had.
void write_attendee_entry(store::Transaction&, const store::User& person, Attendance, Instant now);

}  // namespace timeshelf::commerce
