// C:calendar-data in a report (RFC 4791 9.6): whole, in part, or expanded.
#pragma once
#include <optional>
#include <string>

#include "caldav/reports/filter.hpp"
#include "ical/component.hpp"

namespace timeshelf::caldav {

/// Which components and properties are wanted (RFC 4791 9.6.1).
struct ComponentSelection {
  std::string name;
  bool all_properties = true;
  std::vector<std::pair<std::string, bool>> properties;  ///< name, and whether without its value
  bool all_components = true;
  std::vector<ComponentSelection> components;
};

struct CalendarDataRequest {
  std::optional<ComponentSelection> selection;
  std::optional<TimeRange> expand;
  std::optional<TimeRange> limit_recurrence;
  std::optional<TimeRange> limit_busy;

  /// The stored bytes serve as they are.
  bool verbatim() const { return !selection && !expand && !limit_recurrence && !limit_busy; }
};

Result<CalendarDataRequest, Precondition> read_calendar_data(const pugi::xml_node& element);

/// What the request wants of that object; the bytes themselves if it wants all.
std::string shape(const CalendarDataRequest& request, std::string bytes, const ical::Zone& floating);

}  // namespace timeshelf::caldav
