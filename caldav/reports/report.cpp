// REPORT (RFC 3253 3.6): which one, and what all have in common.
#include "caldav/reports/report.hpp"

#include <array>

#include "base/text.hpp"
#include "caldav/sharing/personal.hpp"
#include "caldav/time_zone.hpp"

namespace timeshelf::caldav {
namespace {

struct ReportRow {
  std::string_view name_space;
  std::string_view local;
  Plan (*run)(const CallRef&, const Document&);
  Privileges needed = kRead;
};

// Own calendars may be read; of others it shows when the report runs.
Plan checked(const CallRef& call, Privileges needed, Plan plan) {
  auto* read = std::get_if<ReadWork>(&plan);
  if (!read || !is_foreign(call->path, call->principal)) return plan;
  return ReadWork{[call, needed, run = std::move(read->run)](store::Transaction& transaction) {
    if (auto refused = check_privilege(call->resolve(transaction), needed)) return *refused;
    return run(transaction);
  }};
}

constexpr auto kReports = std::to_array<ReportRow>({
    {xml::kCalDav, "calendar-query", calendar_query},
    {xml::kCalDav, "calendar-multiget", calendar_multiget},
    {xml::kCalDav, "free-busy-query", free_busy_query, Privilege::read_free_busy},
    {xml::kDav, "sync-collection", sync_collection},
    {xml::kDav, "expand-property", expand_property},
    {xml::kDav, "principal-search-property-set",
     [](const CallRef& call, const Document&) { return principal_search_property_set(call); }},
    {xml::kDav, "principal-property-search", principal_property_search},
    {xml::kCalendarServer, "calendarserver-principal-search", calendarserver_principal_search},
    {xml::kDav, "principal-match", principal_match},
    {xml::kDav, "acl-principal-prop-set", acl_principal_prop_set, Privilege::read_acl},
});

// The collection that holds an object, as the way to the object went through it.
Node collection_of(const Node& node) {
  Node collection = node;
  if (node.kind != Node::Kind::object) return collection;
  collection.kind = Node::Kind::collection;
  collection.object = nullptr;
  collection.path.segments.pop_back();
  if (!collection.path.segments.empty()) collection.segment = collection.path.segments.back();
  return collection;
}

const ical::Zone& find_zone(store::Transaction& transaction, const Node& node, const pugi::xml_node& root) {
  if (const auto reference = xml::child(root, xml::kCalDav, "timezone-id")) {
    if (const ical::Zone* zone = standard_zone(trim(xml::text_of(reference)))) return *zone;
  }
  std::string described = xml::text_of(xml::child(root, xml::kCalDav, "timezone"));
  if (described.empty()) {
    const auto stored =
        sharing::find_property(transaction, collection_of(node), xml::kCalDav, "calendar-timezone");
    const auto document = stored ? xml::parse(stored->xml) : Result<Document, ErrorBase>(ErrorBase{});
    if (document) described = xml::text_of(xml::children(**document).front());
  }
  const auto zone = read_time_zone(described);
  return zone ? **zone : ical::utc_zone();
}

}  // namespace

Result<ReportProperties, Precondition> read_report_properties(const pugi::xml_node& root) {
  ReportProperties wanted;
  const auto prop = xml::child(root, xml::kDav, "prop");
  if (!prop) {
    if (xml::child(root, xml::kDav, "propname")) wanted.properties.kind = PropertyRequest::Kind::names;
    return wanted;
  }
  auto names = names_in(prop);
  if (!names) return names.error();
  const xml::Name calendar_data{std::string(xml::kCalDav), "calendar-data"};
  std::erase_if(*names, [&](const NamedProperty& property) { return property.name == calendar_data; });
  wanted.properties = {PropertyRequest::Kind::named, std::move(*names)};
  if (const auto element = xml::child(prop, xml::kCalDav, "calendar-data")) {
    auto data = read_calendar_data(element);
    if (!data) return data.error();
    wanted.calendar_data = std::move(*data);
  }
  return wanted;
}

bool wants_stored_bytes(const Call& call, const ReportProperties& wanted,
                        const store::Collection& collection) {
  return collection.kind != store::CollectionKind::live && wanted.calendar_data &&
         wanted.calendar_data->verbatim() && call.header("CalDAV-Timezones").empty();
}

void write_object(const PropertyContext& context, const ReportProperties& wanted,
                  const FloatingZone& floating, xml::Writer& writer) {
  std::optional<std::string> content;
  if (wanted.calendar_data) {
    content = content_of(context.transaction, context.call, *context.node.collection, *context.node.object);
  }
  write_object(context, wanted, floating, content ? std::optional<std::string_view>(*content) : std::nullopt,
               writer);
}

void write_object(const PropertyContext& context, const ReportProperties& wanted,
                  const FloatingZone& floating, std::optional<std::string_view> content,
                  xml::Writer& writer) {
  write_response(context, wanted.properties, writer, [&](xml::Writer& propstat) {
    if (!content || !wanted.calendar_data) return;
    const auto zones = context.call.header("CalDAV-Timezones");
    if (wanted.calendar_data->verbatim() && zones.empty()) {
      propstat.element("C:calendar-data", *content);
    } else {
      propstat.element("C:calendar-data",
                       with_zones(zones, shape(*wanted.calendar_data, std::string(*content), *floating)));
    }
  });
}

void write_verbatim(const PropertyContext& context, const PropertyRequest& wanted, const std::string* content,
                    xml::Writer& writer) {
  write_response(context, wanted, writer, [&](xml::Writer& propstat) {
    if (!content) return;
    propstat.raw("<C:calendar-data>");
    propstat.raw(*content);
    propstat.raw("</C:calendar-data>");
  });
}

http::Response too_long() {
  return error_response(
      failed(507, "D:number-of-matches-within-limits",
             "The answer would be too long. Ask for a shorter time, or for fewer objects."));
}

const ical::Zone& FloatingZone::operator*() const {
  if (!found_) found_ = &find_zone(transaction_, node_, root_);
  return *found_;
}

Plan report(const CallRef& call) {
  const auto document = xml::parse(call->request.body);
  if (!document) return plain_error(400, document.error().message);
  const auto name = xml::name_of(xml::children(**document).front());
  for (const ReportRow& row : kReports) {
    if (row.local == name.local && row.name_space == name.name_space)
      return checked(call, row.needed, row.run(call, *document));
  }
  return error_response(failed(
      403, "D:supported-report",
      "The report {" + name.name_space + "}" + name.local + " is not known here; see supported-report-set."));
}

}  // namespace timeshelf::caldav
