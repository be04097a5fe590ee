// MKCALENDAR (RFC 4791 5.3.1), MKCOL (RFC 4918 9.3) and extended MKCOL (RFC 5689).
#include "base/text.hpp"
#include "caldav/locks.hpp"
#include "caldav/properties/properties.hpp"
#include "caldav/subscribed.hpp"

namespace timeshelf::caldav {
namespace {

using Document = std::shared_ptr<pugi::xml_document>;

pugi::xml_node properties_of(const Document& document) {
  if (!document) return {};
  const auto set = xml::child(xml::children(*document).front(), xml::kDav, "set");
  return xml::child(set, xml::kDav, "prop");
}

// Apple asks for a subscribed calendar by MKCALENDAR, too, but then without C:calendar among its types.
store::CollectionKind kind_asked_for(const Document& document, bool by_mkcalendar) {
  const auto type = xml::child(properties_of(document), xml::kDav, "resourcetype");
  if (xml::child(type, xml::kCalendarServer, "subscribed")) return store::CollectionKind::subscribed;
  const bool calendar = by_mkcalendar || xml::child(type, xml::kCalDav, "calendar");
  return calendar ? store::CollectionKind::calendar : store::CollectionKind::plain;
}

std::optional<http::Response> check_place(store::Transaction& transaction, const Call& call,
                                          const Node& node) {
  if (node.kind != Node::Kind::missing) {
    return error_response(
        failed(405, "D:resource-must-be-null", "There is something at this address already."));
  }
  if (!node.collection) return plain_error(403, "Collections are made below a calendar home.");
  if (auto refused = check_outside_scheduling(node)) return refused;
  if (!node.parent_exists) return plain_error(409, "The collection above does not exist. Create it first.");
  if (!store::may_hold_collections(node.collection->kind)) {
    return error_response(
        failed(403, "C:calendar-collection-location-ok", "A calendar holds no collections."));
  }
  if (auto refused = check_privilege(node, Privilege::bind)) return refused;
  return check_locks(transaction, call, node, Touch::add);
}

http::Response property_failure(const Node& node, const xml::Name& name, const ChangeResult& result,
                                bool calendar) {
  xml::Writer writer(calendar ? "C:mkcalendar-response" : "D:mkcol-response");
  writer.raw("<D:propstat><D:prop>");
  writer.empty(name);
  writer.raw("</D:prop><D:status>HTTP/1.1 " + std::to_string(result.status) + " " +
             std::string(http::reason_of(result.status)) + "</D:status>");
  if (!result.precondition.empty()) {
    writer.open("D:error");
    writer.empty(result.precondition);
    writer.close("D:error");
  }
  writer.element("D:responsedescription", result.message);
  writer.close("D:propstat");
  (void)node;
  return http::reply(403, "application/xml; charset=utf-8", writer.finish());
}

Written answer(store::Transaction& transaction, const Call& call, store::CollectionKind kind,
               const Document& document) {
  const bool calendar = kind == store::CollectionKind::calendar;
  Node node = call.resolve(transaction);
  if (auto refused = check_place(transaction, call, node)) return *refused;
  store::Collection collection;
  collection.shop = call.principal.shop;
  collection.id = Id::make(call.clock.now(), call.random);
  collection.kind = kind;
  if (calendar) collection.components = "VEVENT,VTODO";
  collection.created_at = collection.modified_at = call.clock.now();
  store::insert_collection(transaction, collection);
  store::bind(transaction, collection.shop, node.collection->id, node.segment, collection.id,
              store::Access::owner);

  node.parent = node.collection->id;
  node.kind = Node::Kind::collection;
  node.collection = collection;
  const PropertyContext context{transaction, call, node};
  for (const pugi::xml_node element : xml::children(properties_of(document))) {
    const PropertyChange change{false, xml::name_of(element), element};
    const auto result = apply_change(context, collection, change, true);
    if (result.status != 200) return property_failure(node, change.name, result, calendar);
  }
  if (auto refused = check_has_source(transaction, collection)) return *refused;
  http::Response response;
  response.status = 201;
  response.headers.add("Cache-Control", "no-cache");  // RFC 4791 5.3.1
  response.headers.add("Location",
                       child_href(node.href.substr(0, node.href.rfind('/') + 1), node.segment, true));
  return response;
}

}  // namespace

Plan make_collection(const CallRef& call, bool calendar) {
  Document document;
  if (!trim(call->request.body).empty()) {
    auto parsed = xml::parse(call->request.body);
    const auto type = call->header("Content-Type");
    const bool is_xml = type.find("xml") != std::string_view::npos;
    if (!is_xml)
      return plain_error(415, "The body of this request is XML; say so in Content-Type, or send none.");
    if (!parsed) return plain_error(400, parsed.error().message);
    document = *parsed;
    const auto root = xml::children(*document).front();
    if (!xml::is(root, xml::kCalDav, "mkcalendar") && !xml::is(root, xml::kDav, "mkcol")) {
      return plain_error(415, "The body is a C:mkcalendar or D:mkcol element.");
    }
  }
  const auto kind = kind_asked_for(document, calendar);
  return WriteWork{[call, kind, document](store::Transaction& transaction) {
    return answer(transaction, *call, kind, document);
  }};
}

}  // namespace timeshelf::caldav
