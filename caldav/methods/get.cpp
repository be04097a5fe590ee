// GET and HEAD (RFC 9110 9.3): an object's bytes, or 304.
#include "base/text.hpp"
#include "caldav/call.hpp"
#include "caldav/sharing/notifications.hpp"
#include "caldav/time_zone.hpp"

namespace timeshelf::caldav {
namespace {

bool not_modified(const Call& call, const store::ObjectEntry& object) {
  if (const auto tags = call.request.headers.find("If-None-Match")) {
    if (trim(*tags) == "*") return true;
    for (std::string_view tag : split(*tags, ',')) {
      tag = trim(tag);
      if (tag.starts_with("W/")) tag.remove_prefix(2);  // a read compares weakly (RFC 9110 13.1.2)
      if (tag == object.etag) return true;
    }
    return false;
  }
  const auto since = call.request.headers.find("If-Modified-Since");
  return since && *since == to_http_date(object.modified_at);
}

// In the vocabulary that is asked for. Both have the ETag that PROPFIND tells, or clients would read it again
// for ever.
http::Response notification(const Call& call, const store::ObjectEntry& object, http::Response response,
                            std::string content) {
  const bool as_dav = call.header("Accept").find(sharing::kDavSharing) != std::string_view::npos;
  response.headers.add("Content-Type", as_dav ? "application/davnotification+xml" : object.content_type);
  response.headers.add("Vary", "Accept");
  response.body = as_dav ? sharing::to_dav(content) : std::move(content);
  return response;
}

http::Response answer(store::Transaction& transaction, const Call& call) {
  const Node node = call.resolve(transaction);
  if (auto refused = check_privilege(node, kRead)) return *refused;
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (node.kind != Node::Kind::object) {
    return http::reply(200, "text/plain; charset=utf-8",
                       "This is a CalDAV collection. Add this address as an account in a calendar app.\n");
  }
  const store::ObjectEntry& object = *node.object;
  if (const auto if_match = call.request.headers.find("If-Match"); if_match && check_conditions(call, node)) {
    if (call.header("If-None-Match").empty())
      return plain_error(412, "It has changed (If-Match). Read it again.");
  }
  http::Response response;
  response.headers.add("ETag", object.etag);
  if (!object.schedule_tag.empty()) response.headers.add("Schedule-Tag", object.schedule_tag);
  response.headers.add("Last-Modified", to_http_date(object.modified_at));
  if (not_modified(call, object)) {
    response.status = 304;
    return response;
  }
  auto content = content_of(transaction, call, *node.collection, object);
  if (!content) return plain_error(404, "There is nothing at this address.");
  if (node.collection->kind == store::CollectionKind::notifications)
    return notification(call, object, std::move(response), std::move(*content));
  response.headers.add("Content-Type", object.content_type);
  response.headers.add("Vary", "CalDAV-Timezones");
  response.body = with_zones(call.header("CalDAV-Timezones"), std::move(*content));
  return response;
}

}  // namespace

Plan get(const CallRef& call) {
  return ReadWork{[call](store::Transaction& transaction) { return answer(transaction, *call); }};
}

}  // namespace timeshelf::caldav
