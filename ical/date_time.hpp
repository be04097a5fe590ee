// DATE and DATE-TIME values, durations, and what a TZID means (RFC 5545 3.3.4, 3.3.5, 3.3.6, 3.2.19).
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "ical/component.hpp"

namespace timeshelf::ical {

using LocalSeconds = std::chrono::local_seconds;

/// A date or date-time as written: wall-clock numbers and how to read them.
struct DateTime {
  enum class Form { date, floating, utc, zoned };
  Form form = Form::utc;
  LocalSeconds local{};  ///< midnight for a date
  std::string tzid;      ///< as written, for `zoned`

  bool is_date() const { return form == Form::date; }
  bool operator==(const DateTime&) const = default;
};

/// Reads one value; `tzid` from the property's TZID parameter. Refuses month 13, 30 February, hour 24. Second
/// 60 is read as 59 (RFC 5545 3.3.12).
std::optional<DateTime> parse_date_time(std::string_view value, std::string_view tzid = {});
/// The property's value by its VALUE and TZID parameters.
std::optional<DateTime> date_time_of(const Property& property);
/// "20260301", "20260301T180000" or with Z; the TZID belongs into a parameter.
std::string format(const DateTime& value);
/// DTSTART;TZID=Europe/Berlin:20260301T180000, or VALUE=DATE, or plain.
Property date_time_property(std::string name, const DateTime& value);

/// A duration: days are calendar days (DST shifts keep the wall clock), the rest is exact (RFC 5545 3.3.6).
struct Duration {
  std::chrono::days days{0};  ///< weeks count as 7; negative for "-P1D"
  std::chrono::seconds seconds{0};
};
std::optional<Duration> parse_duration(std::string_view value);

/// A time zone of the tz database or, as a last resort, one that an object brought along.
class Zone {
 public:
  virtual ~Zone() = default;
  /// Wall clock to UTC: the first of two instants in an overlap, the offset before the gap in a gap (RFC
  /// 5545 3.3.5).
  virtual std::chrono::sys_seconds to_utc(LocalSeconds local) const = 0;
  virtual LocalSeconds to_local(std::chrono::sys_seconds utc) const = 0;
  /// IANA name, or the TZID of a zone that only its object knows.
  virtual const std::string& name() const = 0;
};

/// Finds a zone: IANA name, then Windows name (ICU), then a known prefix (/mozilla.org/…/Europe/Berlin,
/// /freeassociation.sourceforge.net/…); null if unknown. Never reads a path. Thread-safe, the result lives
/// for ever.
const Zone* find_zone(std::string_view tzid);
/// The zone that a VTIMEZONE describes, by X-LIC-LOCATION or its TZID if known (find_zone), otherwise by its
/// own rules, evaluated within bounds.
std::shared_ptr<const Zone> zone_of(const Component& vtimezone);

/// A VTIMEZONE for an IANA zone whose rules hold from `from` on, for objects and feeds that this program
/// writes.
std::optional<Component> vtimezone_for(std::string_view iana_name, Instant from);

/// Resolves TZIDs of one VCALENDAR: find_zone first, then its VTIMEZONEs.
class Zones {
 public:
  explicit Zones(const Component& calendar);
  const Zone* find(std::string_view tzid) const;

 private:
  const Component& calendar_;
  mutable std::vector<std::pair<std::string, std::shared_ptr<const Zone>>> own_;
};

/// The instant of a value; floating times and dates are read in `floating`. An unknown TZID is read in
/// `floating` too.
Instant to_instant(const DateTime& value, const Zones& zones, const Zone& floating);
/// value + duration in wall-clock time where it has days (RFC 5545 3.3.6), then to UTC.
DateTime add(const DateTime& value, const Duration& duration);

const Zone& utc_zone();

}  // namespace timeshelf::ical
