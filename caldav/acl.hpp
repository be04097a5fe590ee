// Access control lists (RFC 3744 5.5) as properties show them.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

// Content of the properties; false where the node has none.
bool acl(const PropertyContext&, xml::Writer&);
bool acl_restrictions(const PropertyContext&, xml::Writer&);
bool inherited_acl_set(const PropertyContext&, xml::Writer&);
bool supported_privilege_set(const PropertyContext&, xml::Writer&);
bool owner(const PropertyContext&, xml::Writer&);

/// Names of the principals that the node's list has, inherited entries included, each once.
std::vector<std::string> principals_in_acl(store::Transaction&, const Call&, const Node&);

}  // namespace timeshelf::caldav
