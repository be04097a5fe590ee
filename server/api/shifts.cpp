// Shifts, for the people of the shop: who works when, and giving a shift to somebody.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/short_list.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

json::object shift_json(const commerce::ShiftView& view, const Links& links) {
  const commerce::Shift& shift = view.shift;
  json::object out;
  out["id"] = shift.id();
  out["slot"] = fmt::format("{}/slots/{}", links.shop_api(), shift.slot.text());
  out["summary"] = view.summary;
  out["location"] = view.location;
  out["starts_at"] = to_rfc3339(shift.starts_at);
  out["ends_at"] = to_rfc3339(shift.ends_at);
  out["time_zone"] = view.time_zone;
  out["state"] = name_of(shift.state);
  out["uncovered"] = shift.is_uncovered();
  if (shift.person.empty()) {
    out["person"] = nullptr;
  } else {
    out["person"] =
        json::object{{"id", shift.person}, {"name", view.person_name}, {"answer", name_of(shift.answer)}};
  }
  return out;
}

// GET …/shifts?from=&to=&uncovered=
Plan list_shifts(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  auto parameters = read_parameters(request.query, {"from", "to", "uncovered", "cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto window = read_window(*parameters, call.now());
  if (!window) return call.refuse(window.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  const auto uncovered = parameters->find("uncovered");
  const bool all = uncovered == parameters->end() || uncovered->second == "false";
  if (!all && uncovered->second != "true") {
    return call.refuse(Problem::make("invalid-parameter", "\"uncovered\" is true or false.", "uncovered"));
  }
  return read_as(
      call, request, store::Role::staff,
      [call, window = *window, all, page = *page](store::Transaction& transaction, const Member& member) {
        json::array shifts;
        for (const auto& view :
             call.context().services.shifts.list(transaction, member.shop.id, window.from, window.to)) {
          if (all || view.shift.is_uncovered()) shifts.push_back(shift_json(view, call.links()));
        }
        auto listed = page_of("shifts", std::move(shifts), "id", page);
        if (!listed) return call.refuse(listed.error());
        (*listed)["from"] = to_rfc3339(window.from);
        (*listed)["to"] = to_rfc3339(window.to);
        return call.answer(200, *listed);
      });
}

// POST …/shifts/{shift}/assign {"person": "sam"}, or {} for whose turn it is
Plan assign_shift(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  MemberReader reader(*body, "");
  const std::string person = reader.text("person", 254, "");
  if (const auto problem = reader.problem()) return call.refuse(*problem);
  return write_as(
      call, request, store::Role::manager,
      [call, person, id = captures["shift"]](store::Transaction& transaction, const Member& member) {
        const auto given =
            call.context().services.shifts.assign(transaction, member.shop.id, id, person, member.user.name);
        if (!given) return call.refuse(given.error(), true);
        return call.answer(200, shift_json(*given, call.links()));
      });
}

}  // namespace

void add_shift_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/shifts", list_shifts);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/shifts/{shift}/assign", assign_shift);
}

}  // namespace timeshelf::server::api
