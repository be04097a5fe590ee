// The devices of a shop, for who runs it: enrolled by a QR code that is shown once, revoked, and what has to
// be looked at since.
#include "commerce/devices.hpp"

#include <functional>
#include <map>

#include "commerce/scan_conflicts.hpp"
#include "server/dashboard/session.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/words.hpp"
#include "server/shop/qr.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using dashboard::SignedIn;

constexpr const char* kPath = "/dashboard/devices";
constexpr std::size_t kMostConflicts = 100;

std::string_view may_words(const commerce::Device& device) {
  if (device.sells) return device.hands_over ? "hands over, and sells" : "sells";
  return device.hands_over ? "hands over" : "looks, and turns away";
}

json::array device_rows(store::Transaction& transaction, const SignedIn& who, const Visit& visit,
                        const WallClock& clock) {
  std::map<Id, std::string> venues;
  for (const auto& venue : visit.engine().list_venues(transaction, who.shop.id))
    venues[venue.id] = venue.name;
  json::array rows;
  for (const auto& device : visit.context->services.devices.list(transaction, who.shop.id)) {
    rows.push_back(
        {{"device", device.id.text()},
         {"device_name", device.name},
         {"device_venue", venues[device.venue]},
         {"device_may", may_words(device)},
         {"device_heard", device.heard_at ? clock.day_time(*device.heard_at) : std::string("not yet")},
         {"device_records", device.last_seq},
         {"revoked", device.revoked_at.has_value()},
         {"revoked_when", device.revoked_at ? clock.day_time(*device.revoked_at) : std::string{}}});
  }
  return rows;
}

json::array conflict_rows(store::Transaction& transaction, const SignedIn& who, const Visit& visit,
                          const WallClock& clock) {
  commerce::ConflictQuery query;
  query.open = true;
  query.limit = kMostConflicts;
  json::array rows;
  for (const auto& conflict : visit.context->services.scan_conflicts.list(transaction, who.shop.id, query)) {
    rows.push_back({{"conflict", conflict.id.text()},
                    {"conflict_kind", title_of_slug(commerce::name_of(conflict.kind))},
                    {"conflict_sentence", conflict.sentence},
                    {"conflict_device", conflict.device_name},
                    {"conflict_booking", conflict.booking_code},
                    {"conflict_at", clock.day_time(conflict.created_at)}});
  }
  return rows;
}

json::array lease_rows(store::Transaction& transaction, const SignedIn& who, const Visit& visit,
                       const WallClock& clock) {
  json::array rows;
  for (const auto& lease : visit.context->services.leases.list(transaction, who.shop.id, std::nullopt)) {
    rows.push_back({{"lease", lease.id.text()},
                    {"lease_name", lease.name},
                    {"lease_slot", lease.slot_summary},
                    {"lease_device", lease.device_name},
                    {"lease_left", lease.left()},
                    {"lease_sold", lease.sold},
                    {"lease_until", clock.day_time(lease.expires_at)},
                    {"called_back", !lease.called_by.empty()}});
  }
  return rows;
}

json::array venue_choices(store::Transaction& transaction, const SignedIn& who, const Visit& visit) {
  json::array choices;
  for (const auto& venue : visit.engine().list_venues(transaction, who.shop.id))
    choices.push_back({{"venue", venue.id.text()}, {"venue_name", venue.name}});
  return choices;
}

http::Response devices_page(store::Transaction& transaction, const SignedIn& who, const Visit& visit) {
  const WallClock clock(who.shop.time_zone, visit.now());
  json::array devices = device_rows(transaction, who, visit, clock);
  json::array conflicts = conflict_rows(transaction, who, visit, clock);
  json::array venues = venue_choices(transaction, who, visit);
  json::array leases = lease_rows(transaction, who, visit, clock);
  const bool any_lease = !leases.empty();
  return page(200, "devices",
              {{"title", "Devices · " + who.shop.name},
               {"no_devices", devices.empty()},
               {"devices", std::move(devices)},
               {"any_lease", any_lease},
               {"leases", std::move(leases)},
               {"no_conflicts", conflicts.empty()},
               {"conflicts", std::move(conflicts)},
               {"no_venues", venues.empty()},
               {"venues", std::move(venues)}});
}

http::Response refuse(const Problem& problem) {
  return problem_page(problem, kPath, "Back to the devices");
}

// Runs `act` with who is signed in and runs the shop.
http::Response as_manager(store::Transaction& transaction, const http::Request& request, const Visit& visit,
                          const std::function<http::Response(const SignedIn&)>& act) {
  const auto who = dashboard::signed_in(transaction, request, visit.now());
  if (!who) return see_other("/dashboard");
  if (who->user.role <= store::Role::manager) return act(*who);  // declared from the highest down
  return problem_page(
      Problem::make("not-allowed", "Owners and managers look after devices. Ask one of them."), "/dashboard",
      "Back to the dashboard");
}

