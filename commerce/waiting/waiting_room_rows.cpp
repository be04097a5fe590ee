#include "commerce/waiting/waiting_room_rows.hpp"

#include <fmt/format.h>

#include "commerce/signed_claim.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kPurpose = "timeshelf-place";
constexpr std::size_t kNumberBytes = 8;

std::string bytes_of(std::int64_t number) {
  std::string bytes;
  for (std::size_t i = 0; i < kNumberBytes; ++i)
    bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xffU);
  return bytes;
}

std::int64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = kNumberBytes; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::map<std::string, RoomRow> load_rooms(store::Transaction& transaction, const Id& shop,
                                          const std::set<std::string>& drops) {
  std::map<std::string, RoomRow> rooms;
  store::query_in(transaction,
                  "SELECT drop_name, round, seed, opened_at, early, places, let_in, stepped_at FROM "
                  "waiting_rooms WHERE shop = $1 AND drop_name IN ({})",
                  {shop}, store::params_of(drops), [&](const store::Row& row) {
                    RoomRow& found = rooms[row.string(0)];
                    found.round = row.integer(1);
                    found.room = {row.string(0),        static_cast<std::uint64_t>(row.integer(2)),
                                  row.maybe_instant(3), row.integer(4),
                                  row.integer(5),       row.integer(6),
                                  row.instant(7)};
                  });
  return rooms;
}

void store_room(store::Transaction& transaction, const Id& shop, const RoomRow& row) {
  const WaitingRoom& room = row.room;
  transaction.execute(
      "INSERT INTO waiting_rooms (shop, drop_name, round, seed, opened_at, early, places, let_in, "
      "stepped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (shop, drop_name) DO UPDATE "
      "SET round = excluded.round, seed = excluded.seed, opened_at = excluded.opened_at, early = "
      "excluded.early, places = excluded.places, let_in = excluded.let_in, stepped_at = excluded.stepped_at",
      {shop, room.drop, row.round, static_cast<std::int64_t>(room.seed), room.opened_at, room.early,
       room.places, room.let_in, room.stepped_at});
}

std::string place_token(const store::Shop& shop, const Place& place) {
  return make_claim(shop, kPurpose, bytes_of(place.round) + bytes_of(place.number) + place.drop);
}

std::optional<Place> read_place(const store::Shop& shop, std::string_view token) {
  const auto payload = open_claim(shop, kPurpose, token);
  if (!payload || payload->size() <= 2 * kNumberBytes) return std::nullopt;
  const std::string_view bytes = *payload;
  return Place{std::string(bytes.substr(2 * kNumberBytes)), number_of(bytes.substr(0, kNumberBytes)),
               number_of(bytes.substr(kNumberBytes, kNumberBytes))};
}

std::map<Place, PlaceUse> load_uses(store::Transaction& transaction, const Id& shop,
                                    const std::set<Place>& places) {
  std::map<Place, PlaceUse> uses;
  std::vector<store::Param> numbers;
  for (const Place& place : places) {
    uses[place] = {place.number, 0, {}, ""};
    numbers.emplace_back(place.number);
  }
  store::query_in(
      transaction,
      "SELECT drop_name, round, place, holds, first_hold_at, email FROM used_places WHERE shop = $1 "
      "AND place IN ({})",
      {shop}, numbers, [&](const store::Row& row) {
        const auto use = uses.find({row.string(0), row.integer(1), row.integer(2)});
        if (use == uses.end()) return;
        use->second = {row.integer(2), row.integer(3), row.instant(4), row.string(5)};
      });
  return uses;
}

void store_uses(store::Transaction& transaction, const Id& shop, const std::map<Place, PlaceUse>& uses) {
  std::vector<store::Param> values;
  for (const auto& [place, use] : uses) {
    values.insert(values.end(),
                  {shop, place.drop, place.round, place.number, use.holds, use.first_hold_at, use.email});
  }
  store::insert_rows(
      transaction, "used_places (shop, drop_name, round, place, holds, first_hold_at, email)", 7, values,
      "ON CONFLICT (shop, drop_name, round, place) DO UPDATE SET holds = excluded.holds, email = "
      "excluded.email");
}

void forget_rounds_before(store::Transaction& transaction, const Id& shop, const std::string& drop,
                          std::int64_t round) {
  for (const auto* table : {"used_places", "admitted_holds"}) {
    transaction.execute(
        fmt::format("DELETE FROM {} WHERE shop = $1 AND drop_name = $2 AND round < $3", table),
        {shop, drop, round});
  }
}

std::map<Id, Place> load_admitted(store::Transaction& transaction, const Id& shop,
                                  const std::set<Id>& holds) {
  std::map<Id, Place> admitted;
  store::query_in(transaction,
                  "SELECT hold, drop_name, round, place FROM admitted_holds WHERE shop = $1 AND hold IN ({})",
                  {shop}, store::params_of(holds), [&](const store::Row& row) {
                    admitted[row.id(0)] = {row.string(1), row.integer(2), row.integer(3)};
                  });
  return admitted;
}

void insert_admitted(store::Transaction& transaction, const Id& shop, const std::map<Id, Place>& admitted) {
  std::vector<store::Param> values;
  for (const auto& [hold, place] : admitted)
    values.insert(values.end(), {shop, hold, place.drop, place.round, place.number});
  store::insert_rows(transaction, "admitted_holds (shop, hold, drop_name, round, place)", 5, values);
}

}  // namespace timeshelf::commerce
