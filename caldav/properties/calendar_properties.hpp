// Of calendars (RFC 4791 5.2, RFC 7809 5, RFC 8607 6), rows of the table in properties.hpp.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

bool supported_components(const PropertyContext&, xml::Writer&);
bool supported_component_sets(const PropertyContext&, xml::Writer&);
bool calendar_timezone_id(const PropertyContext&, xml::Writer&);
bool supported_calendar_data(const PropertyContext&, xml::Writer&);
bool supported_collations(const PropertyContext&, xml::Writer&);
bool max_resource_size(const PropertyContext&, xml::Writer&);
bool max_attachment_size(const PropertyContext&, xml::Writer&);
bool max_attachments_per_resource(const PropertyContext&, xml::Writer&);
bool managed_attachments_server_url(const PropertyContext&, xml::Writer&);
bool min_date_time(const PropertyContext&, xml::Writer&);
bool max_date_time(const PropertyContext&, xml::Writer&);
bool max_instances(const PropertyContext&, xml::Writer&);
bool shelf(const PropertyContext&, xml::Writer&);

}  // namespace timeshelf::caldav
