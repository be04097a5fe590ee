// PROPPATCH (RFC 4918 9.2), and the property changes that MKCALENDAR and MKCOL share with it.
#include <fmt/format.h>

#include "base/text.hpp"
#include "caldav/locks.hpp"
#include "caldav/properties/properties.hpp"
#include "caldav/properties/proxy_properties.hpp"
#include "caldav/publishing.hpp"
#include "caldav/scheduling/properties.hpp"
#include "caldav/sharing/personal.hpp"
#include "caldav/subscribed.hpp"
#include "caldav/time_zone.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kLargestProperty = 64 << 10;
constexpr std::size_t kMostChanges = 256;

ChangeResult protected_property() {
  return {403, "D:cannot-modify-protected-property", "The server computes this property."};
}

ChangeResult set_shelf(const PropertyContext& context, store::Collection& collection, bool on) {
  if (collection.shelf == on) return {};
  if (auto refused = may_not_publish(context)) return *refused;
  if (!context.call.principal.runs_the_shop())
    return {403, "D:need-privileges", "A shelf sells in the shop's name: ask its owner or a manager."};
  if (collection.kind != store::CollectionKind::calendar) return {403, "", "Only a calendar can be a shelf."};
  collection.shelf = on;
  store::update_collection(context.transaction, collection);
  const auto changed = context.call.policy.shelf_changed(context.transaction, collection, context.node.parent,
                                                         context.node.segment);
  if (!changed) return {changed.error().status, "", changed.error().message};
  return {};
}

ChangeResult set_components(const PropertyContext& context, store::Collection& collection,
                            const pugi::xml_node& element) {
  std::string components;
  for (const pugi::xml_node comp : xml::children(element)) {
    const std::string name = to_upper(comp.attribute("name").value());
    if (name != "VEVENT" && name != "VTODO" && name != "VJOURNAL" && name != "VFREEBUSY") {
      return {403, "C:supported-calendar-component",
              "A calendar holds VEVENT, VTODO, VJOURNAL or VFREEBUSY."};
    }
    components.append(components.empty() ? "" : ",").append(name);
  }
  collection.components = components;
  store::update_collection(context.transaction, collection);
  return {};
}

// RFC 5689: what an extended MKCOL is to make. Kind and shelf are read before the collection exists.
ChangeResult set_resourcetype(const PropertyContext& context, store::Collection& collection,
                              const pugi::xml_node& element) {
  for (const pugi::xml_node type : xml::children(element)) {
    const bool known = xml::is(type, xml::kDav, "collection") || xml::is(type, xml::kCalDav, "calendar") ||
                       xml::is(type, xml::kTimeshelf, "shelf") ||
                       xml::is(type, xml::kCalendarServer, "subscribed");
    if (!known) {
      return {403, "D:valid-resourcetype",
              "Collections, calendars, subscribed calendars and shelves can be made here."};
    }
  }
  if (collection.kind == store::CollectionKind::subscribed && !is_subscription_alone(element)) {
    return {403, "D:valid-resourcetype",
            "A subscribed calendar is a collection that holds nothing: no calendar and no shelf."};
  }
  if (xml::child(element, xml::kTimeshelf, "shelf")) return set_shelf(context, collection, true);
  return {};
}

// RFC 7809 5.2: the same zone as C:calendar-timezone, by its name; the two always agree, because one is
// stored.
ChangeResult set_zone_id(const PropertyContext& context, const PropertyChange& change) {
  const auto place = sharing::property_place(context.node);
  if (change.remove) {
    store::remove_property(context.transaction, place.collection, place.segment, xml::kCalDav,
                           "calendar-timezone");
    return {};
  }
  const ical::Zone* zone = standard_zone(trim(xml::text_of(change.element)));
  if (!zone) return {403, "C:valid-timezone", "A time zone is named as in the tz database: Europe/Berlin."};
  std::string element = fmt::format("<calendar-timezone xmlns=\"{}\">", xml::kCalDav);
  xml::escape(element, calendar_timezone_of(*zone));
  store::set_property(context.transaction, place.collection, place.segment,
                      {std::string(xml::kCalDav), "calendar-timezone", element + "</calendar-timezone>"});
  return {};
}

std::vector<PropertyChange> read_changes(const pugi::xml_node& root) {
  std::vector<PropertyChange> changes;
  for (const pugi::xml_node action : xml::children(root)) {
    const bool remove = xml::is(action, xml::kDav, "remove");
    if (!remove && !xml::is(action, xml::kDav, "set")) continue;
    const auto prop = xml::child(action, xml::kDav, "prop");
    for (const pugi::xml_node element : xml::children(prop)) {
      changes.push_back({remove, xml::name_of(element), element});
    }
  }
  return changes;
}

