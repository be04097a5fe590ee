// When one component is, by itself: its start, how long it lasts, and what it means that it overlaps a range
// of time.
#pragma once
#include <optional>
#include <string_view>

#include "ical/date_time.hpp"

namespace timeshelf::ical {

/// Which row of the tables in RFC 4791 9.9 decides whether [start, end] overlaps a range.
enum class Presence {
  span,            ///< VEVENT, VJOURNAL, a period: ends before `end`; where both are equal, a point in time
  task,            ///< VTODO with DTSTART and DURATION
  task_until_due,  ///< VTODO with DTSTART and DUE
  due,             ///< VTODO with DUE alone
  worked_on,       ///< VTODO with CREATED and COMPLETED
  completed,       ///< VTODO with COMPLETED alone
  open,            ///< VTODO with CREATED alone: from then on, for ever
  busy,            ///< VFREEBUSY with DTSTART and DTEND
};

/// Whether what lasts from `start` to `end` overlaps [from, to).
bool overlaps(Presence presence, Instant start, Instant end, Instant from, Instant to);

/// A component's own start and how to get from a start to its end.
struct Timing {
  DateTime start;
  const Zone* zone = nullptr;  ///< of the start
  Duration nominal;            ///< exactly, or in days of the wall clock
  Presence presence = Presence::span;
};

/// Reads timings of one VCALENDAR. Keeps a reference to it and to `floating`, in which floating times are
/// read.
class Clockwork {
 public:
  Clockwork(const Component& calendar, const Zone& floating) : zones_(calendar), floating_(floating) {}

  const Zone& zone_for(const DateTime& value) const;
  bool knows(std::string_view tzid) const { return zones_.find(tzid) != nullptr; }
  Instant instant(const DateTime& value) const { return to_instant(value, zones_, floating_); }

  /// Nothing where the component has no times that can be read.
  std::optional<Timing> timing_of(const Component& component) const;
  /// DATE-TIME/DATE-TIME or DATE-TIME/DURATION (RFC 5545 3.3.9).
  std::optional<Timing> period(std::string_view value, std::string_view tzid) const;
  /// The start of a period, or a single value.
  std::optional<Timing> period_or_start(std::string_view value, std::string_view tzid,
                                        const Timing& like) const;
  Instant start_of(const Timing& timing, LocalSeconds start) const;
  /// Instant::max() where there is no end.
  Instant end_of(const Timing& timing, LocalSeconds start) const;
  /// Whether the instants depend on the zone in which the reader stands.
  bool depends_on_reader(const Timing& timing) const;

 private:
  std::optional<Timing> task(const Component& component) const;
  Duration between(const DateTime& start, const DateTime& end) const;

  const Zones zones_;
  const Zone& floating_;
};

}  // namespace timeshelf::ical
