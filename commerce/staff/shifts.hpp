// Staff shifts: one for each person that a slot needs, in a calendar that the staff share, with a list of
// tasks made of what was ordered. What people answer and change there is heard when they store it.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/core/staffing.hpp"
#include "commerce/engine.hpp"
#include "commerce/refusal.hpp"
#include "ical/component.hpp"
#include "store/calendars.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The topic of the outbox behind which Shifts::follow stands.
inline constexpr std::string_view kShiftTopic = "shift";

/// Owes the shifts of these slots, so that the bookings of a rush become one update and not one each: staff
/// apps poll every few minutes, and a second is soon enough for them.
void owe_shifts(store::Transaction&, const Id& shop, const std::set<Id>& slots, Instant now);

/// The same of all shifts ahead that somebody has ("" = nobody): who works here has changed.
void owe_shifts_of(store::Transaction&, const Id& shop, std::string_view person, Instant now);

/// Where `after` has lost the person of `before`: shifts of other slots at that time that nobody has are
/// asked anew, because somebody may be free for them now.
void owe_uncovered_beside(store::Transaction&, const Shift& before, const Shift& after, Instant now);

/// A shift with what its slot says of it.
struct ShiftView {
  Shift shift;
  std::string person_name;  ///< of the person, or ""
  std::string summary;
  std::string location;
  std::string time_zone;
};

/// Thread-safe: holds options only; all state is in the database.
class Shifts {
 public:
  Shifts(EngineOptions options, const Clock& clock, Random& random)
      : options_(std::move(options)), clock_(clock), random_(random) {}

  /// Brings the shifts and tasks of a slot to what is booked: as many as its rule asks for, somebody asked
  /// for each, and all of it written into the staff's calendars.
  void follow(store::Transaction&, const Id& shop, const Id& slot);

  /// Open and waived ones that overlap [from, to), soonest first.
  std::vector<ShiftView> list(store::Transaction&, const Id& shop, Instant from, Instant to);
  /// Gives it to somebody: a login or a helper's e-mail address. "" asks whose turn it is instead, and not
  /// who has it now.
  Decided<ShiftView> assign(store::Transaction&, const Id& shop, std::string_view id,
                            const std::string& person, std::string_view actor);
  /// What slots at the venue need that say nothing themselves; those to come follow.
  void put_staffing(store::Transaction&, const Venue& venue, const StaffingRule& rule);

  /// `user` stores an object in a calendar: answers, appointments and finished tasks are taken down. Answers
  /// what is to be stored instead where they changed what is not theirs.
  std::optional<std::string> hear(store::Transaction&, const store::Collection& calendar,
                                  std::string_view user, const ical::Component& object);
  /// `user` deletes it.
  void hear_removal(store::Transaction&, const store::Collection& calendar, std::string_view user,
                    std::string_view uid);

 private:
  EngineOptions options_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
