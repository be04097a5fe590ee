// C:filter (RFC 4791 9.7): read from XML, matched against a component.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "caldav/precondition.hpp"
#include "caldav/reports/collation.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::caldav {

/// [from, to), either of which may be open.
struct TimeRange {
  Instant from = Instant::min();
  Instant to = Instant::max();
};

struct TextMatch {
  std::string text;  ///< collated already
  enum class Type { contains, equals, starts_with, ends_with } type = Type::contains;
  Collation collation = Collation::ascii_casemap;
  bool negate = false;
};

struct ParamFilter {
  std::string name;
  bool is_not_defined = false;
  std::optional<TextMatch> text;
};

struct PropFilter {
  std::string name;
  bool is_not_defined = false;
  std::optional<TextMatch> text;
  std::optional<TimeRange> range;
  std::vector<ParamFilter> params;
};

struct CompFilter {
  std::string name;
  bool is_not_defined = false;
  std::optional<TimeRange> range;
  std::vector<PropFilter> props;
  std::vector<CompFilter> comps;
};

/// Reads C:filter; refuses what is not supported (C:supported-filter, C:supported-collation) or wrong
/// (C:valid-filter), and ranges beyond the calendar's dates (C:min-date-time, C:max-date-time).
Result<CompFilter, Precondition> read_filter(const pugi::xml_node& filter);
/// A C:time-range, C:expand, … with start and end; at least one where `open` is true, otherwise both.
Result<TimeRange, Precondition> read_range(const pugi::xml_node& element, bool open);

/// `calendar` is a whole VCALENDAR, `filter` its outermost comp-filter. A component that is wanted in a time
/// range has to satisfy what stands beside the range by itself: a series whose override alone bears the text
/// matches where that override is.
bool matches(const CompFilter& filter, const ical::Component& calendar, const ical::Zone& floating);

/// The component and range that an index can answer: VCALENDAR with one comp-filter with a time-range or a
/// name.
struct IndexHint {
  std::string component;
  std::optional<TimeRange> range;
  bool whole = false;  ///< the hint says all: an exact row need not be read
};
IndexHint hint_of(const CompFilter& filter);

}  // namespace timeshelf::caldav
