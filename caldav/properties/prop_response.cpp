// D:response elements: which properties a request names, and what each resource has of them (RFC 4918 14.24).
#include <fmt/format.h>

#include <bitset>

#include "caldav/properties/properties.hpp"
#include "caldav/sharing/personal.hpp"

namespace timeshelf::caldav {
namespace {

using xml::Writer;

// Of those that clients set.
bool may_have_properties(const PropertyContext& context) {
  if (context.node.kind == Node::Kind::object) return !context.facts || context.facts->have_properties();
  return context.node.kind == Node::Kind::collection;
}

std::vector<store::StoredProperty> stored_properties(const PropertyContext& context) {
  if (!may_have_properties(context)) return {};
  return sharing::list_properties(context.transaction, context.node);
}

// One property into the 200 propstat; false if it belongs into the 404 one.
bool write_property(const PropertyContext& context, const NamedProperty& property, Writer& writer) {
  if (property.live) {
    const std::size_t before = writer.size();
    writer.raw(property.opening);
    if (property.live->write(context, writer)) {
      writer.raw(property.closing);
      return true;
    }
    writer.truncate(before);
    return false;
  }
  const xml::Name& name = property.name;
  if (context.node.kind == Node::Kind::principal &&
      name == xml::Name{std::string(xml::kDav), "displayname"}) {
    writer.element("D:displayname", context.node.principal->display_name);
    return true;
  }
  if (!may_have_properties(context)) return false;
  const auto stored = sharing::find_property(context.transaction, context.node, name.name_space, name.local);
  if (stored) writer.raw(stored->xml);
  return stored.has_value();
}

void write_all(const PropertyContext& context, bool names_only, Writer& writer) {
  for (const LiveProperty& live : live_properties()) {
    if (!names_only && !live.in_allprop) continue;
    const std::size_t before = writer.size();
    writer.open(live.tag);
    const bool present = live.write(context, writer);
    if (names_only || !present) writer.truncate(before);
    if (!present) continue;
    names_only ? writer.empty(live.tag) : writer.close(live.tag);
  }
  if (context.node.kind == Node::Kind::principal) {
    names_only ? writer.empty("D:displayname")
               : writer.element("D:displayname", context.node.principal->display_name);
  }
  for (const auto& stored : stored_properties(context)) {
    names_only ? writer.empty(xml::Name{stored.name_space, stored.name}) : writer.raw(stored.xml);
  }
}

bool is_in_allprop(const NamedProperty& property) {
  return !property.live || property.live->in_allprop;
}

}  // namespace

NamedProperty::NamedProperty(xml::Name named)
    : name(std::move(named)), live(find_live(name)), absent(xml::empty_element(name)) {
  if (!live) return;
  opening = fmt::format("<{}>", live->tag);
  closing = fmt::format("</{}>", live->tag);
}

Result<std::vector<NamedProperty>, Precondition> names_in(const pugi::xml_node& prop) {
  const auto elements = xml::children(prop);
  if (elements.size() > kMostProperties) {
    return failed(400, "", fmt::format("Ask for at most {} properties at once.", kMostProperties));
  }
  std::vector<NamedProperty> names;
  names.reserve(elements.size());
  for (const pugi::xml_node element : elements) names.emplace_back(xml::name_of(element));
  return names;
}

void write_response(const PropertyContext& context, const PropertyRequest& request, Writer& writer,
                    FunctionRef<void(Writer&)> extra) {
  writer.raw("<D:response><D:href>");
  context.href_is_text ? writer.raw(context.node.href) : writer.text(context.node.href);
  writer.raw("</D:href><D:propstat><D:prop>");
  std::bitset<kMostProperties> missing;
  const bool all = request.kind == PropertyRequest::Kind::all;
  if (request.kind != PropertyRequest::Kind::named) write_all(context, !all, writer);
  for (std::size_t i = 0; i < request.names.size(); ++i) {
    if (all && is_in_allprop(request.names[i])) continue;
    missing[i] = !write_property(context, request.names[i], writer);
  }
  extra(writer);
  // RFC 8144: a client that wants little still gets the 200 propstat, empty if need be.
  if (missing.none() || context.call.preferences.minimal)
    return writer.raw("</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>");
  writer.raw("</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop>");
  for (std::size_t i = 0; i < request.names.size(); ++i) {
    if (missing[i]) writer.raw(request.names[i].absent);
  }
  writer.raw("</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>");
}

void write_response(const PropertyContext& context, const PropertyRequest& request, Writer& writer) {
  write_response(context, request, writer, [](Writer&) {});
}

}  // namespace timeshelf::caldav
