// PUT (RFC 4918 9.7, RFC 4791 5.3.2) and DELETE (RFC 4918 9.6).
#include "base/text.hpp"
#include "caldav/object_store.hpp"

namespace timeshelf::caldav {
namespace {

// What hinders any PUT at this place, whatever is sent.
std::optional<http::Response> check_target(const Call& call, const Node& node) {
  if (node.is_collection_like()) {
    return plain_error(405, "There is a collection at this address. PUT to a name inside it.");
  }
  if (!node.parent_exists) return plain_error(409, "The collection above does not exist. Create it first.");
  if (auto refused = check_writable(call, node)) return refused;
  if (node.collection->kind == store::CollectionKind::home) {
    return plain_error(403, "A home holds collections only. PUT into a calendar.");
  }
  return check_conditions(call, node);
}

http::Response stored_response(const Stored& stored) {
  http::Response response;
  response.status = stored.created ? 201 : 204;
  if (!stored.changed_by_server) response.headers.add("ETag", stored.etag);
  return response;
}

bool is_calendar_type(std::string_view content_type) {
  const auto type = trim(content_type.substr(0, content_type.find(';')));
  return type.empty() || equals_ignoring_case(type, "text/calendar");
}

using Prepared = Result<std::shared_ptr<const PreparedObject>, Precondition>;

Written answer(store::Transaction& transaction, const Call& call, const Prepared& prepared) {
  const Node node = call.resolve(transaction);
  if (auto refused = check_target(call, node)) return *refused;
  if (node.collection->kind == store::CollectionKind::plain) {
    if (call.request.body.size() > call.options.largest_plain)
      return plain_error(413, "The resource is too large.");
    return stored_response(
        store_plain(transaction, call, node, call.request.body, call.header("Content-Type")));
  }
  if (!is_calendar_type(call.header("Content-Type"))) {
    return error_response(
        failed(403, "C:supported-calendar-data", "A calendar takes text/calendar. Send that type."));
  }
  if (!prepared) return error_response(prepared.error());
  const auto stored = store_in_calendar(transaction, call, node, **prepared);
  return stored ? stored_response(*stored) : stored.error();
}

Written answer_delete(store::Transaction& transaction, const Call& call) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (node.kind != Node::Kind::object && (node.kind != Node::Kind::collection || node.is_home())) {
    return error_response(failed(403, "D:need-privileges", "This collection cannot be deleted."));
  }
  if (node.kind == Node::Kind::object || node.access == store::Access::owner) {
    if (auto refused = check_writable(call, node)) return *refused;
  }
  if (auto refused = check_conditions(call, node)) return *refused;
  if (const auto removed = remove_node(transaction, call, node); !removed) return removed.error();
  return http::Response{.status = 204, .headers = {}, .body = {}, .length_of_unsent_body = {}};
}

}  // namespace

Plan put(const CallRef& call) {
  if (call->request.headers.has("Content-Range")) {
    return plain_error(400,
                       "A PUT replaces the whole resource; send it without Content-Range.");  // RFC 9110 14.5
  }
  // Read once, here; the writer's thread only touches rows. Whether it matters shows when the place is known.
  auto prepared = is_calendar_type(call->header("Content-Type"))
                      ? prepare_object(call->request.body, call->options.largest_object, call->clock.now())
                      : Prepared(failed(403, "C:supported-calendar-data", "A calendar takes text/calendar."));
  return WriteWork{[call, prepared = std::move(prepared)](store::Transaction& transaction) {
    return answer(transaction, *call, prepared);
  }};
}

Plan remove(const CallRef& call) {
  return WriteWork{[call](store::Transaction& transaction) { return answer_delete(transaction, *call); }};
}

}  // namespace timeshelf::caldav
