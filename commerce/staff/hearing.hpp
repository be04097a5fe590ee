// What one person says of one shift by storing its entry.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "base/random.hpp"
#include "commerce/core/staffing.hpp"
#include "commerce/staff/crew.hpp"
#include "ical/component.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Changes the shift, which the caller stores; what it means for others is written at once.
class Hearing {
 public:
  Hearing(store::Transaction& transaction, Shift& shift, const Crew& crew, std::string_view user, Instant now,
          Random& random)
      : transaction_(transaction), shift_(shift), crew_(crew), user_(user), now_(now), random_(random) {}

  /// Who runs the shop speaks for everybody, and decides whether there is a shift at all.
  void from_manager(const ical::Component& before, const ical::Component& sent);
  /// Staff answer for themselves, and may take what nobody has. Answers true if `sent` said more than that,
  /// which was taken back.
  bool from_staff(const ical::Component& before, ical::Component& sent);
  void removed_by_manager();
  void removed_by_staff();

 private:
  using Answers = std::map<std::string, std::string>;  ///< PARTSTAT by person

  void note(std::string_view action, const boost::json::object& facts);
  void free();
  void waive();
  void decline(const std::string& person);
  void appoint(const std::string& person, const std::string& said, std::string_view action);
  void take_answer(const std::string& said);
  Answers others(Answers answers) const;
  void put_back(const ical::Component& before, ical::Component& sent, bool mine_stands) const;

  store::Transaction& transaction_;
  Shift& shift_;
  const Crew& crew_;
  std::string user_;
  Instant now_;
  Random& random_;
};

}  // namespace timeshelf::commerce
