// A stream that is published: what subscribers read, not what an owner keeps (that is StreamWriter's).
#pragma once
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::ical {

/// Joins objects of one or several calendars. Of zones it writes those that something names, one for each
/// TZID: the first that came, which several calendars may bring in words of their own; one that nothing
/// brought is described from the tz database, because importers drop a whole feed over a TZID without a
/// VTIMEZONE. Components are copied byte for byte, with CRLF line ends.
class FeedStream {
 public:
  /// `calendar_lines` beyond VERSION and PRODID.
  explicit FeedStream(std::vector<Property> calendar_lines);
  /// False, and nothing is added, where a component of that name and UID came with another object: what lies
  /// in two calendars of a merge is one event to its reader.
  bool add(const Component& calendar);
  bool empty() const { return components_.empty(); }
  /// The whole stream. `from`: what zones that nothing brought are described from on.
  std::string finish(Instant from) const;

 private:
  void note_tzids(const Component& component);
  std::string zones_text(Instant from) const;

  std::vector<Property> lines_;
  std::set<std::pair<std::string, std::string>> seen_;        // name and UID
  std::set<std::string> tzids_;                               // named by something
  std::vector<std::pair<std::string, std::string>> brought_;  // TZID and bytes
  std::string components_;
};

}  // namespace timeshelf::ical
