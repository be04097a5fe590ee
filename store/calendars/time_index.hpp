// When objects occur, in rows: written with an object, read for a range of time.
//
// An interval overlaps a range if it starts before the range ends and ends after it begins, and an index
// serves only one of the two. So intervals are kept by classes of length: what lasts at most a day and begins
// more than a day before the range is over by then. Each class is one walk from there to the end of the
// range.
#pragma once
#include "store/calendars.hpp"

namespace timeshelf::store {

/// The columns `span` and `sure` of an object: absent where rows of `occurrences` say when it occurs.
struct TimeColumns {
  std::optional<std::int64_t> span;
  std::optional<std::int64_t> sure;
};
TimeColumns time_columns_of(const ObjectEntry& entry);
/// Writes the rows of an object that the columns do not tell, instead of those it had.
void put_occurrences(Transaction&, const Collection&, const ObjectEntry& entry);
void delete_occurrences(Transaction&, const Collection&, std::string_view segment);

}  // namespace timeshelf::store
