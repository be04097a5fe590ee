// The shelves of a shop, for who runs it: what stands on them, and changing it as a calendar app would.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "commerce/audit.hpp"
#include "commerce/slots/forgetting.hpp"
#include "ical/edit_event.hpp"
#include "ical/edit_terms.hpp"
#include "server/api/parameters.hpp"
#include "server/api/picture_check.hpp"
#include "server/api/shelf_event.hpp"
#include "server/feeds/appearance.hpp"
#include "server/shop/edition.hpp"
#include "server/shop/route.hpp"
#include "store/attachment_pictures.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

http::Response no_slot(const Call& call) {
  return call.refuse(Problem::make("unknown-slot",
                                   "There is no such slot, or its event was deleted; list the shelf again."));
}

json::object shelf_json(store::Transaction& transaction, const store::Collection& shelf,
                        const store::Shop& shop) {
  return {{"id", shelf.id.text()},
          {"name", appearance_of(transaction, shelf, shop.name).name},
          {"followed", is_followed(transaction, shelf)}};
}

// GET …/shelf?from=&to=
Plan show_shelf(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  auto parameters = read_parameters(request.query, {"from", "to"});
  if (!parameters) return call.refuse(parameters.error());
  const auto window = read_window(*parameters, call.now());
  if (!window) return call.refuse(window.error());
  return read_as(call, request, store::Role::reader,
                 [call, window = *window](store::Transaction& transaction, const Member& member) {
                   json::array shelves;
                   std::map<Id, bool> followed;
                   for (const auto& shelf : store::list_shelves(transaction, member.shop.id)) {
                     shelves.push_back(shelf_json(transaction, shelf, member.shop));
                     followed[shelf.id] = is_followed(transaction, shelf);
                   }
                   const auto missing = store::missing_pictures(transaction, member.shop.id);
                   json::array slots;
                   for (const auto& slot :
                        call.engine().list_slots(transaction, member.shop.id, window.from, window.to)) {
                     if (is_deleted(transaction, slot)) continue;
                     auto check = commerce::check_sale(slot, call.now(), followed[slot.shelf]);
                     if (auto picture = check_picture(slot, missing, call.links()))
                       check.push_back(std::move(*picture));
                     slots.push_back({{"slot", slot_json(slot, call.links())},
                                      {"shelf", slot.shelf.text()},
                                      {"recurring", slot.uid.find('/') != std::string::npos},
                                      {"booked", slot.booked},
                                      {"check", obstacles_json(check)}});
                   }
                   return call.answer(200, {{"from", to_rfc3339(window.from)},
                                            {"to", to_rfc3339(window.to)},
                                            {"shelves", std::move(shelves)},
                                            {"slots", std::move(slots)}});
                 });
}

http::Response answer_event(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                            std::string_view slot, int status = 200) {
  auto event = find_event(transaction, call, shop, slot);
  if (!event) return no_slot(call);
  http::Response response = call.answer(status, event_json(*event, shop, call));
  response.headers.add("ETag", event->object.etag);
  return response;
}

// GET …/slots/{slot}/event
Plan get_event(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call, slot = captures["slot"]](store::Transaction& transaction, const Member& member) {
                   return answer_event(call, transaction, member.shop, slot);
                 });
}

// What is changed must be what was read.
std::optional<Problem> check_edition(const ShelfEvent& event, const std::string& if_match) {
  return server::check_edition(
      if_match, event.object.etag,
      "Somebody changed this event after you had opened it, perhaps in a calendar app. Load it again; "
      "nothing of theirs was overwritten.");
}

void note(const Call& call, store::Transaction& transaction, const Member& member, std::string_view action,
          const std::string& slot, const std::string& summary) {
  commerce::record(transaction, member.shop.id, member.user.name, action, slot, {{"summary", summary}},
                   call.now(), call.context().random);
}

