// An object that a part of this program made or edited, stored as a PUT would store it.
#pragma once
#include <string>
#include <string_view>

#include "caldav/ports.hpp"

namespace timeshelf::caldav {

/// Why it is not stored or removed, with the status that a PUT or DELETE would get.
struct NotStored : ErrorBase {
  int status = 403;
  std::string field;  ///< what of the object caused it, e.g. "X-SHELF-PRICE"; or ""
};

struct EditLimits {
  std::size_t largest = 0;  ///< bytes of the object
  std::int64_t quota = 0;   ///< bytes of all that its home holds; 0 = no limit
};

/// Checks it (RFC 4791 5.3.2.1), asks whether somebody has locked it, lets the policy admit it, asks for room
/// where it grew, and writes the row; answers its new ETag. `user` is who does it.
Result<std::string, NotStored> store_edited(store::Transaction&, const store::Collection&, ObjectPolicy&,
                                            std::string_view user, std::string_view segment,
                                            const ical::Component& calendar, const EditLimits& limits,
                                            Instant now);

/// Removes it as a DELETE would: asks whether somebody has locked it, then the policy. The field of a refusal
/// is empty.
Result<void, NotStored> remove_edited(store::Transaction&, const store::Collection&, ObjectPolicy&,
                                      std::string_view user, std::string_view segment, Instant now);

}  // namespace timeshelf::caldav
