// The ATTACH lines of managed attachments in a calendar object (RFC 8607 3.3, 4). Knows no rows.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "caldav/precondition.hpp"
#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::caldav::attachments {

/// The MANAGED-IDs in an object, each once, as written.
std::vector<std::string> managed_ids(const ical::Component& calendar);
/// The same object for whom they mean nothing: with plain ATTACH lines.
ical::Component without_managed_ids(ical::Component calendar);

/// What stands in an ATTACH line.
struct Line {
  std::string id;
  std::string url;
  std::string type;  ///< "image/png"
  std::string filename;
  std::size_t size = 0;
};

/// Which parts of a series are meant (RFC 8607 3.3.2).
struct Instances {
  bool all = true;  ///< no rid: the series with all overrides
  bool master = false;
  std::vector<ical::DateTime> ids;
};
/// "M", RECURRENCE-IDs, or both, with commas between them; nothing means all.
Result<Instances, Precondition> read_rid(const std::optional<std::string>& rid);

/// Each changes the parts that are meant, and makes those that a series has not got yet. LAST-MODIFIED
/// becomes `now`.
Result<void, Precondition> add(ical::Component& calendar, const Instances&, const Line&, Instant now);
/// Wherever that one hangs.
Result<void, Precondition> replace(ical::Component& calendar, std::string_view id, const Line&, Instant now);
Result<void, Precondition> remove(ical::Component& calendar, const Instances&, std::string_view id,
                                  Instant now);

}  // namespace timeshelf::caldav::attachments
