// How many people a slot needs and when, which shifts go when it needs fewer, and whose turn it is.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

/// What a slot or a venue says about its staff. What it leaves out is said elsewhere.
struct StaffingRule {
  std::optional<std::int64_t> people;  ///< for each `per_bookings`, begun ones included
  std::optional<std::int64_t> per_bookings;
  std::optional<std::int64_t> at_least;
  std::optional<std::chrono::minutes> set_up;
  std::optional<std::chrono::minutes> tear_down;
};

/// The rule that holds.
struct Staffing {
  std::int64_t people = 1;
  std::int64_t per_bookings = 8;
  std::int64_t at_least = 1;
  std::chrono::minutes set_up{30};
  std::chrono::minutes tear_down{30};
};
/// The slot's own words come before its venue's, each for itself; "so many per so many" is one word.
Staffing staffing_of(const StaffingRule& slot, const StaffingRule& venue);

inline constexpr std::int64_t kMostPeople = 100;  ///< of one slot
/// Nobody for a slot that nobody booked.
std::int64_t people_needed(const Staffing& staffing, std::int64_t bookings);

enum class ShiftState {
  open,       ///< somebody is needed
  cancelled,  ///< not any more
  waived,     ///< somebody who runs the shop took it out of the calendar: it does without
};
std::string_view name_of(ShiftState state);
std::optional<ShiftState> parse_shift_state(std::string_view name);

enum class Answer { asked, accepted, tentative };
std::string_view name_of(Answer answer);
std::optional<Answer> parse_answer(std::string_view name);

/// One person's work at one slot.
struct Shift {
  Id shop;
  Id slot;
  std::int64_t number = 0;  ///< from 1; together with the slot its name, for ever
  ShiftState state = ShiftState::open;
  std::string person;  ///< a login, or the e-mail address of a helper without one; "" = uncovered
  Answer answer = Answer::asked;
  bool by_hand = false;  ///< somebody chose the person; rotation does not choose another
  std::string note;      ///< what is to be said in its calendar entry beside the plan, or ""
  Instant planned_from;  ///< as the slot asks
  Instant planned_to;
  Instant starts_at;  ///< as its calendar entry stands
  Instant ends_at;
  std::optional<Instant> assigned_at;

  /// "068q2m4v7c9xk3n5t8w1z0ar2d-1"
  std::string id() const;
  bool is_uncovered() const { return state == ShiftState::open && person.empty(); }
};

/// What a change of the number of people did: places in the list.
struct Adjustment {
  std::vector<std::size_t> opened;
  std::vector<std::size_t> cancelled;
};
/// Opens or cancels shifts until `needed` are open, those counted that the shop does without. Cancels what
/// nobody has before what somebody was asked for before what was accepted, and of these the latest first.
/// Opened ones have slot, number and state; the caller fills in the rest.
Adjustment adjust(std::vector<Shift>& shifts, const Id& shop, const Id& slot, std::int64_t needed);

/// One of the people who take turns.
struct Candidate {
  std::string person;
  std::chrono::milliseconds assigned{0};  ///< work of late and to come
  std::optional<Instant> last_assigned;
};
/// In the order in which they are asked: who has the least work first, then whose last assignment is
/// longest ago.
void sort_by_turn(std::vector<Candidate>& candidates);

}  // namespace timeshelf::commerce
