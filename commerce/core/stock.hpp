// What is at a venue, from what was said about it: the last count, and what came and went after it.
//
// A count is a statement at a time ("there are 7"); everything else is a difference ("3 came"). They arrive
// late and out of order, and are put into their own order, by time and then by id. So a sale that was before
// the count changes nothing: whoever counted had seen it already.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/time.hpp"

namespace timeshelf::commerce {

struct Statement {
  Instant at;
  std::string id;
  bool counts = false;     ///< says how many there are, rather than how many came or went
  std::int64_t units = 0;  ///< of a difference, below zero what went

  bool before(const Statement& other) const { return at != other.at ? at < other.at : id < other.id; }
};

/// How many there are, given everything that was said, in any order.
std::int64_t fold(std::span<const Statement> statements);

/// What the books know when a statement arrives.
struct BooksAtVenue {
  std::optional<Statement> last_count;
  std::int64_t units = 0;  ///< that they have there now
  std::int64_t later = 0;  ///< what of it came (or went) after the arriving statement's time
};

/// How far the books have to be moved beyond the statement's own units, so that they equal the fold again.
/// Needs only what came after the last count, however long the history is.
std::int64_t correction(const BooksAtVenue& books, const Statement& arriving);

}  // namespace timeshelf::commerce
