// Calendar users of this server, and where their meetings lie.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "caldav/scheduling/meeting.hpp"
#include "caldav/service.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"

namespace timeshelf::caldav::scheduling {

/// What scheduling works in: one transaction, and the ports.
struct World {
  store::Transaction& transaction;
  const Options& options;
  SchedulePort& port;
  const Clock& clock;
  Random& random;
};

struct CalendarUser {
  store::User user;
  Addresses addresses;  ///< those of calendar-user-address-set (RFC 6638 2.4.1)
};
CalendarUser calendar_user(const Options&, store::User user);
/// By an address, in whatever shop; nothing for strangers.
std::optional<CalendarUser> find_calendar_user(store::Transaction&, const Options&, std::string_view address);

struct OwnCalendar {
  store::Binding binding;
  std::string way;  ///< its address below the home: "team/" or "files/team/"

  bool is_directly_in_home() const { return way.find('/') + 1 == way.size(); }
};
/// Calendars of one's own, not shared ones; those in plain collections last.
std::vector<OwnCalendar> own_calendars_and_shelves(store::Transaction&, const store::User&);
/// Those that meetings lie in: no shelves, whose events are offers.
std::vector<OwnCalendar> own_calendars(store::Transaction&, const store::User&);
/// True of one that takes such components.
bool takes(const store::Collection& calendar, std::string_view component);
/// Where invitations go (RFC 6638 9.2): the one that the user chose, else the one named "calendar" or the
/// first that takes them.
std::optional<store::Binding> default_calendar(store::Transaction&, const store::User&,
                                               std::string_view component);
/// schedule-calendar-transp (RFC 6638 9.1): nothing in it makes its owner busy.
/// `segment`: where in `calendar` it is said, of one that only appears there.
bool is_transparent(store::Transaction&, const store::Collection& calendar, std::string_view segment = {});

struct StoredMeeting {
  store::Binding calendar;
  store::ObjectEntry entry;
};
std::optional<StoredMeeting> find_meeting(store::Transaction&, const store::User&, std::string_view uid);
/// The object's lines; nothing if it cannot be read.
std::optional<ical::Component> read_meeting(store::Transaction&, const store::Collection&,
                                            std::string_view segment);

/// The collection of that kind in the user's home.
std::optional<store::Binding> find_in_home(store::Transaction&, const store::User&, store::CollectionKind);

/// For a new user, in whose home nothing is named so yet.
void make_inbox_and_outbox(store::Transaction&, const store::User&, Instant now, Random&);

/// Writes an object of scheduling. `tag` is its Schedule-Tag.
void save(const World&, const store::Collection&, const std::string& segment, const std::string& uid,
          const ical::Component& object, const std::string& tag);

}  // namespace timeshelf::caldav::scheduling
