// What follows when an organizer stores or removes a meeting (RFC 6638 3.2.1). Pure.
#pragma once
#include <vector>

#include "caldav/scheduling/message.hpp"

namespace timeshelf::caldav::scheduling {

struct OrganizerChange {
  /// What to store: answers reset and SEQUENCE raised where it was rescheduled (RFC 6638 3.2.8, RFC 5546
  /// 2.1.4), SCHEDULE-STATUS of those who get no message now as it stood, no SCHEDULE-FORCE-SEND.
  ical::Component object;
  std::vector<Message> messages;  ///< CANCELs before REQUESTs
};
/// `before` is null for a new object. `keep_answers`: the client did not see what attendees answered since it
/// last read (If-Schedule-Tag-Match, RFC 6638 3.2.10), so their PARTSTAT stays as stored.
OrganizerChange organizer_stores(const ical::Component* before, ical::Component sent, const Addresses& self,
                                 bool keep_answers, Instant now);

/// CANCELs to all who were invited.
std::vector<Message> organizer_removes(const ical::Component& before, const Addresses& self, Instant now);

/// Notes what became of a message, on each line of its recipient (RFC 6638 3.2.9).
void set_schedule_status(ical::Component& object, const Addresses& recipient, std::string_view status);

}  // namespace timeshelf::caldav::scheduling
