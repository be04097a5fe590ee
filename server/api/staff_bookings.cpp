// Bookings for the people of the shop: found, and looked at as a whole.
#include <boost/json/array.hpp>

#include "commerce/audit.hpp"
#include "commerce/booking_search.hpp"
#include "commerce/letters.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/payment_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::Booking;
using commerce::BookingQuery;
using commerce::BookingState;

constexpr std::size_t kUsualBookings = 50;
constexpr std::size_t kMostBookings = 500;
constexpr std::size_t kLongestWords = 200;
constexpr std::size_t kMostSteps = 200;  // of one booking; what is older stays in the audit log
constexpr std::size_t kMostLetters = 100;

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

Read<BookingQuery> read_query(const http::Request& request) {
  const auto parameters =
      read_parameters(request.query, {"words", "slot", "state", "from", "to", "cursor", "limit"});
  if (!parameters) return parameters.error();
  BookingQuery query;
  for (const auto& [name, value] : *parameters) {
    if (name == "words") query.words = value;
    if (name == "slot" && !(query.slot = Id::parse(value)))
      return wrong(name, "\"slot\" is the id of a slot.");
    if (name == "state" && value != "confirmed" && value != "cancelled")
      return wrong(name, "\"state\" is confirmed or cancelled.");
    if (name == "state")
      query.state = value == "confirmed" ? BookingState::confirmed : BookingState::cancelled;
  }
  if (query.words.size() > kLongestWords) return wrong("words", "Search for at most 200 characters.");
  const auto from = read_instant(*parameters, "from");
  if (!from) return from.error();
  const auto to = read_instant(*parameters, "to");
  if (!to) return to.error();
  const auto before = read_cursor(*parameters);
  if (!before) return before.error();
  const auto limit = read_limit(*parameters, kUsualBookings, kMostBookings);
  if (!limit) return limit.error();
  query.from = *from;
  query.to = *to;
  query.before = *before;
  query.limit = *limit;
  return query;
}

// Without what opens it: who has the token or a claim may do with it what its customer may.
json::object entry_json(const Booking& booking, const Links& links) {
  json::object entry = booking_json(booking, links);
  for (const char* secret : {"token", "self", "qr", "calendar", "page"}) entry.erase(secret);
  for (json::value& line : entry["lines"].as_array()) line.as_object()["claim"] = nullptr;
  return entry;
}

// GET …/bookings?words=&slot=&state=&from=&to=&cursor=&limit=
Plan list_bookings(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto asked = read_query(request);
  if (!asked) return call.refuse(asked.error());
  return read_as(call, request, store::Role::staff,
                 [call, asked = *asked](store::Transaction& transaction, const Member& member) {
                   BookingQuery query = asked;
                   ++query.limit;
                   auto bookings = commerce::search_bookings(transaction, member.shop.id, query);
                   const bool more = bookings.size() == query.limit;
                   if (more) bookings.pop_back();
                   json::array listed;
                   for (const Booking& booking : bookings)
                     listed.push_back(entry_json(booking, call.links()));
                   return call.answer(
                       200, {{"bookings", std::move(listed)},
                             {"next", more ? json::value(bookings.back().id.text()) : json::value(nullptr)}});
                 });
}

json::object letter_json(const commerce::Posted& letter) {
  return {{"id", letter.id.text()},
          {"subject", letter.subject},
          {"state", letter.state},
          {"trouble", letter.last_error.empty() ? json::value(nullptr) : json::value(letter.last_error)},
          {"written_at", to_rfc3339(letter.created_at)},
          {"sent_at", letter.sent_at ? json::value(to_rfc3339(*letter.sent_at)) : json::value(nullptr)}};
}

// GET …/bookings/{booking}
Plan show_booking(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::staff,
      [call, code = captures["booking"]](store::Transaction& transaction, const Member& member) {
        const auto booking = call.engine().booking_by_code(transaction, member.shop.id, code);
        if (!booking)
          return call.refuse(
              Problem::make("unknown-booking", "The shop has no booking with this code.", "booking"));
        commerce::AuditQuery steps;
        steps.subject = booking->id.text();
        steps.limit = kMostSteps;
        json::array history;
        for (const auto& entry : commerce::list_audit(transaction, member.shop.id, steps))
          history.push_back(audit_json(entry));
        json::array letters;
        for (const auto& letter : commerce::letters_to(transaction, member.shop.id, booking->customer_email,
                                                       booking->id, kMostLetters))
          letters.push_back(letter_json(letter));
        return call.answer(200, {{"booking", entry_json(*booking, call.links())},
                                 {"money", payments_json(transaction, call.context().services, *booking)},
                                 {"letters", std::move(letters)},
                                 {"history", std::move(history)}});
      });
}

}  // namespace

void add_staff_booking_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/bookings", list_bookings);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/bookings/{booking}", show_booking);
}

}  // namespace timeshelf::server::api
