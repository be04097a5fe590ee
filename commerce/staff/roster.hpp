// Who is asked for which shift of a slot.
#pragma once
#include <boost/json/object.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "commerce/core/staffing.hpp"
#include "commerce/staff/crew.hpp"
#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Inside one transaction. Rows are stored as it goes, so that the next decision sees the one before.
class Roster {
 public:
  Roster(store::Transaction& transaction, const Crew& crew, Instant now, Random& random)
      : transaction_(transaction), crew_(crew), now_(now), random_(random) {}

  /// Brings the shifts of the slot to `needed` from `from` to `to`, and asks people.
  void plan(std::vector<Shift>& shifts, const Slot& slot, std::int64_t needed, Instant from, Instant to);
  /// Whoever's turn it is and who has time, but none of these; the shift stays uncovered if there is none.
  void ask(Shift& shift, const std::set<std::string>& but);
  /// Who is asked for none of these shifts (any more).
  std::set<std::string> unwilling(const std::vector<Shift>& shifts);

 private:
  void note(const Shift& shift, std::string_view action, const boost::json::object& facts);
  void call_off(Shift& shift, const Slot& slot, std::int64_t needed);
  void move(Shift& shift, Instant from, Instant to);

  store::Transaction& transaction_;
  const Crew& crew_;
  Instant now_;
  Random& random_;
};

}  // namespace timeshelf::commerce
