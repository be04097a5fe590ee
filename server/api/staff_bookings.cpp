// Bookings for the people of the shop: found, and looked at as a whole.
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/bookings/booking_search.hpp"
#include "commerce/invitations/answer_rows.hpp"
#include "commerce/letters/letters.hpp"
#include "server/api/booking_view.hpp"
#include "server/api/contacts.hpp"
#include "server/api/parameters.hpp"
#include "server/api/payment_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/edition.hpp"
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
  const auto stretch = read_stretch(*parameters, kUsualBookings, kMostBookings);
  if (!stretch) return stretch.error();
  query.from = stretch->from;
  query.to = stretch->to;
  query.before = stretch->before;
  query.limit = stretch->limit;
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

// What their calendar said last to the invitation to each slot: "needs-action", as the other words of the API
// are written.
json::array answers_json(store::Transaction& transaction, const Booking& booking) {
  json::array answers;
  for (const auto& [slot, partstat] : commerce::answers_to(transaction, booking))
    answers.push_back({{"slot", slot.text()}, {"answer", to_lower(partstat)}});
  return answers;
}

// Who had it before, and until when an open link passes it on.
json::object passing_on_json(store::Transaction& transaction, commerce::PassingOn& passing_on,
                             const Booking& booking) {
  json::array chain;
  for (const auto& passage : passing_on.chain_of(transaction, booking.shop, booking.id))
    chain.push_back({{"from", {{"name", passage.from_name}, {"email", passage.from_email}}},
                     {"at", to_rfc3339(*passage.accepted_at)}});
  const auto open = passing_on.open_of(transaction, booking.shop, booking.id);
  return {{"open_until", open ? json::value(to_rfc3339(open->expires_at)) : json::value(nullptr)},
          {"holders", std::move(chain)}};
}

// GET …/bookings/{booking}
Plan show_booking(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::staff,
                 [call, code = captures["booking"]](store::Transaction& transaction, const Member& member) {
                   const auto booking = call.engine().booking_by_code(transaction, member.shop.id, code);
                   if (booking) return call.answer(200, booking_view_json(call, transaction, *booking));
                   return call.refuse(Problem::make("unknown-booking",
                                                    "The shop has no booking with this code.", "booking"));
                 });
}

}  // namespace

std::string contact_edition(const Booking& booking) {
  return edition_of(
      {{"name", booking.customer_name}, {"email", booking.customer_email}, {"language", booking.language}});
}

json::object booking_view_json(const Call& call, store::Transaction& transaction, const Booking& booking) {
  commerce::AuditQuery steps;
  steps.subject = booking.id.text();
  steps.limit = kMostSteps;
  json::array history;
  for (const auto& entry : commerce::list_audit(transaction, booking.shop, steps))
    history.push_back(audit_json(entry));
  json::array letters;
  for (const auto& letter :
       commerce::letters_to(transaction, booking.shop, booking.customer_email, booking.id, kMostLetters))
    letters.push_back(letter_json(letter));
  return {{"booking", entry_json(booking, call.links())},
          {"contact_etag", contact_edition(booking)},
          {"money", payments_json(transaction, call.context().services, booking)},
          {"answers", answers_json(transaction, booking)},
          {"passing_on", passing_on_json(transaction, call.context().services.passing_on, booking)},
          {"letters", std::move(letters)},
          {"history", std::move(history)}};
}

void add_staff_booking_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/bookings", list_bookings);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/bookings/{booking}", show_booking);
  add_contact_routes(router, context);
}

}  // namespace timeshelf::server::api
