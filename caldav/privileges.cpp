#include "caldav/privileges.hpp"

#include <array>

namespace timeshelf::caldav {
namespace {

struct Entry {
  Privileges privileges;
  std::string_view tag;
  std::string_view name_space;
  std::string_view local;
  std::string_view description;
  int depth;  ///< in the tree of aggregates
};

// In the order of the tree: what an aggregate consists of follows it, one deeper.
constexpr auto kTree = std::to_array<Entry>({
    {kAll, "D:all", xml::kDav, "all", "Everything", 0},
    {kRead, "D:read", xml::kDav, "read", "See what is there", 1},
    {Privilege::read_free_busy, "C:read-free-busy", xml::kCalDav, "read-free-busy", "See when time is taken",
     2},
    {kWrite, "D:write", xml::kDav, "write", "Change what is there", 1},
    {Privilege::write_properties, "D:write-properties", xml::kDav, "write-properties", "Change properties",
     2},
    {Privilege::write_content, "D:write-content", xml::kDav, "write-content", "Change objects", 2},
    {Privilege::bind, "D:bind", xml::kDav, "bind", "Add members", 2},
    {Privilege::unbind, "D:unbind", xml::kDav, "unbind", "Remove members", 2},
    {Privilege::unlock, "D:unlock", xml::kDav, "unlock", "End the locks of others", 1},
    {Privilege::read_acl, "D:read-acl", xml::kDav, "read-acl", "See who may do what", 1},
    {Privilege::read_current_user_privilege_set, "D:read-current-user-privilege-set", xml::kDav,
     "read-current-user-privilege-set", "See what oneself may do", 1},
    {Privilege::write_acl, "D:write-acl", xml::kDav, "write-acl", "Say who may do what", 1},
});

void write_privilege(std::string_view tag, xml::Writer& writer) {
  writer.open("D:privilege");
  writer.empty(tag);
  writer.close("D:privilege");
}

}  // namespace

std::optional<Privileges> privileges_named(const xml::Name& name) {
  for (const Entry& entry : kTree) {
    if (entry.local == name.local && entry.name_space == name.name_space) return entry.privileges;
  }
  return std::nullopt;
}

std::string_view name_of_missing(Privileges needed, Privileges held) {
  std::string_view found = "D:all";
  for (const Entry& entry : kTree) {
    if (entry.privileges == needed) return entry.tag;
    if (needed.has(entry.privileges) && !held.has(entry.privileges)) found = entry.tag;
  }
  return found;
}

void write_held(Privileges set, xml::Writer& writer) {
  for (const Entry& entry : kTree) {
    if (set.has(entry.privileges)) write_privilege(entry.tag, writer);
  }
}

void write_granted(Privileges set, xml::Writer& writer) {
  Privileges written;
  for (const Entry& entry : kTree) {
    if (!set.has(entry.privileges) || written.has(entry.privileges)) continue;
    write_privilege(entry.tag, writer);
    written = written | entry.privileges;
  }
}

void write_supported(xml::Writer& writer) {
  int open = 0;
  for (const Entry& entry : kTree) {
    for (; open > entry.depth; --open) writer.close("D:supported-privilege");
    writer.open("D:supported-privilege");
    write_privilege(entry.tag, writer);
    writer.raw("<D:description xml:lang=\"en\">");
    writer.text(entry.description);
    writer.close("D:description");
    ++open;
  }
  for (; open > 0; --open) writer.close("D:supported-privilege");
}

}  // namespace timeshelf::caldav
