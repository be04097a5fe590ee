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
constexpr std::int64_t kMostEntries = 1000;

struct AuditQuery {
  std::string subject;       ///< the id of what was changed; "": of all
  std::string booking;       ///< or a booking's code
  std::optional<Id> before;  ///< the last entry of the page before
  std::size_t limit = kUsualEntries;
};

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

Read<AuditQuery> read_query(const http::Request& request) {
  const auto parameters = read_parameters(request.query, {"subject", "booking", "cursor", "limit"});
  if (!parameters) return parameters.error();
  AuditQuery query;
  for (const auto& [name, value] : *parameters) {
    if (name == "subject") query.subject = value;
    if (name == "booking") query.booking = value;
    if (name == "cursor") {
      query.before = Id::parse(value);
      if (!query.before) return wrong(name, "\"cursor\" is what `next` of a list says.");
    }
    if (name == "limit") {
      const auto limit = parse_whole(value);
      if (!limit || *limit < 1 || *limit > kMostEntries)
        return wrong(name, "\"limit\" is a whole number from 1 to 1000.");
      query.limit = static_cast<std::size_t>(*limit);
    }
  }
  if (!query.subject.empty() && !query.booking.empty())
    return wrong("booking", "Name the booking or another subject, not both.");
  return query;
}

json::object entry_json(const commerce::AuditEntry& entry) {
  return {{"id", entry.id.text()},  {"at", to_rfc3339(entry.at)}, {"actor", entry.actor},
          {"action", entry.action}, {"subject", entry.subject},   {"facts", entry.facts}};
}

// GET …/audit?subject=&booking=&cursor=&limit=
Plan list_audit(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto asked = read_query(request);
  if (!asked) return call.refuse(asked.error());
  return read_as(
      call, request, store::Role::manager,
      [call, asked = *asked](store::Transaction& transaction, const Member& member) {
        AuditQuery query = asked;
        if (!query.booking.empty()) {
          const auto booking = call.engine().booking_by_code(transaction, member.shop.id, query.booking);
          if (!booking)
            return call.refuse(
                Problem::make("unknown-booking", "The shop has no booking with this code.", "booking"));
          query.subject = booking->id.text();
        }
        auto entries =
            commerce::list_audit(transaction, member.shop.id, query.subject, query.limit + 1, query.before);
        const bool more = entries.size() > query.limit;
        if (more) entries.pop_back();
        json::array listed;
        for (const auto& entry : entries) listed.push_back(entry_json(entry));
        return call.answer(200,
                           {{"entries", std::move(listed)},
                            {"next", more ? json::value(entries.back().id.text()) : json::value(nullptr)}});
      });
}

}  // namespace

void add_audit_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/audit", list_audit);
}

}  // namespace timeshelf::server::api
