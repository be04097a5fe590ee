// Rows of feeds that a shop names: merges of calendars, and choices from them. A calendar's own feed is a
// property of its collection (calendars.hpp).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

struct NamedFeed {
  Id shop;
  std::string name;         ///< in the shop
  std::string address;      ///< below /feeds/ and without ending: "studio/spring", or "s/" and a capability
  bool secret = false;      ///< which of these
  std::string title;        ///< for people
  std::string description;  ///< or ""
  std::string color;        ///< "#RRGGBB", or ""
  std::string image;        ///< an address, or ""
  std::string venue;        ///< only what takes place there: its id, or ""
  std::string sku;          ///< only what sells that, or ""
  std::string drop;         ///< only what belongs to it, or ""
  std::optional<std::int64_t> past_days;  ///< absent: as the installation is configured
  std::optional<std::int64_t> future_days;
  bool all_shelves = true;    ///< every shelf of the shop, those to come included
  std::vector<Id> calendars;  ///< otherwise these; a deleted one is gone from the list
  Instant created_at;
};

/// Adds it, or replaces the one of that name.
void put_named_feed(Transaction&, const NamedFeed&);
std::optional<NamedFeed> find_named_feed(Transaction&, const Id& shop, std::string_view name);
std::optional<NamedFeed> find_named_feed_at(Transaction&, std::string_view address);
/// In order of name.
std::vector<NamedFeed> list_named_feeds(Transaction&, const Id& shop);
/// False if there was none.
bool remove_named_feed(Transaction&, const Id& shop, std::string_view name);

}  // namespace timeshelf::store
