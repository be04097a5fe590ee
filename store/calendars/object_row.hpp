// How an object's columns are read, in one place for every query that does.
#pragma once
#include <cstdint>
#include <limits>
#include <string>

#include "store/calendars.hpp"

namespace timeshelf::store {

/// Stands in ends_at where a rule never ends, so that one comparison serves all.
inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// In the order that entry_of() reads.
inline constexpr std::string_view kObjectColumns =
    "segment, uid, component, content_type, etag, revision, size, starts_at, ends_at, exact, created_at, "
    "modified_at, schedule_tag";
inline constexpr int kObjectColumnCount = 13;
inline const std::string kSelectObject = "SELECT " + std::string(kObjectColumns) + " FROM objects";

/// The same of a table that a join names.
inline std::string qualified_object_columns(std::string_view table) {
  std::string columns = std::string(table) + ".";
  for (const char c : kObjectColumns) {
    columns += c;
    if (c == ' ') columns.append(table).append(".");
  }
  return columns;
}

inline ObjectEntry entry_of(const Row& row) {
  const auto ends_at = row.maybe_integer(8);
  return {.segment = row.string(0),
          .uid = row.string(1),
          .component = row.string(2),
          .content_type = row.string(3),
          .etag = row.string(4),
          .schedule_tag = row.string(12),
          .revision = row.integer(5),
          .size = row.integer(6),
          .starts_at = row.maybe_instant(7),
          .ends_at = ends_at && *ends_at != kNever ? std::optional(from_millis(*ends_at)) : std::nullopt,
          .exact = row.boolean(9),
          .created_at = row.instant(10),
          .modified_at = row.instant(11),
          .stretches = {}};
}

}  // namespace timeshelf::store
