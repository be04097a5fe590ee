// Rows of waiting rooms, and the tokens that name a place in one.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "commerce/core/waiting_room.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct RoomRow {
  WaitingRoom room;
  std::int64_t round = 0;
};
std::map<std::string, RoomRow> load_rooms(store::Transaction&, const Id& shop,
                                          const std::set<std::string>& drops);
void store_room(store::Transaction&, const Id& shop, const RoomRow&);

/// A place as its token names it.
struct Place {
  std::string drop;
  std::int64_t round = 0;
  std::int64_t number = 0;
  auto operator<=>(const Place&) const = default;  // NOLINT(modernize-use-nullptr)
};
std::string place_token(const store::Shop& shop, const Place& place);
/// Nothing if the shop did not give it out.
std::optional<Place> read_place(const store::Shop& shop, std::string_view token);

std::map<Place, PlaceUse> load_uses(store::Transaction&, const Id& shop, const std::set<Place>& places);
void store_uses(store::Transaction&, const Id& shop, const std::map<Place, PlaceUse>& uses);
/// Of a drop that opens again: what its earlier places held is of no use any more.
void forget_rounds_before(store::Transaction&, const Id& shop, const std::string& drop, std::int64_t round);
/// The places through which holds were made, by hold.
std::map<Id, Place> load_admitted(store::Transaction&, const Id& shop, const std::set<Id>& holds);
void insert_admitted(store::Transaction&, const Id& shop, const std::map<Id, Place>& admitted);

}  // namespace timeshelf::commerce