using Act = std::function<http::Response(store::Transaction&, const SignedIn&, const Form&)>;

// A form of the page, sent by who runs the shop.
Plan act_on(const Visit& visit, const http::Request& request, Act act) {
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(kPath);
  const auto form = Form::read(request);
  if (!form) return refuse(form.error());
  return WriteWork{[visit, request, form = *form,
                    act = std::move(act)](store::Transaction& transaction) -> caldav::Written {
    return as_manager(transaction, request, visit,
                      [&](const SignedIn& who) { return act(transaction, who, form); });
  }};
}

Plan show(Context& context, const http::Request& request, const Captures&) {
  const Visit visit(context, request);
  return ReadWork{[visit, request](store::Transaction& transaction) {
    return as_manager(transaction, request, visit,
                      [&](const SignedIn& who) { return devices_page(transaction, who, visit); });
  }};
}

// POST /dashboard/devices: name, venue, may ("look": no handing over; "sell": that, too), signature. The code
// is in the answer and nowhere else, so there is no page to be led to.
Plan enrol(Context& context, const http::Request& request, const Captures&) {
  const Visit visit(context, request);
  return act_on(
      visit, request,
      [visit](store::Transaction& transaction, const SignedIn& who, const Form& form) -> http::Response {
        commerce::EnrolmentCommand command;
        command.shop = who.shop.id;
        command.name = form.text("name");
        command.venue = Id::parse(form.text("venue")).value_or(Id{});
        command.hands_over = form.text("may") != "look";
        command.sells = form.text("may") == "sell";
        command.wants_signature = !form.text("signature").empty();
        command.actor = who.user.name;
        const auto made = visit.context->services.devices.make_code(transaction, command);
        if (!made) return refuse(problem_of(made.error(), false));
        const std::string link = visit.origin + "/pickup#" + who.shop.slug + "/" + made->code;
        const WallClock clock(who.shop.time_zone, visit.now());
        return page(200, "device_code",
                    {{"title", "Enrol " + made->name},
                     {"device_name", made->name},
                     {"code", who.shop.slug + "/" + made->code},
                     {"link", link},
                     {"until", clock.time(made->expires_at)},
                     {"qr", qr_svg(link, "QR code that enrols " + made->name)}});
      });
}

Plan revoke(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return act_on(visit, request,
                [visit, id = captures["device"]](store::Transaction& transaction, const SignedIn& who,
                                                 const Form&) -> http::Response {
                  const auto revoked = visit.context->services.devices.revoke(
                      transaction, who.shop.id, Id::parse(id).value_or(Id{}), who.user.name);
                  return revoked ? see_other(kPath) : refuse(problem_of(revoked.error(), true));
                });
}

// POST /dashboard/leases/{lease}/call-back: at_once
Plan call_back(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return act_on(visit, request,
                [visit, id = captures["lease"]](store::Transaction& transaction, const SignedIn& who,
                                                const Form& form) -> http::Response {
                  auto& leases = visit.context->services.leases;
                  const auto lease = leases.find(transaction, who.shop.id, Id::parse(id).value_or(Id{}));
                  if (!lease)
                    return refuse(Problem::make("unknown-lease", "The shop has no such lease any more."));
                  leases.call_back(transaction, who.shop.id, *lease, !form.text("at_once").empty(),
                                   who.user.name);
                  return see_other(std::string(kPath) + "#leases");
                });
}

// POST /dashboard/conflicts/{conflict}: resolution
Plan resolve(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return act_on(visit, request,
                [visit, id = captures["conflict"]](store::Transaction& transaction, const SignedIn& who,
                                                   const Form& form) -> http::Response {
                  const auto resolved = visit.context->services.scan_conflicts.resolve(
                      transaction, who.shop.id, Id::parse(id).value_or(Id{}), who.user.name,
                      form.text("resolution"));
                  return resolved ? see_other(std::string(kPath) + "#conflicts")
                                  : refuse(problem_of(resolved.error(), true));
                });
}

}  // namespace

void add_device_page_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/dashboard/devices", show);
  add_route(router, context, "POST", "/dashboard/devices", enrol);
  add_route(router, context, "POST", "/dashboard/devices/{device}/revoke", revoke);
  add_route(router, context, "POST", "/dashboard/leases/{lease}/call-back", call_back);
  add_route(router, context, "POST", "/dashboard/conflicts/{conflict}", resolve);
}

}  // namespace timeshelf::server::pages
