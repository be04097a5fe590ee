#include "caldav/scheduling/room.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "caldav/scheduling/free_busy.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

std::string uid_of(const ical::Component& object) {
  for (const ical::Component& part : object.components) {
    if (is_part(part)) return std::string(trim(part.value("UID")));
  }
  return {};
}

bool is_taken(const std::vector<Period>& busy, Instant start, Instant end) {
  // `busy` is in order and does not overlap: the first that ends behind the start decides.
  const auto at =
      std::upper_bound(busy.begin(), busy.end(), start,
                       [](Instant instant, const Period& period) { return instant < period.end; });
  return at != busy.end() && at->start < end;
}

constexpr std::size_t kMostDeclined = 100;  // instances; whoever meets so many others wants another room

// Too far ahead to be looked at, so that it is not promised either.
bool lies_beyond(const ical::Component& invitation, Instant horizon) {
  const auto bounds = ical::bounds_of(invitation);
  return bounds && bounds->start && *bounds->start >= horizon;
}

}  // namespace

AttendeeChange answer_of_room(const World& world, const CalendarUser& room, ical::Component invitation) {
  const Instant now = world.clock.now();
  const auto occurrences = ical::expand(invitation, now, now + kRoomHorizon, ical::utc_zone());
  if (!occurrences) return answer_with(std::move(invitation), room.addresses, "DECLINED", {}, now);
  Instant until = now;
  for (const auto& occurrence : *occurrences) until = std::max(until, occurrence.end);
  until = std::min<Instant>(until, now + 2 * kRoomHorizon);  // of what lasts for ever
  const auto busy = busy_periods(world.transaction, room, {now, until}, uid_of(invitation));
  const ical::Zones zones(invitation);
  std::set<Instant> declined;
  std::size_t wanted = 0;
  for (const auto& occurrence : *occurrences) {
    if (!attendee_line(*occurrence.component, room.addresses)) continue;
    ++wanted;
    if (is_taken(busy, occurrence.start, occurrence.end))
      declined.insert(ical::to_instant(occurrence.recurrence_id, zones, ical::utc_zone()));
  }
  const bool all = wanted > 0 ? declined.size() == wanted || declined.size() > kMostDeclined
                              : lies_beyond(invitation, now + kRoomHorizon);
  return answer_with(std::move(invitation), room.addresses, all ? "DECLINED" : "ACCEPTED",
                     all ? std::set<Instant>{} : declined, now);
}

}  // namespace timeshelf::caldav::scheduling
