// Leases of stock: a device takes, renews and returns them; who runs the shop sees them and calls them back.
#include "commerce/devices/leases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "commerce/devices/lease_rows.hpp"
#include "commerce/devices/scan_rows.hpp"
#include "commerce/venues.hpp"
#include "ical/shelf_terms.hpp"
#include "server/api/call.hpp"
#include "server/api/device_auth.hpp"
#include "server/api/lease_json.hpp"
#include "server/api/read_json.hpp"
#include "server/api/short_list.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours kOfferedBehind{12};  // a slot that began then may still sell what is left
constexpr std::chrono::hours kOfferedAhead{36};
constexpr std::size_t kLongestText = 1000;
constexpr std::int64_t kMostMinutes = std::chrono::minutes(commerce::kLongestLease).count();

http::Response unknown_lease(const Call& call) {
  return call.refuse(Problem::make("unknown-lease", "The device has no such lease; list its leases again."));
}

json::object offer_to_lend(const commerce::Slot& slot, const commerce::Offer& offer, std::string_view from,
                           std::int64_t free) {
  return {{"slot", slot.id.text()},
          {"summary", slot.summary},
          {"starts_at", to_rfc3339(slot.starts_at)},
          {"ends_at", to_rfc3339(slot.ends_at)},
          {"sku", offer.sku},
          {"name", offer.name},
          {"from", from},
          {"free", std::min(free, commerce::kMostLeased)},
          {"price", money_json(*offer.price)}};
}

// What the device could take a lease of: what is free in the slots at its venue, and what lies there in none.
json::array offers_json(const Call& call, store::Transaction& transaction, const Caller& caller) {
  json::array offers;
  const auto in_no_slot = [&](const Id& slot, const std::string& sku) {
    return commerce::units_to_lend(transaction, caller.shop.id, caller.device.venue, slot, sku);
  };
  const auto venues = commerce::load_venues(transaction, caller.shop.id);
  for (const auto& slot : call.engine().list_slots(transaction, caller.shop.id, call.now() - kOfferedBehind,
                                                   call.now() + kOfferedAhead)) {
    const commerce::Venue* venue = commerce::venue_named(venues, slot.location);
    if (!venue || venue->id != caller.device.venue || slot.ends_at <= call.now()) continue;
    for (const auto& offer : slot.offers) {
      if (!offer.price || offer.preorder) continue;
      const bool takes_a_place = slot.seats && offer.sku != ical::kSeatSku;
      const std::int64_t places = takes_a_place ? slot.seats_remaining.value_or(0) : commerce::kMostLeased;
      const std::int64_t free = std::min(offer.remaining, places);
      if (free > 0) offers.push_back(offer_to_lend(slot, offer, "slot", free));
      const std::int64_t there = std::min(in_no_slot(slot.id, offer.sku), places);
      if (there > 0) offers.push_back(offer_to_lend(slot, offer, "venue", there));
    }
  }
  return offers;
}

// GET …/devices/{device}/leases
Plan list_own(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as_device(
      call, request, captures["device"], [call](store::Transaction& transaction, const Caller& caller) {
        json::array leases;
        for (const auto& lease :
             call.context().services.leases.list(transaction, caller.shop.id, caller.device.id))
          leases.push_back(lease_json(lease));
        return call.answer(
            200, {{"leases", std::move(leases)},
                  {"offers", caller.device.sells ? offers_json(call, transaction, caller) : json::array{}},
                  {"server_time", to_rfc3339(call.now())}});
      });
}

Read<commerce::LeaseCommand> read_command(const json::object& body) {
  MemberReader members(body, "");
  commerce::LeaseCommand command;
  command.nonce = members.text("nonce", kLongestText);
  const std::string slot = members.text("slot", 64);
  command.sku = members.text("sku", 64, std::string(ical::kSeatSku));
  command.units = members.whole("units");
  const std::int64_t minutes = members.whole("minutes", command.lasts.count());
  const std::string from = members.text("from", 10, "slot");
  if (auto problem = members.problem()) return *problem;
  if (!commerce::is_nonce(command.nonce))
    return Problem::make("invalid-member", "\"nonce\" is 16 to 64 letters, digits, - or _.", "nonce");
  if (from != "slot" && from != "venue")
    return Problem::make(
        "invalid-member",
        "Units are lent from \"slot\", which has them free, or from \"venue\", where they lie in "
        "no slot.",
        "from");
  command.from_venue = from == "venue";
  if (minutes < 1 || minutes > kMostMinutes)
    return Problem::make("invalid-member", fmt::format("A lease lasts 1 to {} minutes.", kMostMinutes),
                         "minutes");
  command.lasts = std::chrono::minutes(minutes);
  command.slot = Id::parse(slot).value_or(Id{});
  return command;
}

