#include "caldav/reports/sync_token.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::string_view kPrefix = "urn:timeshelf:sync:";

// "ID:REVISION" or "ID:REVISION:BEGUN"
std::optional<SeenCollection> parse_seen(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
  const auto id = Id::parse(parts[0]);
  const auto revision = parse_whole(parts[1]);
  const auto begun = parts.size() == 3 ? parse_whole(parts[2]) : std::optional<std::int64_t>(0);
  if (!id || !revision || !begun) return std::nullopt;
  return SeenCollection{*id, *revision, *begun};
}

std::string write_seen(const SeenCollection& seen) {
  std::string text = fmt::format("{}:{}", seen.id.text(), seen.revision);
  if (seen.begun > seen.revision) text += fmt::format(":{}", seen.begun);
  return text;
}

void add_below(store::Transaction& transaction, const Principal& principal, const Node& parent,
               const std::string& way_there, SyncState& state) {
  if (parent.is_calendar()) return;
  for (auto& binding : store::list_bindings(transaction, principal.shop, parent.collection->id)) {
    const Node child = child_of(transaction, principal, parent, std::move(binding));
    if (!child.may(kRead)) continue;
    const std::string way = way_there + percent_encode(child.segment) + "/";
    state.below[way] = {child.collection->id, child.collection->revision, 0};
    add_below(transaction, principal, child, way, state);
  }
}

}  // namespace

std::string token_of(const SyncState& state) {
  std::string token = std::string(kPrefix) + write_seen(state.self);
  for (const auto& [way, seen] : state.below)
    token += fmt::format(";{}={}", percent_encode(way), write_seen(seen));
  return token;
}

std::string sync_token(store::Transaction& transaction, const Principal& principal, const Node& collection) {
  SyncState state{{collection.collection->id, collection.collection->revision, 0}, {}};
  add_below(transaction, principal, collection, "", state);
  return token_of(state);
}

bool is_sync_token(std::string_view text) {
  return text.starts_with(kPrefix);
}

std::optional<SyncState> state_of(const store::Collection& collection, std::string_view token) {
  if (!token.starts_with(kPrefix)) return std::nullopt;
  SyncState state;
  bool first = true;
  for (const std::string_view part : split(token.substr(kPrefix.size()), ';')) {
    const auto equals = first ? std::string_view::npos : part.find('=');
    if (!first && equals == std::string_view::npos) return std::nullopt;
    const auto seen = parse_seen(first ? part : part.substr(equals + 1));
    if (!seen) return std::nullopt;
    if (first) {
      state.self = *seen;
    } else {
      const auto way = percent_decode(part.substr(0, equals));
      if (!way || percent_encode(*way) != part.substr(0, equals)) return std::nullopt;  // not written here
      state.below[*way] = *seen;
    }
    first = false;
  }
  if (state.self.id != collection.id) return std::nullopt;
  return state;
}

bool remembers(const store::Collection& collection, const SeenCollection& seen) {
  const auto safe = std::max(seen.revision, seen.begun);
  return safe >= collection.oldest_revision && safe <= collection.revision;
}

}  // namespace timeshelf::caldav
