// Which managed attachments hang on an object, and who may read them.
#pragma once
#include <optional>

#include "caldav/call.hpp"
#include "ical/component.hpp"
#include "store/attachments.hpp"

namespace timeshelf::caldav::attachments {

/// Whoever may read an object may read what hangs on it (RFC 8607 3.10).
bool may_read(store::Transaction&, const Options&, const Principal&, const store::Attachment&);

/// Before an object is stored: each MANAGED-ID is one that hung there, or that who stores it may read, so
/// that nobody gets at an attachment by knowing its name. What is `moved` hung on what it was.
std::optional<http::Response> check_managed_ids(store::Transaction&, const Call&, const Node&,
                                                const ical::Component& calendar, bool moved);

/// What is imported names attachments of other servers, or those that hang there already. Whatever else it
/// names loses its MANAGED-IDs: knowing one is no right to it.
ical::Component of_import(store::Transaction&, const store::Collection&, std::string_view segment,
                          ical::Component calendar);

/// After it was stored.
void note_uses(store::Transaction&, const store::Collection&, std::string_view segment,
               const ical::Component& calendar, bool created);

}  // namespace timeshelf::caldav::attachments
