// Files as answers: with an ETag, and in the best coding that the client takes.
#pragma once
#include <string>

#include "base/http.hpp"
#include "server/pages/built_files.hpp"

namespace timeshelf::server::pages {

/// 200, or 304 where the client has these bytes. How long they may be kept is the caller's to add.
http::Response answer_bytes(const http::Request& request, std::string type, std::string bytes);

/// The same of a file that was compressed beforehand.
http::Response answer_file(const http::Request& request, const embedded::BuiltFile& file);

}  // namespace timeshelf::server::pages
