// What any resource or collection has (RFC 4918, 3253, 3744, 4331, 5995, 6578), rows of the table in
// properties.hpp.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

bool resourcetype(const PropertyContext&, xml::Writer&);
bool getetag(const PropertyContext&, xml::Writer&);
bool getcontenttype(const PropertyContext&, xml::Writer&);
bool getcontentlength(const PropertyContext&, xml::Writer&);
bool getlastmodified(const PropertyContext&, xml::Writer&);
bool creationdate(const PropertyContext&, xml::Writer&);
bool current_user_privilege_set(const PropertyContext&, xml::Writer&);
bool add_member(const PropertyContext&, xml::Writer&);
bool quota_used_bytes(const PropertyContext&, xml::Writer&);
bool quota_available_bytes(const PropertyContext&, xml::Writer&);
bool supportedlock(const PropertyContext&, xml::Writer&);
bool lockdiscovery(const PropertyContext&, xml::Writer&);
bool supported_report_set(const PropertyContext&, xml::Writer&);
bool supported_live_property_set(const PropertyContext&, xml::Writer&);
bool resource_id(const PropertyContext&, xml::Writer&);
bool sync_token_property(const PropertyContext&, xml::Writer&);
bool getctag(const PropertyContext&, xml::Writer&);

}  // namespace timeshelf::caldav
