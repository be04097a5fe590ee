// The letters of all shops, in the order in which they were written.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "ical/component.hpp"

namespace timeshelf::simulation {

struct Run;

/// About a booking.
struct SeenLetter {
  std::size_t moment = 0;  ///< what was written together has no order, and says the same
  std::string recipient;
  std::string method;
  std::string subject;
  std::string body;
  std::vector<ical::Component> events;
};

/// What the calendar of somebody knows of an event.
struct KnownEvent {
  std::size_t moment = 0;
  std::int64_t before = -1;                   ///< the highest SEQUENCE before that moment
  std::map<std::int64_t, std::string> looks;  ///< by SEQUENCE
};

class Post {
 public:
  /// Reads what was written since. What a calendar is told of an event never goes back, and bears another
  /// SEQUENCE where it says something else.
  void read(Run&);
  /// Of a booking, in order.
  const std::vector<SeenLetter>& about(const Id& shop, const std::string& code) {
    return letters_[{shop, code}];
  }

 private:
  void take(const Id& shop, SeenLetter letter);

  std::size_t moment_ = 0;
  std::set<Id> seen_;
  std::map<std::pair<Id, std::string>, std::vector<SeenLetter>> letters_;     ///< by shop and code
  std::map<std::tuple<Id, std::string, std::string>, KnownEvent> calendars_;  ///< by shop, address and UID
};

}  // namespace timeshelf::simulation