void write_propstat(xml::Writer& writer, const xml::Name& name, const ChangeResult& result) {
  writer.raw("<D:propstat><D:prop>");
  writer.empty(name);
  writer.raw("</D:prop><D:status>HTTP/1.1 " + std::to_string(result.status) + " " +
             std::string(http::reason_of(result.status)) + "</D:status>");
  if (!result.precondition.empty()) {
    writer.open("D:error");
    writer.empty(result.precondition);
    writer.close("D:error");
  }
  if (!result.message.empty()) writer.element("D:responsedescription", result.message);
  writer.close("D:propstat");
}

std::optional<http::Response> check_collection(store::Transaction& transaction, const Call& call,
                                               const Node& node) {
  // What a sharee calls a calendar is not its owner's to allow.
  const bool may_change = node.is_appearance() && node.above.has(Privilege::write_properties);
  if (!may_change) {
    if (auto refused = check_privilege(node, Privilege::write_properties)) return refused;
  }
  if (auto refused = check_conditions(call, node)) return refused;
  return check_locks(transaction, call, node, Touch::change);
}

Written answer(store::Transaction& transaction, const Call& call, const pugi::xml_document& document) {
  Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  const bool of_principal = node.kind == Node::Kind::principal;
  if (!node.collection && !of_principal)
    return plain_error(403, "The server computes all that this address has.");
  if (!of_principal) {
    if (auto refused = check_collection(transaction, call, node)) return *refused;
  }
  const auto changes = read_changes(xml::children(document).front());
  store::Collection collection = node.collection.value_or(store::Collection{});
  const PropertyContext context{transaction, call, node};
  std::vector<ChangeResult> results;
  bool good = true;
  for (const PropertyChange& change : changes) {
    results.push_back(of_principal ? apply_principal_change(context, change)
                                   : apply_change(context, collection, change, false));
    good = good && results.back().status == 200;
  }
  if (good && call.preferences.minimal) {  // RFC 8144 2.2
    http::Response response;
    if (call.request.headers.has("Prefer")) applied(response, "return=minimal");
    return response;
  }
  xml::Writer writer("D:multistatus");
  writer.open("D:response");
  writer.element("D:href", node.href);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    // All or nothing (RFC 4918 9.2): what would have worked failed with the others.
    const bool innocent = !good && results[i].status == 200;
    write_propstat(writer, changes[i].name, innocent ? ChangeResult{424, "", ""} : results[i]);
  }
  writer.close("D:response");
  return {multistatus(call, writer.finish()), good};
}

}  // namespace

ChangeResult apply_change(const PropertyContext& context, store::Collection& collection,
                          const PropertyChange& change, bool creating) {
  const auto place = sharing::property_place(context.node);
  const bool on_collection = !context.node.object;
  if (on_collection && change.name.name_space == xml::kTimeshelf) {
    const std::string value(trim(xml::text_of(change.element)));
    if (change.name.local == "shelf") return set_shelf(context, collection, !change.remove && value == "on");
    if (change.name.local == "feed" && context.node.is_calendar()) {
      return set_feed(context, collection, change.remove ? "off" : value);
    }
  }
  if (creating && change.name == xml::Name{std::string(xml::kDav), "resourcetype"}) {
    return set_resourcetype(context, collection, change.element);
  }
  if (creating && change.name == xml::Name{std::string(xml::kCalDav), "supported-calendar-component-set"}) {
    return set_components(context, collection, change.element);
  }
  if (auto changed = scheduling::change_property(context, collection, change)) return *changed;
  if (change.name == xml::Name{std::string(xml::kCalDav), "calendar-timezone-id"} && on_collection) {
    return set_zone_id(context, change);
  }
  if (auto changed = check_subscription(collection, change)) return *changed;
  if (find_live(change.name)) return protected_property();
  if (change.remove) {
    store::remove_property(context.transaction, place.collection, place.segment, change.name.name_space,
                           change.name.local);
    return {};
  }
  if (change.name == xml::Name{std::string(xml::kCalDav), "calendar-timezone"}) {
    const auto zone = read_time_zone(xml::text_of(change.element));
    if (!zone) return {403, "C:valid-calendar-data", zone.error().message};
  }
  std::string element = xml::self_contained(change.element);
  if (element.size() > kLargestProperty) return {507, "", "A property has at most 64 KiB."};
  store::set_property(context.transaction, place.collection, place.segment,
                      {change.name.name_space, change.name.local, std::move(element)});
  return {};
}

Plan proppatch(const CallRef& call) {
  auto document = xml::parse(call->request.body);
  if (!document) return plain_error(400, document.error().message);
  if (!xml::is(xml::children(**document).front(), xml::kDav, "propertyupdate")) {
    return plain_error(400, "The body of a PROPPATCH is a DAV: propertyupdate element.");
  }
  if (read_changes(xml::children(**document).front()).size() > kMostChanges) {
    return plain_error(400, fmt::format("Change at most {} properties at once.", kMostChanges));
  }
  return WriteWork{[call, document = *document](store::Transaction& transaction) {
    return answer(transaction, *call, *document);
  }};
}

}  // namespace timeshelf::caldav
