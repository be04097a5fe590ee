// What a collection says about WebDAV-Push. Nothing where it is not configured, or where it cannot be
// watched.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav::push {

/// True of calendars, homes and inboxes, where there is WebDAV-Push.
bool can_be_watched(const Options&, const Node&);
/// Names the collection in messages: the same wherever it is reached, and nothing can be learned from it.
std::string topic_of(const store::Collection&);

bool transports(const PropertyContext&, xml::Writer&);
bool topic(const PropertyContext&, xml::Writer&);
bool supported_triggers(const PropertyContext&, xml::Writer&);

}  // namespace timeshelf::caldav::push
