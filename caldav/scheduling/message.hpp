// iTIP messages (RFC 5546) and what one attendee may see of a meeting. Pure.
#pragma once
#include <optional>
#include <set>
#include <string>

#include "caldav/scheduling/meeting.hpp"

namespace timeshelf::caldav::scheduling {

struct Message {
  std::string method;        ///< REQUEST, CANCEL, REPLY, REFRESH, ADD, COUNTER, DECLINECOUNTER
  std::string recipient;     ///< normalised address
  ical::Component calendar;  ///< with its METHOD
};

/// What somebody is invited to: of a series they see the instances that name them and no other (RFC 6638
/// 3.2.6); without alarms and parameters that do not travel. Nothing if they are invited to nothing, or it is
/// called off.
std::optional<ical::Component> invitation_for(const ical::Component& object, const Addresses& who);

/// The invitation without these instances, as it looks once they are taken out of the series.
ical::Component without(ical::Component invitation, const std::set<Instant>& instances);

/// Equal where two invitations tell their attendee the same: what programs note (DTSTAMP, SEQUENCE, PARTSTAT)
/// does not count.
std::string meaning_of(const ical::Component& invitation);

/// Puts METHOD and DTSTAMP in.
Message message_of(std::string method, std::string recipient, ical::Component calendar, Instant now);

/// CANCEL of all that stood in the invitation, or of these instances (RFC 5546 3.2.5). `sequence`: at least.
Message cancellation(const ical::Component& invitation, const std::optional<std::set<Instant>>& instances,
                     const Addresses& who, std::int64_t sequence, Instant now);

}  // namespace timeshelf::caldav::scheduling
