// Publishing: a calendar's own feed, as the properties of urn:timeshelf and Apple's requests switch it.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

// Content of the properties; false where the node has none.
bool feed(const PropertyContext&, xml::Writer&);
bool feed_url(const PropertyContext&, xml::Writer&);
/// S:publish-url, and S:pre-publish-url, which is no other: an address that nobody is to guess is not made
/// before it is asked for.
bool publish_url(const PropertyContext&, xml::Writer&);

/// What a shelf offers is offered in the shop's name, and whoever shares a calendar does not publish it.
std::optional<ChangeResult> may_not_publish(const PropertyContext&);
/// The T:feed property: "off", "open" or "secret".
ChangeResult set_feed(const PropertyContext&, store::Collection& collection, std::string_view value);

/// POST of S:publish-calendar or S:unpublish-calendar to a calendar. It gets an address that nobody guesses;
/// one that has an address keeps it.
Plan publish(const CallRef&, bool on);

}  // namespace timeshelf::caldav
