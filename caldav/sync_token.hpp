// The sync-token of a collection (RFC 6578): names it and its revision.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "store/calendars.hpp"

namespace timeshelf::caldav {

std::string sync_token(const store::Collection&);
std::string sync_token(const store::Collection&, std::int64_t revision);
/// The revision that a token stands for; 0 for the empty one; nothing if it is none of this collection, or
/// from a future that was lost.
std::optional<std::int64_t> revision_of(const store::Collection&, std::string_view token);

}  // namespace timeshelf::caldav
