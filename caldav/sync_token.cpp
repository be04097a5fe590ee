#include "caldav/sync_token.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace timeshelf::caldav {

std::string sync_token(const store::Collection& collection) {
  return sync_token(collection, collection.revision);
}

std::string sync_token(const store::Collection& collection, std::int64_t revision) {
  return fmt::format("urn:timeshelf:sync:{}:{}", collection.id.text(), revision);
}

std::optional<std::int64_t> revision_of(const store::Collection& collection, std::string_view token) {
  if (token.empty()) return 0;
  const std::string prefix = fmt::format("urn:timeshelf:sync:{}:", collection.id.text());
  if (!token.starts_with(prefix)) return std::nullopt;
  const auto revision = parse_whole(token.substr(prefix.size()));
  if (!revision || *revision > collection.revision) return std::nullopt;
  return revision;
}

}  // namespace timeshelf::caldav
