#include "commerce/core/staffing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace timeshelf::commerce {
namespace {

constexpr std::array kStates = {std::pair(ShiftState::open, std::string_view("open")),
                                std::pair(ShiftState::cancelled, std::string_view("cancelled")),
                                std::pair(ShiftState::waived, std::string_view("waived"))};
constexpr std::array kAnswers = {std::pair(Answer::asked, std::string_view("asked")),
                                 std::pair(Answer::accepted, std::string_view("accepted")),
                                 std::pair(Answer::tentative, std::string_view("tentative"))};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  return std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first == value; })
      ->second;
}
template <class Table>
auto value_in(const Table& table, std::string_view name) -> std::optional<decltype(table[0].first)> {
  const auto at =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.second == name; });
  return at == table.end() ? std::nullopt : std::optional(at->first);
}

// How much it is missed: what nobody has, what somebody was asked for, what somebody counts on.
int weight_of(const Shift& shift) {
  if (shift.person.empty()) return 0;
  return shift.answer == Answer::accepted ? 2 : 1;
}

// The open one that goes first.
std::optional<std::size_t> dispensable(const std::vector<Shift>& shifts) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    if (shifts[i].state != ShiftState::open) continue;
    const auto rank = [&](std::size_t at) { return std::pair(weight_of(shifts[at]), -shifts[at].number); };
    if (!found || rank(i) < rank(*found)) found = i;
  }
  return found;
}

std::optional<std::size_t> last_in(const std::vector<Shift>& shifts, ShiftState state) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    if (shifts[i].state == state && (!found || shifts[i].number > shifts[*found].number)) found = i;
  }
  return found;
}

// One that was cancelled, the earliest first, or a new one.
std::size_t open_one(std::vector<Shift>& shifts, const Id& shop, const Id& slot) {
  std::optional<std::size_t> again;
  std::int64_t last = 0;
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    last = std::max(last, shifts[i].number);
    const bool free = shifts[i].state == ShiftState::cancelled;
    if (free && (!again || shifts[i].number < shifts[*again].number)) again = i;
  }
  if (!again) {
    shifts.emplace_back();
    shifts.back().shop = shop;
    shifts.back().slot = slot;
    shifts.back().number = last + 1;
    return shifts.size() - 1;
  }
  shifts[*again].state = ShiftState::open;
  return *again;
}

}  // namespace

std::string_view name_of(ShiftState state) {
  return name_in(kStates, state);
}
std::optional<ShiftState> parse_shift_state(std::string_view name) {
  return value_in(kStates, name);
}
std::string_view name_of(Answer answer) {
  return name_in(kAnswers, answer);
}
std::optional<Answer> parse_answer(std::string_view name) {
  return value_in(kAnswers, name);
}

std::string Shift::id() const {
  return fmt::format("{}-{}", slot.text(), number);
}

Staffing staffing_of(const StaffingRule& slot, const StaffingRule& venue) {
  Staffing staffing;
  for (const StaffingRule* rule : {&venue, &slot}) {
    if (rule->people && rule->per_bookings) {
      staffing.people = *rule->people;
      staffing.per_bookings = *rule->per_bookings;
    }
    staffing.at_least = rule->at_least.value_or(staffing.at_least);
    staffing.set_up = rule->set_up.value_or(staffing.set_up);
    staffing.tear_down = rule->tear_down.value_or(staffing.tear_down);
  }
  return staffing;
}

std::int64_t people_needed(const Staffing& staffing, std::int64_t bookings) {
  if (bookings <= 0) return 0;
  const std::int64_t groups = (bookings - 1) / staffing.per_bookings + 1;
  // People are at most a million, and so are groups that matter.
  const std::int64_t people = std::min(groups, kMostPeople) * staffing.people;
  return std::min(std::max(people, staffing.at_least), kMostPeople);
}

Adjustment adjust(std::vector<Shift>& shifts, const Id& shop, const Id& slot, std::int64_t needed) {
  Adjustment done;
  std::int64_t there = 0;
  for (const Shift& shift : shifts) there += shift.state == ShiftState::cancelled ? 0 : 1;
  for (; there < needed; ++there) done.opened.push_back(open_one(shifts, shop, slot));
  for (; there > needed; --there) {
    // What the shop does without anyway is the first to be forgotten.
    if (const auto waived = last_in(shifts, ShiftState::waived)) {
      shifts[*waived].state = ShiftState::cancelled;
      continue;
    }
    const auto goes = dispensable(shifts);
    shifts[*goes].state = ShiftState::cancelled;
    done.cancelled.push_back(*goes);
  }
  return done;
}

void sort_by_turn(std::vector<Candidate>& candidates) {
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.assigned, a.last_assigned, a.person) < std::tie(b.assigned, b.last_assigned, b.person);
  });
}

}  // namespace timeshelf::commerce