// PUT …/slots/{slot}/event
Plan put_event(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto change = read_change(*body);
  if (!change) return call.refuse(change.error());
  return write_as(
      call, request, store::Role::manager,
      [call, change = *change, slot = captures["slot"],
       if_match = std::string(request.headers.get("If-Match"))](store::Transaction& transaction,
                                                                const Member& member) {
        auto event = find_event(transaction, call, member.shop, slot);
        if (!event) return no_slot(call);
        if (const auto problem = check_edition(*event, if_match)) return call.refuse(*problem);
        const auto unset =
            apply_change(event->calendar, change, member.shop, event->slot.time_zone, call.now());
        if (!unset) return call.refuse(unset.error());
        if (!unset->empty())
          commerce::forget_terms(transaction, event->shelf, event->row.event_uid, *unset, call.now());
        const auto stored =
            store_event(transaction, call, member, event->shelf, event->object.segment, event->calendar);
        if (!stored) return call.refuse(stored.error());
        note(call, transaction, member, "slot.edited", slot, event->slot.summary);
        return answer_event(call, transaction, member.shop, slot);
      });
}

// DELETE …/slots/{slot}/event
Plan delete_event(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(call, request, store::Role::manager,
                  [call, slot = captures["slot"], if_match = std::string(request.headers.get("If-Match"))](
                      store::Transaction& transaction, const Member& member) {
                    const auto event = find_event(transaction, call, member.shop, slot);
                    if (!event) return no_slot(call);
                    if (const auto problem = check_edition(*event, if_match)) return call.refuse(*problem);
                    if (const auto problem = remove_event(transaction, call, member, *event))
                      return call.refuse(*problem);
                    note(call, transaction, member, "slot.removed", slot, event->slot.summary);
                    return http::reply(204, "", "");
                  });
}

struct NewTimes {
  Instant starts_at;
  Instant ends_at;
  std::optional<Instant> moved_from;  ///< when it began for who moves it
};

Read<NewTimes> read_new_times(const json::object& body) {
  MemberReader members(body, "");
  const std::string starts = members.text("starts_at", 40);
  const std::string ends = members.text("ends_at", 40);
  const std::string before = members.text("moved_from", 40, "");
  if (auto problem = members.problem()) return *problem;
  const auto first = parse_rfc3339(starts);
  const auto last = parse_rfc3339(ends);
  if (!first)
    return Problem::make("invalid-member", "Write the beginning like 2026-05-01T16:00:00Z.", "starts_at");
  if (!last) return Problem::make("invalid-member", "Write the end like 2026-05-01T18:00:00Z.", "ends_at");
  if (*last <= *first || *last - *first > std::chrono::days(31))
    return Problem::make("invalid-member", "It ends after it begins, and lasts at most 31 days.", "ends_at");
  if (before.empty()) return NewTimes{*first, *last, std::nullopt};
  const auto from = parse_rfc3339(before);
  if (!from)
    return Problem::make("invalid-member", "Write when it began like 2026-05-01T16:00:00Z.", "moved_from");
  return NewTimes{*first, *last, from};
}

// When an occurrence of a series would begin.
std::optional<Instant> recurrence_of(const ShelfEvent& event) {
  const auto at = ical::parse_date_time(event.row.recurrence);
  if (!at) return std::nullopt;
  return Instant(std::chrono::duration_cast<std::chrono::milliseconds>(at->local.time_since_epoch()));
}

void move_event(ShelfEvent& event, const NewTimes& times, const store::Shop& shop, Instant now) {
  const ical::Zone* known = ical::find_zone(event.slot.time_zone);
  const ical::Zone* of_shop = ical::find_zone(shop.time_zone);
  const ical::Zone& zone = known ? *known : of_shop ? *of_shop : ical::utc_zone();
  const auto recurrence = recurrence_of(event);
  if (recurrence) {
    ical::move_occurrence(event.calendar, *recurrence, times.starts_at, times.ends_at, zone, now);
    return;
  }
  ical::note_change(event.master(), now, true);
  ical::set_times(event.calendar, event.master(), times.starts_at, times.ends_at, zone);
}

// Whoever moves it has seen where it stands, if they say what they saw.
std::optional<Problem> check_unmoved(const ShelfEvent& event, const NewTimes& times,
                                     const std::string& if_match) {
  if (times.moved_from && *times.moved_from != event.slot.starts_at) {
    return Problem::make(
        "edited-meanwhile",
        "Somebody moved this slot after you had looked, perhaps in a calendar app. Load the calendar "
        "again; it was left where it is now.");
  }
  return if_match.empty() ? std::nullopt : check_edition(event, if_match);
}

