#include "caldav/properties/proxy_properties.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "caldav/proxies.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kMostDelegates = 100;

bool is_of_who_asks(const PropertyContext& context) {
  return context.node.kind == Node::Kind::principal &&
         context.node.principal->name == context.call.principal.user;
}

bool write_delegators(const PropertyContext& context, Proxy proxy, xml::Writer& writer) {
  if (!is_of_who_asks(context) || !context.node.principal->is_user()) return false;
  for (const auto& name :
       list_delegators(context.transaction, context.call.principal.shop, *context.node.principal, proxy)) {
    writer.element("D:href", principal_href(context.call.options, name));
  }
  return true;
}

ChangeResult not_recognized() {
  return {403, "D:recognized-principal",
          "A delegate is another user of this shop or one of its groups. Look for them below the "
          "principal-collection-set."};
}

// Nothing for an address of nobody who could be a delegate.
std::optional<PrincipalEntry> read_delegate(const PropertyContext& context, const pugi::xml_node& href) {
  const Call& call = context.call;
  const auto path = parse_reference(call.options.root, call.request, trim(xml::text_of(href)));
  if (!path || path->kind != Path::Kind::principal || path->proxy || path->user == call.principal.user)
    return std::nullopt;
  return find_principal(context.transaction, call.principal, path->user);
}

ChangeResult set_delegates(const PropertyContext& context, const PropertyChange& change) {
  std::vector<PrincipalEntry> wanted;
  for (const pugi::xml_node href : xml::children(change.element)) {
    if (change.remove || !xml::is(href, xml::kDav, "href")) continue;
    auto delegate = read_delegate(context, href);
    if (!delegate) return not_recognized();
    wanted.push_back(std::move(*delegate));
  }
  if (wanted.size() > kMostDelegates) {
    return {403, "D:limited-number-of-aces",
            fmt::format("Name at most {} delegates. A group counts as one.", kMostDelegates)};
  }
  replace_delegates(context.transaction, context.call.principal.shop, context.call.principal.home,
                    *context.node.principal->proxy, wanted);
  return {};
}

}  // namespace

bool calendar_proxy_read_for(const PropertyContext& context, xml::Writer& writer) {
  return write_delegators(context, Proxy::read, writer);
}

bool calendar_proxy_write_for(const PropertyContext& context, xml::Writer& writer) {
  return write_delegators(context, Proxy::write, writer);
}

bool delegates(const PropertyContext& context, xml::Writer& writer) {
  if (!is_of_who_asks(context)) return false;
  for (const auto& name : list_delegates(context.transaction, context.call.principal.shop,
                                         context.call.principal.home, *context.node.principal->proxy)) {
    writer.element("D:href", principal_href(context.call.options, name));
  }
  return true;
}

void delegate_memberships(const PropertyContext& context, xml::Writer& writer) {
  if (!is_of_who_asks(context) || !context.node.principal->is_user()) return;
  for (const Proxy proxy : {Proxy::read, Proxy::write}) {
    for (const auto& name :
         list_delegators(context.transaction, context.call.principal.shop, *context.node.principal, proxy)) {
      writer.element("D:href", proxy_href(context.call.options, name, proxy));
    }
  }
}

ChangeResult apply_principal_change(const PropertyContext& context, const PropertyChange& change) {
  const bool of_delegates = context.node.kind == Node::Kind::principal && context.node.principal->proxy &&
                            change.name == xml::Name{std::string(xml::kDav), "group-member-set"};
  if (!of_delegates)
    return {403, "D:cannot-modify-protected-property", "The server computes all that this address has."};
  if (!is_of_who_asks(context))
    return {403, "D:need-privileges", "Delegates are named by whose calendars they are."};
  return set_delegates(context, change);
}

}  // namespace timeshelf::caldav
