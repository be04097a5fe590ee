// Pictures from files of the command line.
#pragma once
#include <string>

#include "server/cli/session.hpp"
#include "server/images/keep.hpp"

namespace timeshelf::server::cli {

/// Of a file; stops where there is none.
std::string bytes_of(const std::string& path);
/// What it holds, developed; stops where it is no picture.
images::Print read_image(Session&, const std::string& path);
/// The id under which the shop keeps it.
std::string keep_image(Session&, store::Transaction&, const Id& shop, const images::Print&);

}  // namespace timeshelf::server::cli
