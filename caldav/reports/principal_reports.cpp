// Reports about principals (RFC 3253 3.8, RFC 3744 9.2 to 9.5), among those that who asks may see.
#include <algorithm>

#include "base/text.hpp"
#include "caldav/acl.hpp"
#include "caldav/reports/report.hpp"

namespace timeshelf::caldav {
namespace {

Node principal_node(store::Transaction& transaction, const Call& call, std::string_view name) {
  Path path;
  path.kind = Path::Kind::principal;
  path.user = name;
  return resolve(transaction, call.options, call.principal, path);
}

// The element of one property, or nothing.
Document property_of(const PropertyContext& context, const xml::Name& name) {
  xml::Writer writer("D:multistatus");
  write_response(context, PropertyRequest{PropertyRequest::Kind::named, {NamedProperty(name)}}, writer);
  const auto document = xml::parse(writer.finish());
  return document ? *document : nullptr;
}

pugi::xml_node element_in(const Document& document, const xml::Name& name) {
  if (!document) return {};
  const auto response = xml::child(xml::children(*document).front(), xml::kDav, "response");
  const auto propstat = xml::child(response, xml::kDav, "propstat");
  return xml::child(xml::child(propstat, xml::kDav, "prop"), name.name_space, name.local);
}

// An href property with, instead of the hrefs, the responses of what they point to.
void write_expanded(const PropertyContext& context, const pugi::xml_node& property, xml::Writer& writer) {
  const xml::Name name{property.attribute("namespace").as_string(xml::kDav.data()),
                       property.attribute("name").value()};
  const auto* live = find_live(name);
  if (!live) return;
  const auto value = property_of(context, name);
  const auto element = element_in(value, name);
  if (!element) return;
  PropertyRequest wanted{PropertyRequest::Kind::named, {}};
  for (const pugi::xml_node inner : xml::children(property)) {
    if (wanted.names.size() == kMostProperties) break;
    wanted.names.emplace_back(
        xml::Name{inner.attribute("namespace").as_string(xml::kDav.data()), inner.attribute("name").value()});
  }
  writer.open(live->tag);
  for (const pugi::xml_node child : xml::children(element)) {
    const bool follows = !wanted.names.empty() && xml::is(child, xml::kDav, "href");
    const auto path =
        follows ? parse_reference(context.call.options.root, context.call.request, trim(xml::text_of(child)))
                : std::nullopt;
    const Node target =
        path ? resolve(context.transaction, context.call.options, context.call.principal, *path) : Node{};
    if (target.kind == Node::Kind::missing || !target.may(kRead)) {
      writer.raw(xml::self_contained(child));
    } else {
      write_response({context.transaction, context.call, target}, wanted, writer);
    }
  }
  if (xml::children(element).empty()) writer.text(xml::text_of(element));
  writer.close(live->tag);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return to_lower(text).find(to_lower(part)) != std::string::npos;
}

// Each property that the search names has to contain what it looks for (RFC 3744 9.4).
bool satisfies(const PropertyContext& context, const pugi::xml_node& search) {
  const std::string wanted(trim(xml::text_of(xml::child(search, xml::kDav, "match"))));
  const auto names = xml::children(xml::child(search, xml::kDav, "prop"));
  return !names.empty() && std::all_of(names.begin(), names.end(), [&](const pugi::xml_node& element) {
    const auto name = xml::name_of(element);
    const auto value = property_of(context, name);
    return contains_ignoring_case(xml::text_of(element_in(value, name)), wanted);
  });
}

bool matches(const PropertyContext& context, const pugi::xml_node& root) {
  const bool any = std::string_view(root.attribute("test").value()) == "anyof";
  bool searched = false;
  for (const pugi::xml_node search : xml::children(root)) {
    if (!xml::is(search, xml::kDav, "property-search")) continue;
    searched = true;
    if (satisfies(context, search) == any) return any;
  }
  return searched && !any;
}

// What Apple's clients send while somebody types a name: every word is part of the name or the address.
bool has_all_tokens(const PrincipalEntry& entry, const pugi::xml_node& root) {
  bool searched = false;
  for (const pugi::xml_node token : xml::children(root)) {
    if (!xml::is(token, xml::kCalendarServer, "search-token")) continue;
    searched = true;
    const auto text = trim(xml::text_of(token));
    if (!contains_ignoring_case(entry.display_name, text) && !contains_ignoring_case(entry.email, text))
      return false;
  }
  return searched;
}

constexpr std::size_t kMostExpanded = 100;  // each may stand for all members of a group
constexpr std::size_t kMostSearches = 20;   // each is looked for in every principal

using Test = std::function<bool(const PropertyContext&)>;

// A report that answers with those principals that pass.
Plan list(const CallRef& call, const Document& document, const Test& passes) {
  if (xml::children(xml::children(*document).front()).size() > kMostSearches)
    return plain_error(400, "Search for less at once.");
  auto names = names_in(xml::child(xml::children(*document).front(), xml::kDav, "prop"));
  if (!names) return error_response(names.error());
  return ReadWork{[call, document, names = std::move(*names), passes](store::Transaction& transaction) {
    const PropertyRequest wanted{PropertyRequest::Kind::named, names};
    xml::Writer writer("D:multistatus");
    for (const PrincipalEntry& entry : list_principals(transaction, call->principal)) {
      const Node node = principal_node(transaction, *call, entry.name);
      const PropertyContext context{transaction, *call, node};
      if (node.kind != Node::Kind::missing && passes(context)) write_response(context, wanted, writer);
    }
    return multistatus(*call, writer.finish());
  }};
}

}  // namespace

Plan expand_property(const CallRef& call, const Document& document) {
  return ReadWork{[call, document](store::Transaction& transaction) {
    const Node node = call->resolve(transaction);
    if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
    xml::Writer writer("D:multistatus");
    PropertyRequest none{PropertyRequest::Kind::named, {}};
    write_response({transaction, *call, node}, none, writer, [&](xml::Writer& propstat) {
      std::size_t expanded = 0;
      for (const pugi::xml_node property : xml::children(xml::children(*document).front())) {
        if (++expanded > kMostExpanded || propstat.is_full()) break;
        if (xml::is(property, xml::kDav, "property"))
          write_expanded({transaction, *call, node}, property, propstat);
      }
    });
    return multistatus(*call, writer.finish());
  }};
}

Plan principal_search_property_set(const CallRef&) {
  xml::Writer writer("D:principal-search-property-set");
  for (const auto& [tag, description] :
       {std::pair("D:displayname", "Name"), std::pair("S:email-address-set", "E-mail"),
        std::pair("C:calendar-user-address-set", "Calendar address")}) {
    writer.raw("<D:principal-search-property><D:prop>");
    writer.empty(tag);
    writer.raw("</D:prop>");
    writer.raw("<D:description xml:lang=\"en\">");
    writer.text(description);
    writer.close("D:description");
    writer.close("D:principal-search-property");
  }
  return http::reply(200, "application/xml; charset=utf-8", writer.finish());
}

Plan principal_property_search(const CallRef& call, const Document& document) {
  return list(call, document, [document](const PropertyContext& context) {
    return matches(context, xml::children(*document).front());
  });
}

Plan calendarserver_principal_search(const CallRef& call, const Document& document) {
  return list(call, document, [document](const PropertyContext& context) {
    return has_all_tokens(*context.node.principal, xml::children(*document).front());
  });
}

// RFC 3744 9.3: the principals that stand for who asks, or what belongs to them.
Plan principal_match(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  if (!xml::child(root, xml::kDav, "self")) {
    const auto property = xml::child(root, xml::kDav, "principal-property");
    const bool by_owner = xml::children(property).size() == 1 && xml::child(property, xml::kDav, "owner");
    if (!by_owner)
      return plain_error(400,
                         "A principal-match looks for D:self, or for D:owner as its principal-property.");
    auto names = names_in(xml::child(root, xml::kDav, "prop"));
    if (!names) return error_response(names.error());
    return ReadWork{[call, names = std::move(*names)](store::Transaction& transaction) {
      const Node node = call->resolve(transaction);
      xml::Writer writer("D:multistatus");
      if (node.kind == Node::Kind::collection) {
        for (auto& binding : store::list_bindings(transaction, call->principal.shop, node.collection->id)) {
          const Node child = child_of(transaction, call->principal, node, std::move(binding));
          if (child.is_own())
            write_response({transaction, *call, child}, {PropertyRequest::Kind::named, names}, writer);
        }
      }
      return multistatus(*call, writer.finish());
    }};
  }
  return list(call, document, [call](const PropertyContext& context) {
    const PrincipalEntry& entry = *context.node.principal;
    return entry.name == call->principal.user || entry.group == call->principal.role;
  });
}

// RFC 3744 9.2: who is named in the list of what the report was sent to.
Plan acl_principal_prop_set(const CallRef& call, const Document& document) {
  auto names = names_in(xml::child(xml::children(*document).front(), xml::kDav, "prop"));
  if (!names) return error_response(names.error());
  return ReadWork{[call, names = std::move(*names)](store::Transaction& transaction) {
    const Node node = call->resolve(transaction);
    if (node.kind != Node::Kind::collection && node.kind != Node::Kind::object)
      return error_response(failed(403, "D:supported-report", "Ask a collection for this report."));
    if (auto refused = check_privilege(node, Privilege::read_acl)) return *refused;
    xml::Writer writer("D:multistatus");
    for (const std::string& name : principals_in_acl(transaction, *call, node)) {
      const Node principal = principal_node(transaction, *call, name);
      if (principal.kind != Node::Kind::missing)
        write_response({transaction, *call, principal}, {PropertyRequest::Kind::named, names}, writer);
    }
    return multistatus(*call, writer.finish());
  }};
}

}  // namespace timeshelf::caldav
