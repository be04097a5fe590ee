// Sharing as properties show it.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav::sharing {

/// What D:resourcetype has beyond the kind of the collection.
void write_types(const PropertyContext&, xml::Writer&);

// Content of the properties; false where the node has none.
bool allowed_sharing_modes(const PropertyContext&, xml::Writer&);
bool invite(const PropertyContext&, xml::Writer&);
bool dav_invite(const PropertyContext&, xml::Writer&);
/// S:shared-url and D:sharer-resource-uri.
bool shared_url(const PropertyContext&, xml::Writer&);
bool share_access(const PropertyContext&, xml::Writer&);
bool notification_url(const PropertyContext&, xml::Writer&);
bool notificationtype(const PropertyContext&, xml::Writer&);
bool dav_notificationtype(const PropertyContext&, xml::Writer&);

/// D:share, of who may share the node (draft-pot-webdav-resource-sharing 4.2).
void write_privileges(const PropertyContext&, xml::Writer&);

}  // namespace timeshelf::caldav::sharing
