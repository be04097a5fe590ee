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

}  // namespace

bool Call::minimal() const {
  return header("Prefer").find("return=minimal") != std::string_view::npos ||
         equals_ignoring_case(header("Brief"), "t");
}

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

std::optional<http::Response> check_outside_scheduling(const Node& node) {
  if (!node.is_of_scheduling()) return std::nullopt;
  return error_response(failed(403, "D:need-privileges",
                               "Messages come and go here by themselves. Store events in a calendar."));
}

std::optional<http::Response> check_writable(const Call& call, const Node& node) {
  if (!node.writable()) {
    return error_response(failed(403, "D:need-privileges", "You may read this calendar, but not change it."));
  }
  (void)call;
  return std::nullopt;
}

std::optional<std::string> content_of(store::Transaction& transaction, const Call& call,
                                      const store::Collection& collection, const store::ObjectEntry& object) {
  if (collection.kind == store::CollectionKind::live)
    return call.source.render(transaction, collection, object);
  return store::read_object(transaction, collection, object.segment);
}

http::Response multistatus(std::string body) {
  return http::reply(207, "application/xml; charset=utf-8", std::move(body));
}

}  // namespace timeshelf::caldav
