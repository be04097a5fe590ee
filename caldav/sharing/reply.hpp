// What a sharee answers.
#pragma once
#include "caldav/reports/report.hpp"
#include "caldav/sharing/sharees.hpp"

namespace timeshelf::caldav::sharing {

/// POST of S:invite-reply to the sharee's home (caldav-sharing 5.4.1). Who accepts is told where the calendar
/// appears (S:shared-as).
Plan invite_reply(const CallRef&, const Document&);
/// POST of D:invite-reply to a notification, which is gone then (draft-pot-webdav-resource-sharing 5.2).
Plan dav_invite_reply(const CallRef&, const Document&);

/// After somebody took a calendar that is not theirs out of their home: who invited them hears of it.
void left(store::Transaction&, const Call&, const Node& appearance);

}  // namespace timeshelf::caldav::sharing
