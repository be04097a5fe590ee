// Who did what to the shop, and why: for managers and owners.
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kUsualEntries = 100;
constexpr std::size_t kMostEntries = 1000;

struct Asked {
  commerce::AuditQuery query;
  std::string booking;  ///< a booking's code, as the subject
};

// What an action may be called; anything else there is none of.
bool is_action(std::string_view text) {
  return text.size() <= 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-_.") == std::string_view::npos;
}

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

Read<Asked> read_query(const http::Request& request) {
  const auto parameters = read_parameters(
      request.query, {"subject", "booking", "actor", "action", "from", "to", "cursor", "limit"});
  if (!parameters) return parameters.error();
  Asked asked;
  for (const auto& [name, value] : *parameters) {
    if (name == "subject") asked.query.subject = value;
    if (name == "booking") asked.booking = value;
    if (name == "actor") asked.query.actor = value;
    if (name == "action") asked.query.action = value;
  }
  if (!is_action(asked.query.action))
    return wrong("action", "\"action\" is the name of one, like stock.count, or its first word.");
  if (!asked.query.subject.empty() && !asked.booking.empty())
    return wrong("booking", "Name the booking or another subject, not both.");
  const auto stretch = read_stretch(*parameters, kUsualEntries, kMostEntries);
  if (!stretch) return stretch.error();
  asked.query.from = stretch->from;
  asked.query.to = stretch->to;
  asked.query.before = stretch->before;
  asked.query.limit = stretch->limit;
  return asked;
}

// GET …/audit?subject=&booking=&actor=&action=&from=&to=&cursor=&limit=
Plan list_audit(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto asked = read_query(request);
  if (!asked) return call.refuse(asked.error());
  return read_as(call, request, store::Role::manager,
                 [call, asked = *asked](store::Transaction& transaction, const Member& member) {
                   commerce::AuditQuery query = asked.query;
                   if (!asked.booking.empty()) {
                     const auto booking =
                         call.engine().booking_by_code(transaction, member.shop.id, asked.booking);
                     if (!booking)
                       return call.refuse(Problem::make(
                           "unknown-booking", "The shop has no booking with this code.", "booking"));
                     query.subject = booking->id.text();
                   }
                   ++query.limit;
                   auto entries = commerce::list_audit(transaction, member.shop.id, query);
                   const bool more = entries.size() == query.limit;
                   if (more) entries.pop_back();
                   json::array listed;
                   for (const auto& entry : entries) listed.push_back(audit_json(entry));
                   return call.answer(
                       200, {{"entries", std::move(listed)},
                             {"next", more ? json::value(entries.back().id.text()) : json::value(nullptr)}});
                 });
}

}  // namespace

void add_audit_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/audit", list_audit);
}

}  // namespace timeshelf::server::api
