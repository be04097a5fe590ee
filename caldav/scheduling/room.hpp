// Rooms and resources (RFC 5545 3.2.3) answer invitations by themselves: they come when they are free.
#pragma once
#include "caldav/scheduling/attendee.hpp"
#include "caldav/scheduling/directory.hpp"

namespace timeshelf::caldav::scheduling {

/// Accepts what is free and declines what is not; of a series each instance for itself. Looks ahead for
/// `kRoomHorizon`: what a series wants beyond is not refused.
inline constexpr std::chrono::days kRoomHorizon{400};
AttendeeChange answer_of_room(const World&, const CalendarUser& room, ical::Component invitation);

}  // namespace timeshelf::caldav::scheduling
