// What a request says about a file that it brings, and what an answer says of it.
#pragma once
#include <string>
#include <string_view>

namespace timeshelf::caldav::attachments {

/// Of a Content-Disposition (RFC 6266), without any path; "attachment" where it names none that could be one.
std::string filename_of(std::string_view disposition);
/// attachment; filename="…", with the name in UTF-8 beside it where it is not ASCII.
std::string disposition_of(std::string_view filename);

/// The Content-Type as it may be sent again: "application/octet-stream" for what is none.
std::string content_type_of(std::string_view header);
/// Without its parameters, in lower case.
std::string media_type_of(std::string_view content_type);

}  // namespace timeshelf::caldav::attachments
