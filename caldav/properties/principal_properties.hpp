// Of principals, and what leads to them (RFC 3744 4, RFC 4791 6.2, RFC 5397, RFC 6638 2.4), rows of the table
// in properties.hpp.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

bool current_user_principal(const PropertyContext&, xml::Writer&);
bool principal_url(const PropertyContext&, xml::Writer&);
bool alternate_uri_set(const PropertyContext&, xml::Writer&);
bool group_member_set(const PropertyContext&, xml::Writer&);
bool group_membership(const PropertyContext&, xml::Writer&);
bool principal_collection_set(const PropertyContext&, xml::Writer&);
bool calendar_home_set(const PropertyContext&, xml::Writer&);
bool calendar_user_address_set(const PropertyContext&, xml::Writer&);
bool email_address_set(const PropertyContext&, xml::Writer&);

}  // namespace timeshelf::caldav
