#include "caldav/acl.hpp"

#include <algorithm>

#include "caldav/principals.hpp"
#include "store/grants.hpp"
#include "store/sharing.hpp"

namespace timeshelf::caldav {
namespace {

using xml::Writer;

// An entry of the list, wherever it comes from.
struct Entry {
  std::string grantee;  // as store::Grant names it, or "owner"
  Privileges privileges;
  bool is_protected = false;   // not for the ACL method to change
  std::string inherited_from;  // the address of a collection above
};

bool has_list(const Node& node) {
  return node.kind == Node::Kind::object || node.kind == Node::Kind::collection;
}

// The addresses of the collections above, beside `node.ancestors`.
std::vector<std::string> hrefs_above(const Options& options, const Node& node) {
  std::vector<std::string> hrefs{home_href(options, node.path.user)};
  for (std::size_t i = 0; i + 1 < node.ancestors.size(); ++i)
    hrefs.push_back(child_href(hrefs.back(), node.path.segments[i], true));
  return hrefs;
}

std::vector<Entry> entries_of(store::Transaction& transaction, const Call& call, const Node& node) {
  const Id& shop = call.principal.shop;
  std::vector<Entry> entries{{"owner", kAll, true, {}}};
  for (const auto& sharer : store::list_appearances(transaction, shop, node.collection->id))
    entries.push_back({"user:" + sharer.user, privileges_of(sharer.access), true, {}});
  const auto add = [&](const Id& collection, const std::string& from) {
    for (const auto& grant : store::list_grants(transaction, shop, collection))
      entries.push_back({grant.grantee, Privileges::of_bits(grant.privileges), false, from});
  };
  // What an object may is said by its collection.
  std::string own;
  if (node.kind == Node::Kind::object) own = node.href.substr(0, node.href.rfind('/') + 1);
  add(node.collection->id, own);
  const auto hrefs = hrefs_above(call.options, node);
  for (std::size_t i = node.ancestors.size(); i-- > 0;) add(node.ancestors[i], hrefs[i]);
  return entries;
}

// "user:ada" and "role:staff" are principals with addresses.
std::optional<std::string> principal_named(std::string_view grantee) {
  if (grantee.starts_with("user:")) return std::string(grantee.substr(5));
  if (grantee.starts_with("role:")) return std::string(grantee);
  return std::nullopt;
}

void write_principal(const Options& options, std::string_view grantee, Writer& writer) {
  writer.open("D:principal");
  if (const auto name = principal_named(grantee)) {
    writer.element("D:href", principal_href(options, *name));
  } else if (grantee == "owner") {
    writer.raw("<D:property><D:owner/></D:property>");
  } else {
    writer.empty("D:authenticated");
  }
  writer.close("D:principal");
}

}  // namespace

bool acl(const PropertyContext& context, Writer& writer) {
  if (!has_list(context.node) || !context.node.may(Privilege::read_acl)) return false;
  for (const Entry& entry : entries_of(context.transaction, context.call, context.node)) {
    writer.open("D:ace");
    write_principal(context.call.options, entry.grantee, writer);
    writer.open("D:grant");
    write_granted(entry.privileges, writer);
    writer.close("D:grant");
    if (entry.is_protected) writer.empty("D:protected");
    if (!entry.inherited_from.empty()) {
      writer.open("D:inherited");
      writer.element("D:href", entry.inherited_from);
      writer.close("D:inherited");
    }
    writer.close("D:ace");
  }
  return true;
}

bool acl_restrictions(const PropertyContext& context, Writer& writer) {
  if (!has_list(context.node)) return false;
  writer.raw("<D:grant-only/><D:no-invert/>");
  return true;
}

bool inherited_acl_set(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (!has_list(node)) return false;
  auto hrefs = hrefs_above(context.call.options, node);
  if (node.is_home()) hrefs.clear();
  if (node.kind == Node::Kind::object && !node.ancestors.empty())
    hrefs.push_back(node.href.substr(0, node.href.rfind('/') + 1));
  for (const std::string& href : hrefs) writer.element("D:href", href);
  return true;
}

bool supported_privilege_set(const PropertyContext& context, Writer& writer) {
  if (!has_list(context.node)) return false;
  write_supported(writer);
  return true;
}

bool owner(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (!node.collection) return false;
  std::optional<std::string> name = node.path.user;
  if (node.access != store::Access::owner)
    name = store::owner_of(context.transaction, context.call.principal.shop, node.collection->id);
  if (!name) return false;  // the shop's own: nobody's home has it
  writer.element("D:href", principal_href(context.call.options, *name));
  return true;
}

std::vector<std::string> principals_in_acl(store::Transaction& transaction, const Call& call,
                                           const Node& node) {
  std::vector<std::string> names;
  const auto add = [&](std::optional<std::string> name) {
    if (name && std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(*name);
  };
  add(store::owner_of(transaction, call.principal.shop, node.collection->id));
  for (const Entry& entry : entries_of(transaction, call, node)) add(principal_named(entry.grantee));
  return names;
}

}  // namespace timeshelf::caldav
