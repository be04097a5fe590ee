// PROPFIND (RFC 4918 9.1).
#include "base/text.hpp"
#include "caldav/members.hpp"

namespace timeshelf::caldav {
namespace {

Result<PropertyRequest, Precondition> read_request(const http::Request& request) {
  if (trim(request.body).empty()) return PropertyRequest{};  // RFC 4918 9.1: an empty body asks for all
  const auto document = xml::parse(request.body);
  if (!document) return failed(400, "", document.error().message);
  const pugi::xml_node root = xml::children(**document).front();
  if (!xml::is(root, xml::kDav, "propfind")) {
    return failed(400, "", "The body of a PROPFIND is a DAV: propfind element.");
  }
  if (const auto prop = xml::child(root, xml::kDav, "prop")) {
    auto names = names_in(prop);
    if (!names) return names.error();
    return PropertyRequest{PropertyRequest::Kind::named, std::move(*names)};
  }
  if (xml::child(root, xml::kDav, "propname")) return PropertyRequest{PropertyRequest::Kind::names, {}};
  if (xml::child(root, xml::kDav, "allprop")) {
    auto included = names_in(xml::child(root, xml::kDav, "include"));
    if (!included) return included.error();
    return PropertyRequest{PropertyRequest::Kind::all, std::move(*included)};
  }
  return failed(400, "", "A propfind holds one of prop, allprop and propname.");
}

void write_children(store::Transaction& transaction, const Call& call, const Node& parent,
                    const PropertyRequest& wanted, bool deep, xml::Writer& writer) {
  for (auto& binding : store::list_bindings(transaction, call.principal.shop, parent.collection->id)) {
    const Node child = child_of(transaction, call.principal, parent, std::move(binding));
    if (!child.may(kRead)) continue;
    write_response({transaction, call, child}, wanted, writer);
    if (deep) write_children(transaction, call, child, wanted, true, writer);
  }
  Members members(transaction, call, parent);
  members.each(writer,
               [&](const store::ObjectEntry& object) { write_response(members.at(object), wanted, writer); });
}

// The groups of delegates lie below their user.
void write_proxies(store::Transaction& transaction, const Call& call, const Node& user,
                   const PropertyRequest& wanted, xml::Writer& writer) {
  for (const Proxy proxy : {Proxy::read, Proxy::write}) {
    Path path = user.path;
    path.proxy = proxy;
    write_response({transaction, call, resolve(transaction, call.options, call.principal, path)}, wanted,
                   writer);
  }
}

http::Response answer(store::Transaction& transaction, const Call& call, const PropertyRequest& wanted,
                      std::string_view depth) {
  const Node node = call.resolve(transaction);
  if (auto refused = check_privilege(node, kRead)) return *refused;
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  const bool infinite = depth == "infinity" || depth.empty();
  // A plain tree may be listed whole; a calendar home only level by level (RFC 4918 9.1.1).
  if (infinite && node.is_collection_like() &&
      !(node.collection && node.collection->kind == store::CollectionKind::plain)) {
    return error_response(failed(403, "D:propfind-finite-depth", "Ask with Depth: 0 or Depth: 1."));
  }
  xml::Writer writer("D:multistatus");
  // depth-noroot (RFC 8144 4): the collection itself is known already.
  const bool without_root = call.preferences.no_root && depth != "0" && node.kind == Node::Kind::collection;
  if (!without_root) write_response({transaction, call, node}, wanted, writer);
  if (depth != "0" && node.kind == Node::Kind::collection) {
    write_children(transaction, call, node, wanted, infinite, writer);
  } else if (depth == "1" && node.principal && node.principal->is_user()) {
    write_proxies(transaction, call, node, wanted, writer);
  } else if (depth == "1" && (node.kind == Node::Kind::principals || node.kind == Node::Kind::homes)) {
    for (const PrincipalEntry& entry : list_principals(transaction, call.principal)) {
      Path path;
      path.kind = node.kind == Node::Kind::principals ? Path::Kind::principal : Path::Kind::resource;
      path.user = entry.name;
      const Node child = resolve(transaction, call.options, call.principal, path);
      if (child.kind != Node::Kind::missing && child.may(kRead))
        write_response({transaction, call, child}, wanted, writer);
    }
  }
  auto response = multistatus(call, writer.finish());
  if (without_root) applied(response, "depth-noroot");
  return response;
}

}  // namespace

Plan propfind(const CallRef& call) {
  auto wanted = read_request(call->request);
  if (!wanted) return error_response(wanted.error());
  const std::string depth = to_lower(trim(call->header("Depth")));
  if (!depth.empty() && depth != "0" && depth != "1" && depth != "infinity") {
    return plain_error(400, "Depth is 0, 1 or infinity.");
  }
  return ReadWork{[call, wanted = std::move(*wanted), depth](store::Transaction& transaction) {
    return answer(transaction, *call, wanted, depth);
  }};
}

}  // namespace timeshelf::caldav
