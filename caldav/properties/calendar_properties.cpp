#include "caldav/properties/calendar_properties.hpp"

#include "base/text.hpp"
#include "caldav/limits.hpp"
#include "caldav/reports/collation.hpp"
#include "caldav/sharing/personal.hpp"
#include "caldav/time_zone.hpp"

namespace timeshelf::caldav {
namespace {

using store::CollectionKind;
using xml::Writer;

bool takes_attachments(const Node& node) {
  return node.kind == Node::Kind::collection && node.collection->kind == CollectionKind::calendar;
}

}  // namespace

bool supported_components(const PropertyContext& context, Writer& writer) {
  if (!context.node.answers_reports()) return false;
  std::string_view components = context.node.collection->components;
  if (components.empty()) components = "VEVENT,VTODO,VJOURNAL";
  for (const std::string_view name : split(components, ',')) {
    writer.raw("<C:comp name=\"" + std::string(name) + "\"/>");
  }
  return true;
}

// Of a home: which sets a calendar may be made with. Any set of these is taken, so each stands alone.
bool supported_component_sets(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_home()) return false;
  for (const std::string_view name : {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"}) {
    writer.raw("<C:supported-calendar-component-set><C:comp name=\"" + std::string(name) +
               "\"/></C:supported-calendar-component-set>");
  }
  return true;
}

bool calendar_timezone_id(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  const auto stored =
      sharing::find_property(context.transaction, context.node, xml::kCalDav, "calendar-timezone");
  const auto document = stored ? xml::parse(stored->xml) : xml::parse("");
  const auto id = document ? zone_id_of(xml::text_of(**document)) : std::nullopt;
  if (id) writer.text(*id);
  return id.has_value();
}

bool supported_calendar_data(const PropertyContext& context, Writer& writer) {
  if (!context.node.answers_reports() && !context.node.is_outbox()) return false;
  writer.raw("<C:calendar-data content-type=\"text/calendar\" version=\"2.0\"/>");
  return true;
}

bool supported_collations(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  for (const auto& [name, collation] : kCollations) writer.element("C:supported-collation", name);
  return true;
}

bool max_resource_size(const PropertyContext& context, Writer& writer) {
  if (!context.node.answers_reports() && !context.node.is_outbox()) return false;
  writer.text(std::to_string(context.call.options.largest_object));
  return true;
}

bool max_attachment_size(const PropertyContext& context, Writer& writer) {
  if (!takes_attachments(context.node)) return false;
  writer.text(std::to_string(context.call.options.largest_attachment));
  return true;
}

bool max_attachments_per_resource(const PropertyContext& context, Writer& writer) {
  if (!takes_attachments(context.node)) return false;
  writer.text(std::to_string(context.call.options.most_attachments));
  return true;
}

// RFC 8607 6.1: empty, because attachments lie where the home does, by whatever name that is reached.
bool managed_attachments_server_url(const PropertyContext& context, Writer&) {
  return context.node.is_home();
}

bool min_date_time(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  writer.text(kMinDateTime);
  return true;
}

bool max_date_time(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  writer.text(kMaxDateTime);
  return true;
}

bool max_instances(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  writer.text(std::to_string(kMaxInstances));
  return true;
}

bool shelf(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (node.kind != Node::Kind::collection || node.collection->kind != CollectionKind::calendar) return false;
  writer.text(node.collection->shelf ? "on" : "off");
  return true;
}

}  // namespace timeshelf::caldav
