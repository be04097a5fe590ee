// An object that a part of this program made or edited, stored as a PUT would store it.
#pragma once
#include <string>
#include <string_view>

#include "caldav/ports.hpp"

namespace timeshelf::caldav {

/// Why it is not stored, with the status that a PUT would get.
struct NotStored : ErrorBase {
  int status = 403;
  std::string field;  ///< what of the object caused it, e.g. "X-SHELF-PRICE"; or ""
};

/// Checks it (RFC 4791 5.3.2.1), asks whether somebody has locked it, lets the policy admit it, and writes
/// the row; answers its new ETag. `user` is who does it.
Result<std::string, NotStored> store_edited(store::Transaction&, const store::Collection&, ObjectPolicy&,
                                            std::string_view user, std::string_view segment,
                                            const ical::Component& calendar, std::size_t largest,
                                            Instant now);

}  // namespace timeshelf::caldav
