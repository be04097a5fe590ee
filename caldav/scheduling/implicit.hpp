// Scheduling that a PUT or DELETE implies (RFC 6638 3.2), in its transaction.
#pragma once
#include <optional>

#include "caldav/call.hpp"
#include "ical/component.hpp"

namespace timeshelf::caldav::scheduling {

/// C:max-attendees-per-instance (RFC 4791 5.2.9), as in Apple's server: each costs a message in the
/// transaction.
inline constexpr std::size_t kMostAttendees = 100;

struct Scheduled {
  /// What to store instead of the client's lines: answers reset, the state of messages noted.
  std::optional<ical::Component> instead;
  bool has_tag = false;  ///< it is a scheduling object resource (RFC 6638 3.1)
};
/// Before an object is stored at `node`: sends what follows from it, or refuses (RFC 6638 3.2.4).
Result<Scheduled, http::Response> storing(store::Transaction&, const Call&, const Node& node,
                                          const ical::Component& object);

/// Before the object at `node` is deleted.
void removing(store::Transaction&, const Call&, const Node& node);

/// RFC 6638 3.2.4.1: a meeting lies in one calendar of its user. For MOVE, which schedules nothing.
std::optional<http::Response> check_unique(store::Transaction&, const Call&, const Node& node,
                                           std::string_view uid);

}  // namespace timeshelf::caldav::scheduling
