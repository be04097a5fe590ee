#include "caldav/call.hpp"

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

// A list of entity tags, or "*".
bool matches(std::string_view list, const Node& node) {
  const bool exists = node.kind == Node::Kind::object || node.kind == Node::Kind::collection;
  if (trim(list) == "*") return exists;
  if (node.kind != Node::Kind::object) return false;
  for (std::string_view tag : split(list, ',')) {
    if (trim(tag) == node.object->etag) return true;
  }
  return false;
}

std::optional<http::Response> lacking(Privileges needed, Privileges held, std::string href) {
  return error_response(need_privilege(name_of_missing(needed, held), std::move(href),
                                       kWrite.has(needed) ? "You may see this, but not change it."
                                                          : "You have not been given the right to do this."));
}

}  // namespace

std::optional<http::Response> check_conditions(const Call& call, const Node& node) {
  const auto if_match = call.request.headers.find("If-Match");
  if (if_match && !matches(*if_match, node)) {
    return plain_error(
        412, "It was changed or removed meanwhile (If-Match does not match). Read it again, then write.");
  }
  const auto if_none_match = call.request.headers.find("If-None-Match");
  if (if_none_match && matches(*if_none_match, node)) {
    return plain_error(412, "There is an object of that name already (If-None-Match). Choose another name.");
  }
  const auto since = call.request.headers.find("If-Unmodified-Since");
  if (since && !if_match && node.object && to_http_date(node.object->modified_at) != *since) {
    return plain_error(412, "It was changed meanwhile (If-Unmodified-Since). Read it again, then write.");
  }
  // RFC 6638 8.3: of what is agreed, whatever attendees answered meanwhile.
  const auto tag = call.request.headers.find("If-Schedule-Tag-Match");
  if (tag && (!node.object || node.object->schedule_tag.empty() || trim(*tag) != node.object->schedule_tag)) {
    return plain_error(
        412, "The meeting was changed meanwhile (If-Schedule-Tag-Match). Read it again, then write.");
  }
  return std::nullopt;
}

std::optional<http::Response> check_visible(const Node& node) {
  if (!node.privileges.empty()) return std::nullopt;
  return error_response(failed(403, "D:need-privileges", "This belongs to somebody else."));
}

std::optional<http::Response> check_privilege(const Node& node, Privileges needed) {
  return node.may(needed) ? std::nullopt : lacking(needed, node.privileges, node.href);
}

std::optional<http::Response> check_privilege_above(const Node& node, Privileges needed) {
  if (node.above.has(needed)) return std::nullopt;
  const std::string_view href = node.href;
  return lacking(needed, node.above, std::string(href.substr(0, href.rfind('/', href.size() - 2) + 1)));
}

std::optional<http::Response> check_unbind(const Node& node) {
  return node.kind == Node::Kind::collection ? check_privilege_above(node, Privilege::unbind)
                                             : check_privilege(node, Privilege::unbind);
}

std::optional<http::Response> check_outside_scheduling(const Node& node) {
  if (!node.is_filled_by_server()) return std::nullopt;
  return error_response(failed(403, "D:need-privileges",
                               "Messages come and go here by themselves. Store events in a calendar."));
}

std::optional<std::string> content_of(store::Transaction& transaction, const Call& call,
                                      const store::Collection& collection, const store::ObjectEntry& object) {
  if (collection.kind == store::CollectionKind::live)
    return call.source.render(transaction, collection, object);
  return store::read_object(transaction, collection, object.segment);
}

http::Response multistatus(const Call& call, std::string body) {
  auto response = http::reply(207, "application/xml; charset=utf-8", std::move(body));
  if (call.preferences.minimal && call.request.headers.has("Prefer")) applied(response, "return=minimal");
  return response;
}

}  // namespace timeshelf::caldav
