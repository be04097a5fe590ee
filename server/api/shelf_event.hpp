// An event of a shelf, for who edits it on the dashboard: read as JSON, changed line by line, stored as a
// calendar app would store it.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "commerce/core/sale_check.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "ical/shelf_terms.hpp"
#include "server/api/staff.hpp"
#include "server/api/terms_json.hpp"
#include "store/calendars.hpp"

namespace timeshelf::server::api {

/// The event behind a slot, and the slot itself: of a series one of its occurrences.
struct ShelfEvent {
  store::Collection shelf;
  store::ObjectEntry object;
  ical::Component calendar;
  commerce::SlotRow row;
  commerce::Slot slot;
  std::int64_t booked = 0;                       ///< bookings of all that is still to come of it
  bool followed = false;                         ///< its live calendar has a feed
  std::map<Id, std::string> missing_pictures{};  ///< of the shop's slots

  ical::Component& master();
  bool is_recurring();
};
/// Nothing where there is no such slot, or its event was deleted.
std::optional<ShelfEvent> find_event(store::Transaction&, const Call&, const store::Shop&,
                                     std::string_view slot);

/// Its event was deleted before anybody had booked it: nothing is left of it that somebody would look at.
bool is_deleted(store::Transaction&, const commerce::Slot&);

boost::json::object event_json(ShelfEvent& event, const store::Shop& shop, const Call&);
boost::json::array obstacles_json(const std::vector<commerce::SaleObstacle>& obstacles);
/// Whether a shelf's live calendar has a feed.
bool is_followed(store::Transaction&, const store::Collection& shelf);

/// When a slot is to take place, by the clock of its zone.
struct WrittenTimes {
  Instant starts_at;
  Instant ends_at;
  const ical::Zone* zone = nullptr;
};
/// What is to be changed of an event; what is absent stays.
struct EventChange {
  std::optional<std::string> summary, story, location, image;
  std::optional<WrittenTimes> times;
  std::optional<bool> cancelled, off;
  std::optional<boost::json::object> terms;
};
Read<EventChange> read_change(const boost::json::object& body);

/// Changes the calendar's lines; answers which terms are taken away (commerce/slots/forgetting.hpp).
Read<std::set<std::string>> apply_change(ical::Component& calendar, const EventChange& change,
                                         const store::Shop& shop, std::string_view zone_before, Instant now);

/// Stores it through the policy. The sentence of a refusal is the policy's.
Read<std::string> store_event(store::Transaction&, const Call&, const Member&, const store::Collection& shelf,
                              std::string_view segment, const ical::Component& calendar);
/// Takes it off the calendar through the policy; nothing where that went.
std::optional<Problem> remove_event(store::Transaction&, const Call&, const Member&, const ShelfEvent&);

}  // namespace timeshelf::server::api
