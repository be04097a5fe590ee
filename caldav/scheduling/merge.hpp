// How a message changes the object that its recipient has (RFC 5546 3.2, RFC 6638 4.2). Pure.
#pragma once
#include <optional>

#include "caldav/scheduling/message.hpp"

namespace timeshelf::caldav::scheduling {

/// Whether messages come as they were sent.
enum class Order {
  kept,     ///< within this server: also a meeting that was called off and made again counts, whatever its
            ///< SEQUENCE
  unknown,  ///< by mail: an older SEQUENCE came late (RFC 5546 2.1.5)
};

/// REQUEST into what an attendee has: the organizer's lines, and the attendee's own alarms and notes. A
/// message with the series replaces the whole; one with instances alone replaces these. Nothing where it is
/// older than what is there.
std::optional<ical::Component> merge_request(const ical::Component* existing, const ical::Component& message,
                                             const Addresses& self, Order order);
/// CANCEL: what is called off becomes STATUS:CANCELLED, an instance of a series an EXDATE.
std::optional<ical::Component> merge_cancel(const ical::Component& existing, const ical::Component& message,
                                            Order order);
/// ADD: further instances of a series (RFC 5546 3.2.4).
std::optional<ical::Component> merge_add(const ical::Component& existing, const ical::Component& message);

struct MergedReply {
  ical::Component object;
  std::string attendee;  ///< who answered, normalised
};
/// REPLY into the organizer's object: the answer of one attendee, to the instances that it names and no
/// other. Nothing where they are not invited, or answer what was rescheduled since.
std::optional<MergedReply> merge_reply(const ical::Component& existing, const ical::Component& message);

/// What an attendee answered, for the copy of another: only parts that this one has.
ical::Component with_answers(ical::Component copy, const ical::Component& organizers, const Addresses& who);

}  // namespace timeshelf::caldav::scheduling
