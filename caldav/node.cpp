#include "caldav/node.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "caldav/proxies.hpp"
#include "store/grants.hpp"

namespace timeshelf::caldav {

std::optional<Path> parse_path(std::string_view root, std::string_view raw) {
  if (raw == "/") return Path{};  // some clients ask the server's root first
  if (!raw.starts_with(root)) return std::nullopt;
  raw.remove_prefix(root.size());
  if (!raw.empty() && raw[0] != '/') return std::nullopt;
  Path path;
  path.slash = raw.empty() || raw.back() == '/';
  std::vector<std::string> segments;
  for (const std::string_view part : split(raw, '/')) {
    if (part.empty()) continue;
    auto decoded = percent_decode(part);
    if (!decoded || *decoded == "." || *decoded == ".." || decoded->find('/') != std::string::npos ||
        decoded->size() > 255 || !is_printable(*decoded)) {
      return std::nullopt;
    }
    segments.push_back(std::move(*decoded));
  }
  if (segments.empty()) return path;
  const bool principals = segments[0] == "principals";
  if (!principals && segments[0] != "calendars") return std::nullopt;
  if (segments.size() == 1) {
    path.kind = principals ? Path::Kind::principals : Path::Kind::homes;
    return path;
  }
  path.kind = principals ? Path::Kind::principal : Path::Kind::resource;
  path.user = segments[1];
  if (principals) {
    if (segments.size() == 3) path.proxy = parse_proxy(segments[2]);
    const bool known = segments.size() == 2 || path.proxy;
    return known ? std::optional(path) : std::nullopt;
  }
  path.segments.assign(segments.begin() + 2, segments.end());
  if (path.segments.size() > 32) return std::nullopt;
  return path;
}

std::optional<Path> parse_reference(std::string_view root, const http::Request& request,
                                    std::string_view reference) {
  reference = trim(reference);
  if (const auto scheme = reference.find("://"); scheme != std::string_view::npos) {
    const auto slash = reference.find('/', scheme + 3);
    const auto host =
        reference.substr(scheme + 3, slash == std::string_view::npos ? slash : slash - scheme - 3);
    if (!equals_ignoring_case(host, request.host)) return std::nullopt;
    reference = slash == std::string_view::npos ? std::string_view("/") : reference.substr(slash);
  }
  return parse_path(root, reference.substr(0, reference.find_first_of("?#")));
}

bool is_foreign(const Path& path, const Principal& principal) {
  return path.kind == Path::Kind::resource && path.user != principal.user;
}

std::string child_href(std::string_view parent_href, std::string_view segment, bool collection) {
  std::string href(parent_href);
  href += percent_encode(segment);
  if (collection) href += '/';
  return href;
}

std::string home_href(const Options& options, std::string_view user) {
  return child_href(options.root + "/calendars/", user, true);
}

std::string principal_href(const Options& options, std::string_view user) {
  return child_href(options.root + "/principals/", user, true);
}

Privileges privileges_of(store::Access access) {
  const Privileges reading = kRead | Privilege::read_current_user_privilege_set;
  switch (access) {
    case store::Access::read:
      return reading;
    case store::Access::write:
      return reading | kWrite;
    case store::Access::owner:
      break;
  }
  return kAll;
}

namespace {

Privileges granted(store::Transaction& transaction, const Principal& principal, const Id& collection) {
  return Privileges::of_bits(
      store::granted_to(transaction, principal.shop, collection, grantees_of(principal)));
}

// Rights are inherited from the collection above. A binding that only shares bounds them: whoever may write
// in a home may not therefore write what its owner was shown to read.
Privileges privileges_below(store::Transaction& transaction, const Principal& principal, const Node& parent,
                            const store::Binding& binding) {
  Privileges held = parent.privileges & privileges_of(binding.access);
  if (parent.foreign || binding.access != store::Access::owner)
    held = held | granted(transaction, principal, binding.collection.id);
  // What a live calendar holds is written by its shelf, and what a subscribed one shows lies elsewhere.
  // Colour and order are their owner's: apps set those of every calendar, and those that are not taken they
  // send for ever (CLIENTS: macOS).
  const auto kind = binding.collection.kind;
  const bool holds_nothing_of_theirs =
      kind == store::CollectionKind::live || kind == store::CollectionKind::subscribed;
  return holds_nothing_of_theirs
             ? held.without(Privilege::write_content | Privilege::bind | Privilege::unbind)
             : held;
}

Node resolve_principal(store::Transaction& transaction, const Options& options, const Principal& principal,
                       Node node) {
  node.principal = find_principal(transaction, principal, node.path.user);
  if (node.principal && node.path.proxy) node.principal = proxy_group(*node.principal, *node.path.proxy);
  node.kind = node.principal ? Node::Kind::principal : Node::Kind::missing;
  node.href = node.path.proxy ? proxy_href(options, node.path.user, *node.path.proxy)
                              : principal_href(options, node.path.user);
  node.foreign = node.path.user != principal.user;
  return node;
}

// The home of a user of the same shop; no collection if there is none.
void enter_home(store::Transaction& transaction, const Principal& principal, Node& node) {
  node.foreign = is_foreign(node.path, principal);
  if (!node.foreign) {
    node.collection = store::find_collection(transaction, principal.shop, principal.home);
    return;
  }
  node.privileges = {};
  const auto user = store::find_user(transaction, node.path.user);
  if (!user || user->shop != principal.shop) return;
  node.collection = store::find_collection(transaction, principal.shop, user->home);
  node.privileges = granted(transaction, principal, user->home);
}

std::optional<store::Binding> find_binding(store::Transaction& transaction, const Principal& principal,
                                           const store::Collection& above, std::string_view segment) {
  if (!store::may_hold_collections(above.kind)) return std::nullopt;
  return store::find_binding(transaction, principal.shop, above.id, segment);
}

// What its collection holds under the node's segment.
void find_object(store::Transaction& transaction, Node& node) {
  auto found = store::find_object(transaction, *node.collection, node.segment);
  if (found) node.object = std::make_shared<const store::ObjectEntry>(std::move(*found));
}

// From the collection that the node stands at into one that it binds.
void descend(store::Transaction& transaction, const Principal& principal, Node& node,
             store::Binding binding) {
  node.above = node.privileges;
  node.privileges = privileges_below(transaction, principal, node, binding);
  node.parent = node.collection->id;
  node.ancestors.push_back(node.parent);
  node.access = std::min(node.access, binding.access);
  node.bound = binding.access;
  node.href = child_href(node.href, binding.segment, true);
  node.segment = std::move(binding.segment);
  node.collection = std::move(binding.collection);
}

}  // namespace

Node child_of(store::Transaction& transaction, const Principal& principal, const Node& parent,
              store::Binding binding) {
  Node child = parent;
  child.path.segments.push_back(binding.segment);
  descend(transaction, principal, child, std::move(binding));
  return child;
}

Node resolve(store::Transaction& transaction, const Options& options, const Principal& principal,
             const Path& path) {
  Node node;
  node.path = path;
  switch (path.kind) {
    case Path::Kind::context:
      node.kind = Node::Kind::context;
      node.href = options.root + "/";
      return node;
    case Path::Kind::principals:
      node.kind = Node::Kind::principals;
      node.href = options.root + "/principals/";
      return node;
    case Path::Kind::homes:
      node.kind = Node::Kind::homes;
      node.href = options.root + "/calendars/";
      return node;
    case Path::Kind::principal:
      return resolve_principal(transaction, options, principal, std::move(node));
    case Path::Kind::resource:
      break;
  }
  node.href = home_href(options, path.user);
  enter_home(transaction, principal, node);
  if (!node.collection) return node;  // there is no such user (any more)
  node.kind = Node::Kind::collection;
  for (std::size_t i = 0; i < path.segments.size(); ++i) {
    const std::string& segment = path.segments[i];
    if (auto binding = find_binding(transaction, principal, *node.collection, segment)) {
      descend(transaction, principal, node, std::move(*binding));
      continue;
    }
    const bool last = i + 1 == path.segments.size();
    node.segment = segment;
    if (last) find_object(transaction, node);
    node.kind = node.object ? Node::Kind::object : Node::Kind::missing;
    node.parent_exists = last;
    node.href = child_href(node.href, segment, false);
    return node;
  }
  return node;
}

}  // namespace timeshelf::caldav
