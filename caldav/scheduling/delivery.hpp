// Taking messages to their recipients: into the inbox and the calendar of users of this server, by mail to
// others (RFC 6638 3.2.5, 4).
#pragma once
#include <optional>
#include <string>

#include "base/result.hpp"
#include "caldav/scheduling/directory.hpp"
#include "caldav/scheduling/message.hpp"

namespace timeshelf::caldav::scheduling {

struct Delivery {
  std::string status;            ///< SCHEDULE-STATUS (RFC 6638 3.2.9)
  std::optional<Message> reply;  ///< of a room or resource, which answers at once
};
Delivery deliver(const World&, const store::User& sender, const Message&);

/// A message that came by mail (see Service::receive).
Result<void, ErrorBase> receive(const World&, const store::User& recipient, const ical::Component& message);

/// Tells the copies of the other attendees what `who` answered, without a message (RFC 6638 3.2.10: their
/// Schedule-Tag stays).
void spread_answers(const World&, const ical::Component& organizers, const Addresses& who);

}  // namespace timeshelf::caldav::scheduling
