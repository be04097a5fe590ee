#include "caldav/properties/principal_properties.hpp"

#include "caldav/principals.hpp"
#include "caldav/properties/proxy_properties.hpp"
#include "caldav/proxies.hpp"

namespace timeshelf::caldav {
namespace {

using xml::Writer;

void href(Writer& writer, std::string_view address) {
  writer.element("D:href", address);
}

}  // namespace

bool current_user_principal(const PropertyContext& context, Writer& writer) {
  href(writer, principal_href(context.call.options, context.call.principal.user));
  return true;
}

bool principal_url(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  href(writer, context.node.href);
  return true;
}

bool alternate_uri_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  if (!context.node.principal->email.empty()) href(writer, "mailto:" + context.node.principal->email);
  return true;
}

bool group_member_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  if (context.node.principal->proxy) return delegates(context, writer);
  const auto group = context.node.principal->group;
  if (!group) return true;
  for (const auto& name : members_of(context.transaction, context.call.principal, *group))
    href(writer, principal_href(context.call.options, name));
  return true;
}

bool group_membership(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  if (context.node.principal->role)
    href(writer, principal_href(context.call.options, group_name(*context.node.principal->role)));
  delegate_memberships(context, writer);
  return true;
}

bool principal_collection_set(const PropertyContext& context, Writer& writer) {
  href(writer, context.call.options.root + "/principals/");
  return true;
}

bool calendar_home_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal && context.node.kind != Node::Kind::context) return false;
  if (context.node.principal && !context.node.principal->is_user()) return false;
  href(writer, home_href(context.call.options, context.node.principal ? context.node.principal->name
                                                                      : context.call.principal.user));
  return true;
}

bool calendar_user_address_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal || !context.node.principal->is_user()) return false;
  if (!context.node.principal->email.empty()) href(writer, "mailto:" + context.node.principal->email);
  href(writer, context.node.href);
  return true;
}

bool email_address_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal || context.node.principal->email.empty()) return false;
  writer.element("S:email-address", context.node.principal->email);
  return true;
}

}  // namespace timeshelf::caldav
