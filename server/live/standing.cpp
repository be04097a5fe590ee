#include "server/live/standing.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/calendars.hpp"

namespace timeshelf::server::live {
namespace {

// The segment of a slot's event is its id and ".ics" (commerce/slots/showing.hpp).
std::optional<Id> slot_of(std::string_view segment) {
  return Id::parse(segment.substr(0, segment.rfind('.')));
}

}  // namespace

Standing standing_of(store::Transaction& transaction, const Id& shop) {
  Standing standing;
  for (const auto& live : store::list_live_collections(transaction, shop))
    standing.emplace(live.id, live.revision);
  return standing;
}

std::string mark_of(const Standing& standing) {
  std::string text;
  for (const auto& [collection, revision] : standing)
    text += fmt::format("{}:{}\n", collection.text(), revision);
  return base64url_encode(sha256(text).substr(0, 12));
}

std::optional<std::set<Id>> moved_since(store::Transaction& transaction, const Id& shop,
                                        const Standing& before, std::size_t most) {
  const auto calendars = store::list_live_collections(transaction, shop);
  if (calendars.size() != before.size()) return std::nullopt;
  std::set<Id> moved;
  for (const store::Collection& live : calendars) {
    const auto known = before.find(live.id);
    if (known == before.end() || known->second < live.oldest_revision) return std::nullopt;
    const auto note = [&](std::string_view segment) {
      if (const auto slot = slot_of(segment)) moved.insert(*slot);
    };
    store::each_change_since(
        transaction, live, known->second, most + 1,
        [&](const store::ObjectEntry& changed) { note(changed.segment); },
        [&](const store::Tombstone& deleted) { note(deleted.segment); });
    if (moved.size() > most) return std::nullopt;
  }
  return moved;
}

}  // namespace timeshelf::server::live
