// What scheduling sees in a calendar object: who organizes, who is invited, and its instances (RFC 6638 3.1).
// Pure: objects in, facts out.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::caldav::scheduling {

/// Addresses of one calendar user, normalised.
using Addresses = std::set<std::string>;

/// "mailto:" addresses in lower case, others without a closing slash; "" for none.
std::string normalised(std::string_view address);

/// The components that are scheduled: all but VTIMEZONEs.
bool is_part(const ical::Component& component);

/// The parts of an object by the instance that they describe; indexes into `components`.
struct Parts {
  std::optional<std::size_t> master;
  std::map<Instant, std::size_t> overrides;  ///< by RECURRENCE-ID, whatever zone it is written in
};
Parts parts_of(const ical::Component& calendar);
/// The part of that instance, the master for nothing; null if there is none.
const ical::Component* part_at(const ical::Component& calendar, const Parts&,
                               std::optional<Instant> instance);

/// Normalised; "" where no part has an organizer.
std::string organizer_of(const ical::Component& calendar);
/// RFC 6638 3.2.4.2: C:same-organizer-in-all-components.
bool has_one_organizer(const ical::Component& calendar);
/// Normalised addresses of all who are invited to any part, the organizer too if it is.
Addresses attendees_of(const ical::Component& calendar);

const ical::Property* attendee_line(const ical::Component& part, const Addresses& who);
ical::Property* attendee_line(ical::Component& part, const Addresses& who);
/// The first such line in any part; null if they are invited to none.
const ical::Property* any_attendee_line(const ical::Component& calendar, const Addresses& who);

/// The first value of a parameter, in upper case.
std::string parameter_of(const ical::Property& line, std::string_view name);
/// PARTSTAT, NEEDS-ACTION where it is absent.
std::string partstat_of(const ical::Property& line);
/// Writes a parameter, or removes it where the value is "".
void set_parameter(ical::Property& line, std::string_view name, std::string_view value);
/// RFC 6638 7: SCHEDULE-AGENT, SCHEDULE-STATUS and SCHEDULE-FORCE-SEND never travel.
void remove_schedule_parameters(ical::Property& line);
/// False where the client or nobody takes care of it (SCHEDULE-AGENT=CLIENT, NONE).
bool is_scheduled_by_server(const ical::Property& line);

std::int64_t sequence_of(const ical::Component& part);
bool is_cancelled(const ical::Component& part);

/// The instants of all EXDATEs.
std::set<Instant> excluded_from(const ical::Component& master, const ical::Zones& zones);
/// Start, end and rule of a part as a text that is equal where they mean the same, however they are written.
/// EXDATE is not part of it.
std::string times_of(const ical::Component& part, const ical::Zones& zones);
/// How long it lasts, in milliseconds.
std::int64_t length_of(const ical::Component& part, const ical::Zones& zones);
std::optional<Instant> instant_of(const ical::Component& part, std::string_view property,
                                  const ical::Zones& zones);

/// The instances that the rule of an object makes, overridden or not.
class Series {
 public:
  explicit Series(const ical::Component& calendar);
  /// Ask in order. What a hostile object asks for beyond some hundred years of instances is none.
  bool has(Instant instance);

 private:
  static constexpr int kMostLooks = 100;

  void look_at(Instant instance);

  ical::Component series_;
  std::set<Instant> instances_;  ///< between these bounds
  Instant from_{};
  Instant to_{};
  int looked_ = 0;
};
/// The part that describes one instance of the series, made from its master: RECURRENCE-ID instead of the
/// rule, and the times of that instance. `as_written`: its RECURRENCE-ID.
ical::Component derived_instance(const ical::Component& master, const ical::Property& as_written,
                                 const ical::Zones& zones);

/// RECURRENCE-ID of that instance, written as the series' DTSTART is.
ical::Property recurrence_id_at(const ical::Component& master, Instant instance, const ical::Zones& zones);

/// A VCALENDAR of this program with the zones of another object.
ical::Component frame_of(const ical::Component& calendar);

}  // namespace timeshelf::caldav::scheduling
