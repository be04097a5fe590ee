// How an object's columns are read, in one place for every query that does.
#pragma once
#include <cstdint>
#include <limits>
#include <string>

#include "store/calendars.hpp"

namespace timeshelf::store {

/// Stands in ends_at where a rule never ends, so that one comparison serves all.
inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// In the order that read_entry() reads.
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

inline void read_entry(const Row& row, ObjectEntry& entry) {
  const auto ends_at = row.maybe_integer(8);
  entry.segment = row.text(0);
  entry.uid = row.text(1);
  entry.component = row.text(2);
  entry.content_type = row.text(3);
  entry.etag = row.text(4);
  entry.schedule_tag = row.text(12);
  entry.revision = row.integer(5);
  entry.size = row.integer(6);
  entry.starts_at = row.maybe_instant(7);
  entry.ends_at = ends_at && *ends_at != kNever ? std::optional(from_millis(*ends_at)) : std::nullopt;
  entry.exact = row.boolean(9);
  entry.created_at = row.instant(10);
  entry.modified_at = row.instant(11);
  entry.stretches.clear();
}

inline ObjectEntry entry_of(const Row& row) {
  ObjectEntry entry;
  read_entry(row, entry);
  return entry;
}

/// One entry for row after row: its texts keep their memory.
class EntryReader {
 public:
  /// Valid until the next row.
  const ObjectEntry& of(const Row& row) {
    read_entry(row, entry_);
    return entry_;
  }

 private:
  ObjectEntry entry_;
};

}  // namespace timeshelf::store
