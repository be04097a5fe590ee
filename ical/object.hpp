// Calendar object resources: one UID in a VCALENDAR (RFC 4791 4.1); streams of many split into them and
// joined again.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ical/component.hpp"

namespace timeshelf::ical {

/// What a valid calendar object resource is about.
struct ObjectSummary {
  std::string uid;
  std::string component;  ///< VEVENT, VTODO, VJOURNAL, VFREEBUSY, or another name
};

/// Checks RFC 4791 4.1: no METHOD, exactly one UID, one type of component besides VTIMEZONE, each override
/// with its own RECURRENCE-ID; and that DTSTART and the rules can be read. The sentence says what to mend.
Result<ObjectSummary, ParseError> summarize_object(const Component& calendar);

/// One object cut out of an imported stream.
struct SplitObject {
  std::string uid;  ///< its own, or made from a digest of its bytes where it has none
  std::string component;
  Component calendar;  ///< VERSION, PRODID and other calendar lines except METHOD, VTIMEZONEs it uses, its
                       ///< components
};
struct SplitStream {
  std::vector<SplitObject> objects;
  /// Calendar-level lines for the feed to say again (METHOD, X-WR-CALNAME, …), without duplicates.
  std::vector<Property> calendar_lines;
};
/// Cuts a stream into objects, one for each UID and component type. Nothing is lost: VTIMEZONEs that no
/// object uses, and components without UID, become objects of their own. A VEVENT, VTODO or VJOURNAL without
/// UID gets one line UID.
SplitStream split(const Parsed& stream);

/// Appends one object's components (without VTIMEZONEs) to a stream and collects the VTIMEZONEs it needs,
/// each once. The inverse of split().
class StreamWriter {
 public:
  /// `calendar_lines` beyond VERSION and PRODID.
  explicit StreamWriter(std::vector<Property> calendar_lines);
  /// `object`: the bytes of a calendar object resource, as stored. Components are copied byte for byte.
  void add(std::string_view object);
  void add(const Component& calendar);
  /// The whole stream, BEGIN:VCALENDAR to END:VCALENDAR.
  std::string finish();

 private:
  std::vector<Property> lines_;
  std::vector<std::pair<std::string, std::string>> zones_;  // TZID or bytes -> bytes
  std::string components_;
};

}  // namespace timeshelf::ical
