// Delegation as properties of principals show and change it.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

// Content of the properties; false where the node has none. Who made somebody a delegate is told to these two
// alone.
bool calendar_proxy_read_for(const PropertyContext&, xml::Writer&);
bool calendar_proxy_write_for(const PropertyContext&, xml::Writer&);
/// D:group-member-set of a group of delegates.
bool delegates(const PropertyContext&, xml::Writer&);
/// What D:group-membership has beyond the group of the user's role.
void delegate_memberships(const PropertyContext&, xml::Writer&);

/// Of a principal, users change their delegates and nothing else.
ChangeResult apply_principal_change(const PropertyContext&, const PropertyChange&);

}  // namespace timeshelf::caldav
