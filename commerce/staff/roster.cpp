#include "commerce/staff/roster.hpp"

#include <fmt/format.h>

#include "commerce/audit.hpp"
#include "commerce/staff/shift_entry.hpp"
#include "commerce/staff/shift_rows.hpp"

namespace timeshelf::commerce {

void Roster::plan(std::vector<Shift>& shifts, const Slot& slot, std::int64_t needed, Instant from,
                  Instant to) {
  const Adjustment done = adjust(shifts, slot.shop, slot.id, needed);
  for (const std::size_t at : done.cancelled) call_off(shifts[at], slot, needed);
  for (const std::size_t at : done.opened) {
    shifts[at].note.clear();
    shifts[at].planned_from = shifts[at].planned_to = {};
  }
  for (Shift& shift : shifts) {
    if (shift.state == ShiftState::open) move(shift, from, to);
    store_shift(transaction_, shift);
  }
  const std::set<std::string> but = unwilling(shifts);
  std::set<std::pair<Instant, Instant>>
      nobody;  // has time then: a hundred shifts need not ask a hundred times
  for (Shift& shift : shifts) {
    if (!shift.is_uncovered() || nobody.contains({shift.starts_at, shift.ends_at})) continue;
    ask(shift, but);
    if (shift.is_uncovered()) nobody.emplace(shift.starts_at, shift.ends_at);
  }
}

std::set<std::string> Roster::unwilling(const std::vector<Shift>& shifts) {
  std::set<std::string> people;
  for (const Shift& shift : shifts) {
    for (const auto& [person, declined] : load_declines(transaction_, shift)) people.insert(person);
  }
  return people;
}

void Roster::ask(Shift& shift, const std::set<std::string>& but) {
  for (const Candidate& candidate : crew_.in_turn(transaction_, now_)) {
    if (but.contains(candidate.person) || crew_.works(transaction_, candidate.person, shift) ||
        crew_.is_busy(transaction_, candidate.person, shift))
      continue;
    shift.person = candidate.person;
    shift.answer = Answer::asked;
    shift.by_hand = false;
    shift.assigned_at = now_;
    store_shift(transaction_, shift);
    return note(shift, "shift.asked", {{"person", shift.person}, {"cause", "rotation"}});
  }
}

void Roster::note(const Shift& shift, std::string_view action, const boost::json::object& facts) {
  record(transaction_, shift.shop, "timeshelf", action, shift.id(), facts, now_, random_);
}

// Never without a word to who counts on it.
void Roster::call_off(Shift& shift, const Slot& slot, std::int64_t needed) {
  const StaffWords& english = calendar_words("en").staff;  // the audit log is
  const std::string cause =
      fmt::format("{}, {} needed", english.bookings.of(slot.booked), english.people.of(needed));
  shift.note.clear();
  if (shift.answer == Answer::accepted && !shift.person.empty())
    shift.note =
        fmt::format(fmt::runtime(crew_.words().called_off), fmt::arg("person", crew_.name_of(shift.person)),
                    fmt::arg("bookings", crew_.words().bookings.of(slot.booked)),
                    fmt::arg("people", crew_.words().people.of(needed)));
  note(shift, "shift.cancelled",
       {{"person", shift.person}, {"answer", name_of(shift.answer)}, {"cause", cause}});
}

// Another time is another question (RFC 5546 3.2.2.1).
void Roster::move(Shift& shift, Instant from, Instant to) {
  const bool moved = shift.planned_from != from || shift.planned_to != to;
  if (moved) {
    shift.planned_from = shift.starts_at = from;
    shift.planned_to = shift.ends_at = to;
    shift.answer = Answer::asked;
  }
  if (shift.person.empty()) return;
  const bool known = crew_.find(shift.person) || shift.person.find('@') != std::string::npos;
  if (known && !moved) return;
  const bool free = known && (shift.by_hand || (!crew_.works(transaction_, shift.person, shift) &&
                                                !crew_.is_busy(transaction_, shift.person, shift)));
  if (free) return;
  note(shift, "shift.freed",
       {{"person", shift.person}, {"cause", known ? "not free at its new time" : "has left the shop"}});
  shift.person.clear();
  shift.by_hand = false;
}

}  // namespace timeshelf::commerce
