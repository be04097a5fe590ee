// The properties of scheduling (RFC 6638 2.1, 2.2, 2.4, 9, RFC 7953 7.2), rows of the table in
// properties.hpp.
#pragma once
#include <optional>

#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav::scheduling {

// Of a principal.
bool schedule_inbox_url(const PropertyContext&, xml::Writer&);
bool schedule_outbox_url(const PropertyContext&, xml::Writer&);
bool calendar_user_type(const PropertyContext&, xml::Writer&);
// Of an inbox.
bool schedule_default_calendar_url(const PropertyContext&, xml::Writer&);
// Of a calendar.
bool max_attendees_per_instance(const PropertyContext&, xml::Writer&);
bool schedule_calendar_transp(const PropertyContext&, xml::Writer&);
// Of a scheduling object.
bool schedule_tag(const PropertyContext&, xml::Writer&);

/// Privileges on inbox and outbox (RFC 6638 6), for current-user-privilege-set.
void write_privileges(const Node&, xml::Writer&);

/// Sets or removes those of them that clients set; nothing for any other.
std::optional<ChangeResult> change_property(const PropertyContext&, const store::Collection&,
                                            const PropertyChange&);

}  // namespace timeshelf::caldav::scheduling
