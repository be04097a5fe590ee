// The lines of a feed's VCALENDAR, in the old and the new words that subscribers read (RFC 7986).
#pragma once
#include <string>
#include <vector>

#include "ical/component.hpp"
#include "server/config.hpp"
#include "server/feeds/appearance.hpp"

namespace timeshelf::server {

/// METHOD to SOURCE. `lines`: what the calendar says already, which stays as it is. `address`: the feed's
/// own, a whole one.
std::vector<ical::Property> feed_lines(std::vector<ical::Property> lines, const Config& config,
                                       const Appearance& appearance, const std::string& time_zone,
                                       const std::string& address);

}  // namespace timeshelf::server
