#include "caldav/node.hpp"

#include <algorithm>

#include "base/text.hpp"

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
  if (principals && segments.size() > 2) return std::nullopt;
  path.kind = principals ? Path::Kind::principal : Path::Kind::resource;
  path.user = segments[1];
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

Node child_of(const Node& parent, store::Binding binding) {
  Node child;
  child.kind = Node::Kind::collection;
  child.path = parent.path;
  child.path.segments.push_back(binding.segment);
  child.href = child_href(parent.href, binding.segment, true);
  child.segment = std::move(binding.segment);
  child.parent = parent.collection->id;
  child.ancestors = parent.ancestors;
  child.ancestors.push_back(child.parent);
  child.access = std::min(parent.access, binding.access);
  child.collection = std::move(binding.collection);
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
      // Others are not shown: only who asks is known here.
      node.kind = path.user == principal.user ? Node::Kind::principal : Node::Kind::missing;
      node.href = principal_href(options, path.user);
      return node;
    case Path::Kind::resource:
      break;
  }
  node.href = home_href(options, path.user);
  node.collection = store::find_collection(transaction, principal.shop, principal.home);
  if (!node.collection) return node;  // its user was removed a moment ago
  node.kind = Node::Kind::collection;
  for (std::size_t i = 0; i < path.segments.size(); ++i) {
    const std::string& segment = path.segments[i];
    const bool last = i + 1 == path.segments.size();
    node.segment = segment;
    if (auto binding = store::find_binding(transaction, principal.shop, node.collection->id, segment)) {
      node.parent = node.collection->id;
      node.ancestors.push_back(node.parent);
      node.collection = std::move(binding->collection);
      if (binding->access < node.access) node.access = binding->access;
      node.href = child_href(node.href, segment, true);
      continue;
    }
    node.object = last ? store::find_object(transaction, *node.collection, segment) : std::nullopt;
    node.kind = node.object ? Node::Kind::object : Node::Kind::missing;
    node.parent_exists = last;
    node.href = child_href(node.href, segment, false);
    return node;
  }
  return node;
}

}  // namespace timeshelf::caldav
