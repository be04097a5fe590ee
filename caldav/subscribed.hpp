// Subscribed calendars (calendarserver.org's caldav-subscribed, as macOS makes them): a collection that names
// a feed, for apps that fetch it themselves, with what their user wants of it. The server fetches nothing.
#pragma once
#include <optional>

#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

/// Whether a D:resourcetype asks for a subscribed collection and nothing beside it.
bool is_subscription_alone(const pugi::xml_node& resourcetype);

/// What is wrong with a change of CS:source; nothing for what may be stored like any property.
std::optional<ChangeResult> check_subscription(const store::Collection&, const PropertyChange&);

/// Refuses a subscribed calendar that names no feed.
std::optional<http::Response> check_has_source(store::Transaction&, const store::Collection&);

}  // namespace timeshelf::caldav
