// What an attendee may change, and what follows (RFC 6638 3.2.2). Pure.
#pragma once
#include <optional>

#include "base/result.hpp"
#include "caldav/scheduling/message.hpp"

namespace timeshelf::caldav::scheduling {

/// C:allowed-attendee-scheduling-object-change: the sentence names what is the organizer's to change.
struct NotTheirs : ErrorBase {};

struct AttendeeChange {
  /// What to store: their own answers, alarms and notes; what others answered as it stood.
  ical::Component object;
  std::optional<Message> reply;  ///< to the organizer
};
/// `before` is null for a new object, which may be whatever came by another way.
Result<AttendeeChange, NotTheirs> attendee_stores(const ical::Component* before, ical::Component sent,
                                                  const Addresses& self, Instant now);

/// Who removes a meeting declines what they had not declined yet.
std::optional<Message> attendee_removes(const ical::Component& before, const Addresses& self, Instant now);

/// Sets one's own answer in all parts, and the reply that says so: how a room answers by itself. Instances
/// of `declined` are declined whatever `partstat` says.
AttendeeChange answer_with(ical::Component invitation, const Addresses& self, std::string_view partstat,
                           const std::set<Instant>& declined, Instant now);

/// Notes what became of the reply, on each ORGANIZER line.
void set_organizer_status(ical::Component& object, std::string_view status);

}  // namespace timeshelf::caldav::scheduling
