// ACL (RFC 3744 8.1): replaces what others may do with a collection.
#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "caldav/locks.hpp"
#include "caldav/principals.hpp"
#include "store/grants.hpp"

namespace timeshelf::caldav {
namespace {

using Document = std::shared_ptr<pugi::xml_document>;

constexpr std::size_t kMostEntries = 200;

Precondition not_recognized() {
  return failed(403, "D:recognized-principal",
                "This names nobody here. Look for principals below the principal-collection-set.");
}

// How store::Grant names the principal of an entry; "" for the owner, who may do all anyway.
Result<std::string, Precondition> read_grantee(store::Transaction& transaction, const Call& call,
                                               const pugi::xml_node& principal) {
  const auto kinds = xml::children(principal);
  if (kinds.size() != 1) return failed(400, "", "A D:principal holds one element.");
  const pugi::xml_node kind = kinds.front();
  if (xml::is(kind, xml::kDav, "authenticated")) return std::string("authenticated");
  if (xml::is(kind, xml::kDav, "self")) return "user:" + call.principal.user;
  if (xml::is(kind, xml::kDav, "property") && xml::child(kind, xml::kDav, "owner")) return std::string();
  if (xml::is(kind, xml::kDav, "all") || xml::is(kind, xml::kDav, "unauthenticated")) {
    return failed(403, "D:allowed-principal",
                  "Nobody gets in without a password. To publish a calendar, turn its feed on.");
  }
  if (!xml::is(kind, xml::kDav, "href")) return not_recognized();
  const auto path = parse_reference(call.options.root, call.request, trim(xml::text_of(kind)));
  if (!path || path->kind != Path::Kind::principal || path->proxy) return not_recognized();
  const auto found = find_principal(transaction, call.principal, path->user);
  if (!found) return not_recognized();
  return found->group ? found->name : "user:" + found->name;
}

Result<Privileges, Precondition> read_privileges(const pugi::xml_node& grant) {
  Privileges all;
  for (const pugi::xml_node privilege : xml::children(grant)) {
    if (!xml::is(privilege, xml::kDav, "privilege")) continue;
    for (const pugi::xml_node name : xml::children(privilege)) {
      const auto named = privileges_named(xml::name_of(name));
      if (!named) {
        return failed(403, "D:not-supported-privilege",
                      "This privilege is not known here; see supported-privilege-set.");
      }
      all = all | *named;
    }
  }
  return all;
}

Result<std::map<std::string, Privileges>, Precondition> read_entries(store::Transaction& transaction,
                                                                     const Call& call,
                                                                     const pugi::xml_node& root) {
  std::map<std::string, Privileges> granted;
  for (const pugi::xml_node ace : xml::children(root)) {
    if (!xml::is(ace, xml::kDav, "ace")) return failed(400, "", "A D:acl holds D:ace elements.");
    // Those that a client only sends back are as they are; they are not the method's to change.
    if (xml::child(ace, xml::kDav, "protected") || xml::child(ace, xml::kDav, "inherited")) continue;
    if (xml::child(ace, xml::kDav, "deny"))
      return failed(403, "D:grant-only", "Rights are only granted here. Leave out who is to have none.");
    if (xml::child(ace, xml::kDav, "invert"))
      return failed(403, "D:no-invert", "Name those who are to have rights, not all others.");
    auto grantee = read_grantee(transaction, call, xml::child(ace, xml::kDav, "principal"));
    if (!grantee) return grantee.error();
    const auto privileges = read_privileges(xml::child(ace, xml::kDav, "grant"));
    if (!privileges) return privileges.error();
    if (!grantee->empty() && !privileges->empty()) granted[*grantee] = granted[*grantee] | *privileges;
  }
  if (granted.size() > kMostEntries) {
    return failed(403, "D:limited-number-of-aces",
                  fmt::format("A list has at most {} entries. Grant to a group instead.", kMostEntries));
  }
  return granted;
}

Written answer(store::Transaction& transaction, const Call& call, const Document& document) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (node.kind != Node::Kind::collection)
    return plain_error(
        403, "Rights are granted on collections; what they hold follows. Send ACL to the calendar.");
  if (auto refused = check_privilege(node, Privilege::write_acl)) return *refused;
  if (auto refused = check_conditions(call, node)) return *refused;
  if (auto refused = check_locks(transaction, call, node, Touch::change)) return *refused;
  const auto granted = read_entries(transaction, call, xml::children(*document).front());
  if (!granted) return error_response(granted.error());
  std::vector<store::Grant> grants;
  for (const auto& [grantee, privileges] : *granted)
    grants.push_back({node.collection->id, grantee, privileges.bits()});
  store::replace_grants(transaction, call.principal.shop, node.collection->id, grants);
  return http::Response{};
}

}  // namespace

Plan set_acl(const CallRef& call) {
  const auto document = xml::parse(call->request.body);
  if (!document) return plain_error(400, document.error().message);
  if (!xml::is(xml::children(**document).front(), xml::kDav, "acl"))
    return plain_error(400, "The body of an ACL is a DAV: acl element.");
  return WriteWork{[call, document = *document](store::Transaction& transaction) {
    return answer(transaction, *call, document);
  }};
}

}  // namespace timeshelf::caldav
