// What a slot is to a buyer, from the facts alone.
#pragma once
#include <optional>

#include "base/time.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

struct SlotFacts {
  bool cancelled = false;
  bool switched_off = false;
  bool has_problem = false;
  bool has_offers = false;
  Instant starts_at;
  std::optional<Instant> opens_at;
  std::optional<Instant> closes_at;  ///< absent: when it starts
  std::int64_t remaining = 0;        ///< units of all offers that have a price
  std::int64_t allotted = 0;
};

/// Low: at most a fifth, or three.
inline SlotState state_of(const SlotFacts& facts, Instant now) {
  if (facts.cancelled) return SlotState::cancelled;
  if (facts.has_problem) return SlotState::problem;
  if (facts.switched_off || !facts.has_offers) return SlotState::off;
  if (now >= facts.closes_at.value_or(facts.starts_at)) return SlotState::closed;
  if (facts.opens_at && now < *facts.opens_at) return SlotState::upcoming;
  if (facts.remaining <= 0) return SlotState::sold_out;
  if (facts.remaining <= 3 || facts.remaining * 5 <= facts.allotted) return SlotState::low;
  return SlotState::open;
}

}  // namespace timeshelf::commerce
