// Handles as hashes: the shop knows again who spoke, and nobody learns who it was.
#pragma once
#include <string>
#include <string_view>

namespace timeshelf::commerce {

/// By the shop's salt; the "@" before it, capitals and blanks around it make no difference. "" of no handle.
std::string hash_of_handle(std::string_view salt, std::string_view handle);

}  // namespace timeshelf::commerce