// POST …/devices/{device}/leases {"nonce", "slot", "sku"?, "units", "minutes"?, "from"?}
Plan take(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto command = read_command(*body);
  if (!command) return call.refuse(command.error());
  return write_as_device(
      call, request, captures["device"],
      [call, command = *command](store::Transaction& transaction, const Caller& caller) {
        if (!caller.device.sells)
          return call.refuse(
              Problem::make("may-not-sell",
                            "This device was not enrolled to sell. Enrol it anew with \"sell\" in \"may\"."));
        commerce::LeaseCommand wanted = command;
        wanted.shop = caller.shop.id;
        const auto taken = call.context().services.leases.take(transaction, caller.device, wanted);
        if (!taken) return call.refuse(taken.error(), false);
        return call.answer(taken->repeated ? 200 : 201, lease_json(taken->lease));
      });
}

using OnLease = std::function<http::Response(store::Transaction&, const Caller&, const commerce::Lease&)>;

// Runs `act` with a lease of the device.
Plan on_own_lease(const Call& call, const http::Request& request, const Captures& captures, OnLease act) {
  return write_as_device(call, request, captures["device"],
                         [call, id = captures["lease"], act = std::move(act)](store::Transaction& transaction,
                                                                              const Caller& caller) {
                           const auto lease = call.context().services.leases.find(
                               transaction, caller.shop.id, Id::parse(id).value_or(Id{}));
                           if (!lease || lease->device != caller.device.id) return unknown_lease(call);
                           return act(transaction, caller, *lease);
                         });
}

// POST …/devices/{device}/leases/{lease}/return {"seq", "units"?}: only once all records up to `seq` are
// here, or a sale that is on its way would find its units gone.
Plan give_back(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::int64_t seq = members.whole("seq");
  const bool says_units = members.has("units");
  const std::int64_t units = members.whole("units", 0);
  if (auto problem = members.problem()) return call.refuse(*problem);
  if (seq < 0)
    return call.refuse(
        Problem::make("invalid-member", "The number of the last record is a whole number from 0 on.", "seq"));
  return on_own_lease(
      call, request, captures,
      [call, seq, units = says_units ? std::optional(units) : std::nullopt](
          store::Transaction& transaction, const Caller& caller, const commerce::Lease& lease) {
        if (!commerce::has_all_records(transaction, caller.shop.id, caller.device.id, seq))
          return call.refuse(Problem::make(
              "records-first", fmt::format("Not all records up to {} have come. Bring them first.", seq),
              "seq"));
        const auto after = call.context().services.leases.give_back(transaction, caller.shop.id, lease, units,
                                                                    "device " + caller.device.name);
        if (!after) return call.refuse(after.error(), false);
        return call.answer(200, lease_json(*after));
      });
}

// POST …/devices/{device}/leases/{lease}/renew {"minutes"?}
Plan renew(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::int64_t minutes = members.whole("minutes", 12 * 60);
  if (auto problem = members.problem()) return call.refuse(*problem);
  if (minutes < 1 || minutes > kMostMinutes)
    return call.refuse(Problem::make("invalid-member",
                                     fmt::format("A lease lasts 1 to {} minutes.", kMostMinutes), "minutes"));
  return on_own_lease(
      call, request, captures,
      [call, minutes](store::Transaction& transaction, const Caller& caller, const commerce::Lease& lease) {
        if (caller.device.revoked_at)
          return call.refuse(Problem::make("device-revoked", "The device was revoked."));
        const auto after = call.context().services.leases.renew(transaction, caller.shop.id, lease,
                                                                std::chrono::minutes(minutes));
        if (!after) return call.refuse(Problem::make("lease-ended", after.error().message));
        return call.answer(200, lease_json(*after));
      });
}

// GET …/leases
Plan list_all(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  return read_as(call, request, store::Role::staff,
                 [call, page = *page](store::Transaction& transaction, const Member& member) {
                   json::array leases;
                   for (const auto& lease :
                        call.context().services.leases.list(transaction, member.shop.id, std::nullopt))
                     leases.push_back(lease_json(lease));
                   const auto listed = page_of("leases", std::move(leases), "id", page);
                   return listed ? call.answer(200, *listed) : call.refuse(listed.error());
                 });
}

// POST …/leases/{lease}/call-back {"at_once"?}
Plan call_back(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const bool at_once = members.flag("at_once", false);
  if (auto problem = members.problem()) return call.refuse(*problem);
  return write_as(
      call, request, store::Role::manager,
      [call, at_once, id = captures["lease"]](store::Transaction& transaction, const Member& member) {
        auto& leases = call.context().services.leases;
        const auto lease = leases.find(transaction, member.shop.id, Id::parse(id).value_or(Id{}));
        if (!lease)
          return call.refuse(Problem::make("unknown-lease", "The shop has no such lease; list them again."));
        return call.answer(200, lease_json(leases.call_back(transaction, member.shop.id, *lease, at_once,
                                                            member.user.name)));
      });
}

}  // namespace

void add_lease_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/devices/{device}/leases", list_own);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices/{device}/leases", take);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices/{device}/leases/{lease}/return",
            give_back);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices/{device}/leases/{lease}/renew", renew);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/leases", list_all);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/leases/{lease}/call-back", call_back);
}

}  // namespace timeshelf::server::api
