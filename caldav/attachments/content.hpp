// Where attachments are read.
#pragma once
#include <string>

#include "caldav/call.hpp"
#include "store/attachments.hpp"

namespace timeshelf::caldav::attachments {

/// /dav/attachments/<id>/<name>: the name is for people, and not looked at.
std::string attachment_href(const Options&, const store::Attachment&);
bool is_attachment(const Options&, std::string_view path);
/// GET and HEAD of it. It is changed by POST to the object that it hangs on (RFC 8607 3.10).
Plan read(const Options&, const http::Request&, const Principal&);

}  // namespace timeshelf::caldav::attachments
