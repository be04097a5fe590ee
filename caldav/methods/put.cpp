// PUT (RFC 4918 9.7, RFC 4791 5.3.2), and POST to a collection, which finds the name itself (RFC 5995).
#include "base/text.hpp"
#include "caldav/attachments/action.hpp"
#include "caldav/locks.hpp"
#include "caldav/methods/xml_post.hpp"
#include "caldav/object_store.hpp"
#include "caldav/push/registration.hpp"
#include "caldav/scheduling/outbox.hpp"

namespace timeshelf::caldav {
namespace {

// What hinders any PUT at this place, whatever is sent.
std::optional<http::Response> check_target(const Node& node) {
  if (node.is_collection_like()) {
    return plain_error(405, "There is a collection at this address. PUT to a name inside it.");
  }
  if (!node.parent_exists) return plain_error(409, "The collection above does not exist. Create it first.");
  const bool is_new = node.kind == Node::Kind::missing;
  if (auto refused = check_privilege(node, is_new ? Privilege::bind : Privilege::write_content))
    return refused;
  if (auto refused = check_outside_scheduling(node)) return refused;
  if (node.collection->kind == store::CollectionKind::home) {
    return plain_error(403, "A home holds collections only. PUT into a calendar.");
  }
  return std::nullopt;
}

bool is_calendar_type(std::string_view content_type) {
  const auto type = trim(content_type.substr(0, content_type.find(';')));
  return type.empty() || equals_ignoring_case(type, "text/calendar");
}

using Prepared = Result<std::shared_ptr<const PreparedObject>, Precondition>;

// Read once, here; the writer's thread only touches rows. Whether it matters shows when the place is known.
Prepared prepare(const Call& call) {
  if (is_calendar_type(call.header("Content-Type")))
    return prepare_object(call.request.body, call.options.largest_object, call.clock.now());
  return failed(403, "C:supported-calendar-data", "A calendar takes text/calendar. Send that type.");
}

// RFC 8144 3: what stands there now, so that it need not be asked for.
http::Response represent(store::Transaction& transaction, const Node& node, int status) {
  const auto object = store::find_object(transaction, *node.collection, node.segment);
  http::Response response =
      http::reply(status, object->content_type,
                  store::read_object(transaction, *node.collection, node.segment).value_or(""));
  response.headers.add("ETag", object->etag);
  response.headers.add("Content-Location", node.href);
  if (!object->schedule_tag.empty()) response.headers.add("Schedule-Tag", object->schedule_tag);
  applied(response, "return=representation");
  return response;
}

Result<Stored, http::Response> store_body(store::Transaction& transaction, const Call& call, const Node& node,
                                          const Prepared& prepared) {
  const Touch touch = node.kind == Node::Kind::missing ? Touch::add : Touch::change;
  if (auto refused = check_locks(transaction, call, node, touch)) return *refused;
  if (node.collection->kind == store::CollectionKind::plain) {
    if (call.request.body.size() > call.options.largest_plain)
      return plain_error(413, "The resource is too large.");
    return store_plain(transaction, call, node, call.request.body, call.header("Content-Type"));
  }
  if (!prepared) return error_response(prepared.error());
  return store_in_calendar(transaction, call, node, **prepared);
}

http::Response stored_response(store::Transaction& transaction, const Call& call, const Node& node,
                               const Stored& stored) {
  if (call.preferences.representation && node.may(kRead)) {
    return represent(transaction, node, stored.created ? 201 : 200);
  }
  http::Response response;
  response.status = stored.created ? 201 : 204;
  if (!stored.changed_by_server) response.headers.add("ETag", stored.etag);
  if (!stored.schedule_tag.empty()) response.headers.add("Schedule-Tag", stored.schedule_tag);
  return response;
}

Written answer(store::Transaction& transaction, const Call& call, const Prepared& prepared) {
  const Node node = call.resolve(transaction);
  if (auto refused = check_target(node)) return *refused;
  if (auto refused = check_conditions(call, node)) {
    const bool wanted =
        call.preferences.representation && refused->status == 412 && node.object && node.may(kRead);
    return wanted ? represent(transaction, node, 412) : *refused;
  }
  const auto stored = store_body(transaction, call, node, prepared);
  return stored ? stored_response(transaction, call, node, *stored) : stored.error();
}

// The name is the server's; a calendar object gets the ending that people expect of one.
Node new_member(const Call& call, const Node& collection) {
  Node node = collection;
  const bool plain = collection.collection->kind == store::CollectionKind::plain;
  node.kind = Node::Kind::missing;
  node.segment = Id::make(call.clock.now(), call.random).string() + (plain ? "" : ".ics");
  node.href = child_href(collection.href, node.segment, false);
  node.path.segments.push_back(node.segment);
  return node;
}

Written answer_post(store::Transaction& transaction, const Call& call, const Prepared& prepared,
                    const Precondition& not_asked) {
  const Node collection = call.resolve(transaction);
  if (collection.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (collection.kind != Node::Kind::collection)
    return plain_error(405, "POST goes to a collection and makes a member of it. To change this, PUT it.");
  if (collection.is_outbox()) return error_response(not_asked);
  if (auto refused = check_conditions(call, collection)) return *refused;
  const Node node = new_member(call, collection);
  if (auto refused = check_target(node)) return *refused;
  const auto stored = store_body(transaction, call, node, prepared);
  if (!stored) return stored.error();
  http::Response response = stored_response(transaction, call, node, *stored);
  response.headers.add("Location", call.request.origin() + node.href);
  return response;
}

}  // namespace

Plan put(const CallRef& call) {
  if (call->request.headers.has("Content-Range")) {
    return plain_error(400,
                       "A PUT replaces the whole resource; send it without Content-Range.");  // RFC 9110 14.5
  }
  return WriteWork{[call, prepared = prepare(*call)](store::Transaction& transaction) {
    return answer(transaction, *call, prepared);
  }};
}

Plan post(const CallRef& call) {
  if (auto action = attachments::act(call)) return std::move(*action);
  if (auto registration = push::registering(call)) return std::move(*registration);
  if (auto asked = post_xml(call)) return std::move(*asked);
  const auto question = scheduling::ask(call);
  if (question) return *question;  // nothing that could be stored has a METHOD
  return WriteWork{
      [call, prepared = prepare(*call), not_asked = question.error()](store::Transaction& transaction) {
        return answer_post(transaction, *call, prepared, not_asked);
      }};
}

}  // namespace timeshelf::caldav
