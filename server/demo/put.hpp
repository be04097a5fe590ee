// What a creator's calendar app asks of the server, without sockets.
#pragma once
#include <string>

#include "caldav/ports.hpp"
#include "server/application.hpp"

namespace timeshelf::server::demo {

/// Stores a body at that path. Throws store::Failure with the server's own sentence where it is refused.
void put(Parts& parts, const caldav::Principal& principal, const std::string& path, const std::string& type,
         const std::string& body);
/// Makes a calendar there that is a shelf.
void put_shelf(Parts& parts, const caldav::Principal& principal, const std::string& path,
               const std::string& name);

}  // namespace timeshelf::server::demo