// POST …/slots/{slot}/reschedule {"starts_at", "ends_at", "moved_from"?}
Plan reschedule(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto times = read_new_times(*body);
  if (!times) return call.refuse(times.error());
  return write_as(call, request, store::Role::manager,
                  [call, times = *times, slot = captures["slot"],
                   if_match = std::string(request.headers.get("If-Match"))](store::Transaction& transaction,
                                                                            const Member& member) {
                    auto event = find_event(transaction, call, member.shop, slot);
                    if (!event) return no_slot(call);
                    if (const auto problem = check_unmoved(*event, times, if_match))
                      return call.refuse(*problem);
                    if (ical::is_all_day(event->master()))
                      return call.refuse(Problem::make(
                          "terms-invalid",
                          "It lasts whole days; move it in a calendar app, or give it times in the editor."));
                    move_event(*event, times, member.shop, call.now());
                    const auto stored = store_event(transaction, call, member, event->shelf,
                                                    event->object.segment, event->calendar);
                    if (!stored) return call.refuse(stored.error());
                    note(call, transaction, member, "slot.rescheduled", slot, event->slot.summary);
                    return answer_event(call, transaction, member.shop, slot);
                  });
}

ical::Component empty_event(const std::string& uid, Instant now) {
  ical::Component event{"VEVENT", {}, {}};
  event.set(ical::Property("UID", uid));
  event.set(ical::Property("DTSTAMP", to_ical_utc(now)));
  event.set(ical::Property("CREATED", to_ical_utc(now)));
  ical::Component calendar{"VCALENDAR", {}, {}};
  calendar.set(ical::Property("VERSION", "2.0"));
  calendar.set(ical::Property("PRODID", "-//Timeshelf//Dashboard//EN"));
  calendar.components.push_back(std::move(event));
  return calendar;
}

http::Response put_on_shelf(const Call& call, store::Transaction& transaction, const Member& member,
                            const store::Collection& shelf, const EventChange& change) {
  const std::string name = Id::make(call.now(), call.context().random).string();
  ical::Component calendar = empty_event(name + "@timeshelf", call.now());
  const auto applied = apply_change(calendar, change, member.shop, "", call.now());
  if (!applied) return call.refuse(applied.error());
  const auto stored = store_event(transaction, call, member, shelf, name + ".ics", calendar);
  if (!stored) return call.refuse(stored.error());
  const auto made = commerce::load_slots_of(transaction, shelf, name + ".ics");
  if (made.empty()) return no_slot(call);
  const std::string slot = made.front().slot.id.string();
  note(call, transaction, member, "slot.made", slot, *change.summary);
  http::Response response = answer_event(call, transaction, member.shop, slot, 201);
  response.headers.add("Location", fmt::format("{}/slots/{}/event", call.links().shop_api(), slot));
  return response;
}

Read<EventChange> read_new_event(const http::Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  auto change = read_change(*body);
  if (!change) return change;
  if (!change->summary)
    return Problem::make("invalid-member", "Give it a title that customers see.", "summary");
  if (!change->times)
    return Problem::make("invalid-member", "Say when it begins, when it ends, and in which zone.", "starts");
  return change;
}

// POST …/shelves/{shelf}/slots
Plan make_slot(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto change = read_new_event(request);
  if (!change) return call.refuse(change.error());
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  return write_as(call, request, store::Role::manager,
                  [call, change = *change, key = *key, id = Id::parse(captures["shelf"])](
                      store::Transaction& transaction, const Member& member) {
                    const auto shelf =
                        id ? store::find_collection(transaction, member.shop.id, *id) : std::nullopt;
                    if (!shelf || !shelf->shelf)
                      return call.refuse(Problem::make(
                          "unknown-shelf", "The shop has no such shelf; list the shelves again."));
                    return call.once(transaction, member.shop.id, key,
                                     [&] { return put_on_shelf(call, transaction, member, *shelf, change); });
                  });
}

}  // namespace

void add_shelf_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/shelf", show_shelf);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/slots/{slot}/event", get_event);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/slots/{slot}/event", put_event);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/slots/{slot}/event", delete_event);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/slots/{slot}/reschedule", reschedule);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/shelves/{shelf}/slots", make_slot);
}

}  // namespace timeshelf::server::api
