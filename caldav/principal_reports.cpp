// Reports about principals (RFC 3253 3.8, RFC 3744 9.4, 9.5). Only who asks is visible here.
#include "base/text.hpp"
#include "caldav/report.hpp"

namespace timeshelf::caldav {
namespace {

// An href property with, instead of the href, the response of what it points to.
void write_expanded(const PropertyContext& context, const pugi::xml_node& property, xml::Writer& writer) {
  const std::string local = property.attribute("name").value();
  const std::string space = property.attribute("namespace").as_string(xml::kDav.data());
  const auto below = xml::children(property);
  const auto* live = find_live({space, local});
  const bool to_principal = local == "current-user-principal" || local == "owner" || local == "principal-URL";
  if (!live || !to_principal || below.empty()) {
    if (!live) return;
    const auto before = writer.size();
    writer.open(live->tag);
    if (live->write(context, writer)) {
      writer.close(live->tag);
    } else {
      writer.truncate(before);
    }
    return;
  }
  Path path;
  path.kind = Path::Kind::principal;
  path.user = context.call.principal.user;
  const Node target = resolve(context.transaction, context.call.options, context.call.principal, path);
  PropertyRequest wanted{PropertyRequest::Kind::named, {}};
  for (const pugi::xml_node inner : below) {
    if (wanted.names.size() == kMostProperties) break;
    wanted.names.emplace_back(
        xml::Name{inner.attribute("namespace").as_string(xml::kDav.data()), inner.attribute("name").value()});
  }
  writer.open(live->tag);
  write_response({context.transaction, context.call, target}, wanted, writer);
  writer.close(live->tag);
}

}  // namespace

Plan expand_property(const CallRef& call, const Document& document) {
  return ReadWork{[call, document](store::Transaction& transaction) {
    const Node node = call->resolve(transaction);
    if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
    xml::Writer writer("D:multistatus");
    PropertyRequest none{PropertyRequest::Kind::named, {}};
    write_response({transaction, *call, node}, none, writer, [&](xml::Writer& propstat) {
      for (const pugi::xml_node property : xml::children(xml::children(*document).front())) {
        if (xml::is(property, xml::kDav, "property"))
          write_expanded({transaction, *call, node}, property, propstat);
      }
    });
    return multistatus(writer.finish());
  }};
}

Plan principal_search_property_set(const CallRef&) {
  xml::Writer writer("D:principal-search-property-set");
  for (const auto& [tag, description] :
       {std::pair("D:displayname", "Name"), std::pair("S:email-address-set", "E-mail")}) {
    writer.raw("<D:principal-search-property><D:prop>");
    writer.empty(tag);
    writer.raw("</D:prop>");
    writer.element("D:description", description);
    writer.close("D:principal-search-property");
  }
  return http::reply(200, "application/xml; charset=utf-8", writer.finish());
}

Plan principal_property_search(const CallRef& call, const Document& document) {
  const auto names = names_in(xml::child(xml::children(*document).front(), xml::kDav, "prop"));
  if (!names) return error_response(names.error());
  return ReadWork{[call, document, names = *names](store::Transaction& transaction) {
    const auto root = xml::children(*document).front();
    const Principal& self = call->principal;
    bool matches = true;
    for (const pugi::xml_node search : xml::children(root)) {
      if (!xml::is(search, xml::kDav, "property-search")) continue;
      const std::string wanted = to_lower(trim(xml::text_of(xml::child(search, xml::kDav, "match"))));
      const bool found = to_lower(self.display_name).find(wanted) != std::string::npos ||
                         to_lower(self.email).find(wanted) != std::string::npos ||
                         home_href(call->options, self.user).find(wanted) != std::string::npos;
      matches = matches && found;
    }
    xml::Writer writer("D:multistatus");
    if (matches) {
      Path path;
      path.kind = Path::Kind::principal;
      path.user = self.user;
      const Node node = resolve(transaction, call->options, self, path);
      const PropertyRequest wanted{PropertyRequest::Kind::named, names};
      write_response({transaction, *call, node}, wanted, writer);
    }
    return multistatus(writer.finish());
  }};
}

}  // namespace timeshelf::caldav
