// How a line of a booking moves towards the customer, and back: which steps there are, and how many units
// each takes.
//
//   due ──> ready ──> handed over ──> returned
//     ╰──> missed ──────╯               (and from ready back to due)
//
// Units are counted for each line: while some of them are still with the shop the line keeps its state.
#pragma once
#include <optional>
#include <string>

#include "commerce/refusal.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// How far a line is.
struct Progress {
  LineState state = LineState::due;
  std::int64_t quantity = 0;
  std::int64_t handed_over = 0;  ///< of the quantity
  std::int64_t returned = 0;     ///< of those

  std::int64_t open() const { return quantity - handed_over; }  ///< still with the shop
  std::int64_t out() const { return handed_over - returned; }   ///< with the customer
};

struct Step {
  LineState to = LineState::handed_over;
  std::optional<std::int64_t> units;  ///< of handing over and returning; absent: all that there are
};

struct Advanced {
  Progress after;
  std::int64_t moved = 0;  ///< units that change hands
};

/// Refuses steps that there are none (wrong_state) and units that are not there (invalid_quantity).
Decided<Advanced> advance(const Progress&, const Step&);

/// The line without units that were cancelled or moved while the shop had them: the rest may be through.
Progress without(const Progress&, std::int64_t units);

/// Time alone makes a line missed: why nobody can say so of one that can still be picked up until `ended`.
std::optional<Refusal> refuse_missed(std::string_view kind, Instant ended, Instant now);

/// Whether time makes the line missed: nobody came to pick it up.
bool is_missed(const Progress&, std::string_view kind, Instant ended, Instant now);

}  // namespace timeshelf::commerce
