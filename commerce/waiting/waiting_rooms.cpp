#include "commerce/waiting/waiting_rooms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/waiting/waiting_room_rows.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;

constexpr auto kStep = 1s;
// Rooms that are not open yet, with the slots that will open them.
constexpr std::string_view kUnopened =
    "FROM waiting_rooms r JOIN slots s ON s.shop = r.shop AND s.drop_name = r.drop_name AND s.drop_name <> "
    "'' WHERE r.opened_at IS NULL AND s.queue_rate > 0 AND s.cancelled = 0 AND s.switched_off = 0 AND "
    "COALESCE(s.closes_at, s.starts_at) > $1";

/// What the slots of a drop that are to come say about its line.
struct DropTerms {
  std::int64_t per_minute = 0;
  Instant opens_at;
};

// The slowest rate and the earliest opening of them.
std::optional<DropTerms> load_terms(store::Transaction& transaction, const Id& shop, const std::string& drop,
                                    Instant now) {
  const auto terms = transaction.first(
      "SELECT MIN(queue_rate), MIN(COALESCE(opens_at, 0)) FROM slots WHERE shop = $1 AND drop_name = $2 AND "
      "drop_name <> '' AND queue_rate > 0 AND cancelled = 0 AND switched_off = 0 AND COALESCE(closes_at, "
      "starts_at) > $3",
      {shop, drop, now}, [](const store::Row& row) {
        return row.is_null(0) ? std::nullopt : std::optional(DropTerms{row.integer(0), row.instant(1)});
      });
  return terms.value_or(std::nullopt);
}

std::optional<RoomRow> load_room(store::Transaction& transaction, const Id& shop, const std::string& drop) {
  auto rooms = load_rooms(transaction, shop, {drop});
  const auto found = rooms.find(drop);
  return found == rooms.end() ? std::nullopt : std::optional(std::move(found->second));
}

std::uint64_t draw_seed(Random& random) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  std::uint64_t seed = 0;
  for (const std::uint8_t byte : bytes) seed = seed << 8U | byte;
  return seed;
}

bool is_sold_out(const std::vector<Slot>& slots) {
  return !slots.empty() && std::all_of(slots.begin(), slots.end(), [](const Slot& slot) {
    return slot.state == SlotState::sold_out || slot.state == SlotState::closed;
  });
}

}  // namespace

Decided<PlaceView> WaitingRooms::take(store::Transaction& transaction, const Id& shop,
                                      const std::string& drop) {
  const Instant now = clock_.now();
  const auto terms = load_terms(transaction, shop, drop, now);
  const auto owner = store::find_shop(transaction, shop);
  if (!terms || !owner)
    return refuse(Refusal::Code::unknown_drop, "There is no line for such a drop; just hold what you want.",
                  "drop");
  auto row = load_room(transaction, shop, drop);
  const bool again = row && row->room.opened_at && terms->opens_at > now;
  if (!row || again) {
    const std::int64_t round = row ? row->round + 1 : 1;
    row = RoomRow{{}, round};
    row->room.drop = drop;
    row->room.seed = draw_seed(random_);
    row->room.stepped_at = now;
    forget_rounds_before(transaction, shop, drop, round);
  }
  if (terms->opens_at <= now) open_room(row->room, now);
  step_room(row->room, terms->per_minute, waiting_at_till(), now);
  const Place place{drop, row->round, take_place(row->room)};
  store_room(transaction, shop, *row);
  return *find(transaction, shop, drop, place_token(*owner, place));
}

std::optional<PlaceView> WaitingRooms::find(store::Transaction& transaction, const Id& shop,
                                            const std::string& drop, std::string_view token) {
  const Instant now = clock_.now();
  const auto owner = store::find_shop(transaction, shop);
  const auto place = owner ? read_place(*owner, token) : std::nullopt;
  const auto row = place && place->drop == drop ? load_room(transaction, shop, drop) : std::nullopt;
  if (!row || row->round != place->round || place->number >= row->room.places) return std::nullopt;
  const auto terms = load_terms(transaction, shop, drop, now);
  PlaceView view;
  view.drop = drop;
  view.token = token;
  view.used_up = is_used_up(load_uses(transaction, shop, {*place}).at(*place), now);
  view.is_in = !view.used_up && is_in(row->room, place->number);
  if (!row->room.opened_at && terms) view.opens_at = terms->opens_at;
  view.ahead = people_ahead(row->room, place->number);
  if (terms) view.wait = expected_wait(row->room, place->number, terms->per_minute);
  view.standing = std::max<std::int64_t>(row->room.places - row->room.people_in(), 0);
  view.sold_out = is_sold_out(slots(transaction, shop, drop));
  return view;
}

std::vector<Slot> WaitingRooms::slots(store::Transaction& transaction, const Id& shop,
                                      const std::string& drop) {
  const Instant now = clock_.now();
  auto rows = load_slots_in_drop(transaction, shop, drop, now);
  std::erase_if(rows, [](const SlotRow& row) { return row.slot.queue_rate == 0; });
  return views_of(transaction, shop, std::move(rows), now);
}

DueWork WaitingRooms::letting_in() {
  return {
      "waiting rooms", [this](store::Transaction& transaction) { return next_step(transaction); },
      [this](store::Transaction& transaction, std::size_t at_most) { return step(transaction, at_most); }};
}

std::optional<Instant> WaitingRooms::next_step(store::Transaction& transaction) const {
  const auto at = [&](std::string_view sql, store::Params params) {
    return transaction.first(sql, params, [](const store::Row& row) { return row.maybe_instant(0); })
        .value_or(std::nullopt);
  };
  auto next = at(fmt::format("SELECT MIN(COALESCE(s.opens_at, 0)) {}", kUnopened), {clock_.now()});
  const auto step =
      at("SELECT MIN(stepped_at) FROM waiting_rooms WHERE opened_at IS NOT NULL AND let_in < places * 60000",
         {});
  if (step) next = std::min(next.value_or(*step + kStep), *step + kStep);
  return next;
}

std::size_t WaitingRooms::step(store::Transaction& transaction, std::size_t at_most) {
  const Instant now = clock_.now();
  const auto limit = static_cast<std::int64_t>(at_most);
  std::vector<std::pair<Id, std::string>> due;
  const auto add = [&](const store::Row& row) { due.emplace_back(row.id(0), row.string(1)); };
  transaction.query(
      fmt::format("SELECT DISTINCT r.shop, r.drop_name {} AND COALESCE(s.opens_at, 0) <= $1 LIMIT $2",
                  kUnopened),
      {now, limit}, add);
  transaction.query(
      "SELECT shop, drop_name FROM waiting_rooms WHERE opened_at IS NOT NULL AND let_in < places * 60000 AND "
      "stepped_at <= $1 ORDER BY stepped_at LIMIT $2",
      {now - kStep, limit}, add);
  for (const auto& [shop, drop] : due) {
    auto row = load_room(transaction, shop, drop);
    const auto terms = load_terms(transaction, shop, drop, now);
    open_room(row->room, now);
    // Nothing is sold any more: those who still stand there may leave.
    if (!terms) row->room.let_in = row->room.places * 60'000;
    if (terms) step_room(row->room, terms->per_minute, waiting_at_till(), now);
    store_room(transaction, shop, *row);
  }
  return due.size();
}

}  // namespace timeshelf::commerce
