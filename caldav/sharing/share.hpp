// What the owner of a calendar asks for: to invite, to change what somebody may do, to take it back.
#pragma once
#include "caldav/reports/report.hpp"
#include "caldav/sharing/sharees.hpp"

namespace timeshelf::caldav::sharing {

/// POST of S:share (caldav-sharing 5.3.2) or D:share-resource (draft-pot-webdav-resource-sharing 5.1) to a
/// calendar.
Plan share(const CallRef&, const Document&);

/// Before the owner deletes the calendar: takes it out of all homes and tells whom it was offered to.
void withdraw_all(store::Transaction&, const Call&, const Node& calendar);

}  // namespace timeshelf::caldav::sharing
