// Hold, release, confirm, cancel.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/engine.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slot_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kMostUnits = 1000;
constexpr std::size_t kMostLines = 50;
constexpr std::string_view kTokenDomain = "timeshelf-booking-v1";

Refusal refuse(Refusal::Code code, std::string sentence, std::string field = {}) {
  Refusal refusal;
  refusal.code = code;
  refusal.message = std::move(sentence);
  refusal.field = std::move(field);
  return refusal;
}

// Posts or voids all that a hold reserves.
void resolve_hold(store::Transaction& transaction, const Id& shop, const Id& hold, TransferKind kind,
                  Instant now, Random& random) {
  Ledger ledger;
  load_pending_of(transaction, shop, hold.text(), ledger);
  std::vector<Transfer> resolving;
  for (const Transfer& pending : ledger.pending_of(hold.text())) {
    resolving.push_back({Id::make(now, random),
                         kind,
                         {},
                         {},
                         pending.amount,
                         pending.id,
                         hold.text(),
                         kind == TransferKind::post ? "booking" : "released",
                         now});
  }
  ledger.apply(resolving).value();
  store_written(transaction, shop, ledger);
}

// Holds that have run out give back what they held, before anything is decided on it.
std::set<Id> void_expired(store::Transaction& transaction, const Id& shop, Instant now, Random& random) {
  std::vector<Id> expired;
  transaction.query("SELECT id FROM holds WHERE shop = $1 AND state = 'open' AND expires_at <= $2",
                    {shop, now}, [&](const store::Row& row) { expired.push_back(row.id(0)); });
  std::set<Id> slots;
  for (const Id& hold : expired) {
    resolve_hold(transaction, shop, hold, TransferKind::void_pending, now, random);
    transaction.execute("UPDATE holds SET state = 'expired' WHERE shop = $1 AND id = $2", {shop, hold});
    transaction.query("SELECT DISTINCT slot FROM lines WHERE shop = $1 AND hold = $2", {shop, hold},
                      [&](const store::Row& row) { slots.insert(row.id(0)); });
  }
  return slots;
}

void show_all(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots, Instant now) {
  for (const Id& id : slots) {
    if (auto row = load_slot(transaction, shop, id)) show(transaction, *row, now);
  }
}

std::vector<Line> load_lines(store::Transaction& transaction, const Id& shop, const Id& hold) {
  std::vector<Line> lines;
  transaction.query(
      "SELECT slot, sku, quantity, minor, currency, tier, fulfilment FROM lines WHERE shop = $1 AND hold = "
      "$2 ORDER BY position",
      {shop, hold}, [&](const store::Row& row) {
        const auto currency = Currency::parse(row.text(4));
        if (!currency) return;
        lines.push_back({row.id(0), row.string(1), row.integer(2), Money{row.integer(3), *currency},
                         row.string(5), row.string(6)});
      });
  return lines;
}

Money total_of(const std::vector<Line>& lines) {
  Money total{0, lines.front().unit_price.currency};
  for (const Line& line : lines) total.minor += line.unit_price.minor * line.quantity;
  return total;
}

std::set<Id> slots_of(const std::vector<Line>& lines) {
  std::set<Id> slots;
  for (const Line& line : lines) slots.insert(line.slot);
  return slots;
}

// Slots that still have it, soonest first.
std::vector<Slot> alternatives(Engine& engine, store::Transaction& transaction, const Id& shop,
                               const LineRequest& wanted, Instant now) {
  std::vector<Slot> found;
  for (Slot& slot : engine.list_slots(transaction, shop, now, now + std::chrono::hours(24 * 60))) {
    if (slot.id == wanted.slot || found.size() == 3) continue;
    const bool open = slot.state == SlotState::open || slot.state == SlotState::low;
    const bool has = std::any_of(slot.offers.begin(), slot.offers.end(), [&](const Offer& offer) {
      return offer.sku == wanted.sku && offer.price && offer.remaining >= wanted.quantity;
    });
    if (open && has) found.push_back(std::move(slot));
  }
  return found;
}

std::string make_token(const store::Shop& shop, const Id& booking) {
  const std::string payload = std::string(1, '\x01') + booking.text();
  const SigningKey key{shop.signing_secret, shop.signing_public};
  return base64url_encode(payload + sign(key, std::string(kTokenDomain) + '\0' + payload));
}

std::string make_code(Random& random) {
  static constexpr std::string_view kLetters = "23456789abcdefghjkmnpqrstuvwxyz2";  // no o, 0, 1, i, l
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  std::string code;
  for (const auto byte : bytes) code += kLetters[byte % 31];
  return code;
}

std::optional<Booking> load_booking(store::Transaction& transaction, const store::Shop& shop,
                                    std::string_view column, std::string_view value) {
  std::optional<Id> hold;
  auto booking = transaction.first(fmt::format("SELECT id, hold, code, state, name, email, created_at, "
                                               "cancelled_at FROM bookings WHERE shop = $1 AND {} = $2",
                                               column),
                                   {shop.id, value}, [&](const store::Row& row) {
                                     hold = row.id(1);
                                     Booking found{row.id(0),
                                                   shop.id,
                                                   row.string(2),
                                                   {},
                                                   BookingState::confirmed,
                                                   row.string(4),
                                                   row.string(5),
                                                   {},
                                                   Money{0, *Currency::parse("EUR")},
                                                   row.instant(6),
                                                   row.maybe_instant(7)};
                                     if (row.text(3) == "cancelled") found.state = BookingState::cancelled;
                                     return found;
                                   });
  if (!booking) return std::nullopt;
  booking->token = make_token(shop, booking->id);
  booking->lines = load_lines(transaction, shop.id, *hold);
  booking->total = total_of(booking->lines);
  return booking;
}

void owe_shift(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots, Instant now) {
  for (const Id& slot : slots) owe(transaction, shop, "shift", slot.text(), now);
}

bool looks_like_email(std::string_view email) {
  const auto at = email.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < email.size() && email.size() <= 254 &&
         email.find_first_of(" \t\r\n<>,;\"") == std::string_view::npos &&
         email.find('@', at + 1) == std::string_view::npos;
}

}  // namespace

std::vector<Slot> Engine::list_slots(store::Transaction& transaction, const Id& shop, Instant from,
                                     Instant to) {
  std::vector<Slot> slots;
  for (const SlotRow& row : load_slots_between(transaction, shop, from, to))
    slots.push_back(view_of(transaction, row, clock_.now()));
  return slots;
}

std::optional<Slot> Engine::find_slot(store::Transaction& transaction, const Id& shop, const Id& slot) {
  const auto row = load_slot(transaction, shop, slot);
  return row ? std::optional(view_of(transaction, *row, clock_.now())) : std::nullopt;
}

Decided<Hold> Engine::hold(store::Transaction& transaction, const HoldCommand& command) {
  const Instant now = clock_.now();
  if (command.lines.empty() || command.lines.size() > kMostLines) {
    return refuse(Refusal::Code::invalid_quantity, fmt::format("Ask for 1 to {} lines.", kMostLines),
                  "lines");
  }
  std::set<Id> changed = void_expired(transaction, command.shop, now, random_);

  Hold hold{Id::make(now, random_),  command.shop, now,
            now + options_.hold_for, {},           Money{0, *Currency::parse("EUR")}};
  std::map<Id, Slot> slots;
  Demand demand;
  std::map<Id, std::int64_t> seats_asked, goods_asked;
  for (std::size_t i = 0; i < command.lines.size(); ++i) {
    LineRequest line = command.lines[i];
    const std::string field = fmt::format("lines[{}]", i);
    if (line.sku.empty()) line.sku = ical::kSeatSku;
    if (line.quantity < 1 || line.quantity > kMostUnits) {
      return refuse(Refusal::Code::invalid_quantity,
                    fmt::format("The quantity is a whole number from 1 to {}.", kMostUnits),
                    field + ".quantity");
    }
    auto at = slots.find(line.slot);
    if (at == slots.end()) {
      auto slot = find_slot(transaction, command.shop, line.slot);
      if (!slot) return refuse(Refusal::Code::unknown_slot, "This shop has no such slot.", field + ".slot");
      at = slots.emplace(line.slot, std::move(*slot)).first;
    }
    const Slot& slot = at->second;
    const auto offer = std::find_if(slot.offers.begin(), slot.offers.end(),
                                    [&](const Offer& o) { return o.sku == line.sku; });
    if (slot.state != SlotState::open && slot.state != SlotState::low && slot.state != SlotState::sold_out) {
      return refuse(Refusal::Code::not_on_sale,
                    fmt::format("\"{}\" is not on sale: {}", slot.summary, slot.reason), field + ".slot");
    }
    if (offer == slot.offers.end()) {
      return refuse(Refusal::Code::unknown_sku,
                    fmt::format("\"{}\" does not sell {}.", slot.summary, line.sku), field + ".sku");
    }
    if (!offer->price) {
      return refuse(Refusal::Code::not_on_sale, fmt::format("{} has no price at the moment.", offer->name),
                    field + ".sku");
    }
    if (!hold.lines.empty() && !(hold.lines.front().unit_price.currency == offer->price->currency)) {
      return refuse(Refusal::Code::mixed_currencies, "One booking has one currency. Book these apart.",
                    field);
    }
    (line.sku == ical::kSeatSku ? seats_asked : goods_asked)[line.slot] += line.quantity;
    if (line.sku != ical::kSeatSku) demand[allotted(line.slot, line.sku)] += line.quantity;
    if (slot.limit && seats_asked[line.slot] + goods_asked[line.slot] > *slot.limit) {
      return refuse(Refusal::Code::over_limit, fmt::format("At most {} for each customer.", *slot.limit),
                    field + ".quantity");
    }
    hold.lines.push_back({line.slot, line.sku, line.quantity, *offer->price, offer->tier, line.fulfilment});
  }
  for (const auto& [id, slot] : slots) {
    // Who buys only goods still takes a place, where places are counted.
    const std::int64_t seats = seats_asked[id] > 0 ? seats_asked[id] : slot.seats ? 1 : 0;
    if (seats > 0) demand[allotted(id, ical::kSeatSku)] += seats;
  }
  Ledger ledger;
  for (const auto& [id, slot] : slots) load_place(transaction, command.shop, id, ledger);
  if (const auto short_of = first_shortage(ledger, demand)) {
    const std::int64_t left = std::max<std::int64_t>(ledger.available(*short_of), 0);
    Refusal refusal = refuse(
        Refusal::Code::sold_out,
        left == 0 ? "It has just been taken; none is left." : fmt::format("Only {} left.", left), "lines");
    refusal.remaining = left;
    for (std::size_t i = 0; i < hold.lines.size(); ++i) {
      const bool this_one = short_of->place == hold.lines[i].slot.text();
      if (!this_one) continue;
      refusal.field = fmt::format("lines[{}]", i);
      refusal.alternatives =
          alternatives(*this, transaction, command.shop,
                       {hold.lines[i].slot, hold.lines[i].sku, hold.lines[i].quantity, ""}, now);
      break;
    }
    refusal.held_until =
        transaction
            .first(
                "SELECT MIN(h.expires_at) FROM holds h "
                "JOIN transfers t ON t.shop = h.shop AND t.subject = h.id AND t.kind = 'pending' "
                "WHERE h.shop = $1 AND h.state = 'open' AND t.debit = $2",
                {command.shop, short_of->text()}, [](const store::Row& row) { return row.maybe_instant(0); })
            .value_or(std::nullopt);
    return refusal;
  }
  transaction.execute(
      "INSERT INTO holds (shop, id, state, created_at, expires_at) VALUES ($1, $2, 'open', $3, $4)",
      {hold.shop, hold.id, hold.created_at, hold.expires_at});
  std::int64_t position = 0;
  for (const Line& line : hold.lines) {
    transaction.execute(
        "INSERT INTO lines (shop, hold, position, slot, sku, quantity, minor, currency, tier, fulfilment) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {hold.shop, hold.id, position++, line.slot, line.sku, line.quantity, line.unit_price.minor,
         line.unit_price.currency.code(), line.tier, line.fulfilment});
  }
  std::vector<Transfer> reserving;
  for (const auto& [account, amount] : demand) {
    const AccountKey sold_key{AccountKind::sold, account.place, account.sku};
    reserving.push_back({Id::make(now, random_),
                         TransferKind::pending,
                         account,
                         sold_key,
                         amount,
                         {},
                         hold.id.text(),
                         "hold",
                         now});
  }
  ledger.apply(reserving).value();
  store_written(transaction, hold.shop, ledger);
  for (const auto& [id, slot] : slots) changed.insert(id);
  show_all(transaction, hold.shop, changed, now);
  hold.total = total_of(hold.lines);
  return hold;
}

std::optional<Hold> Engine::find_hold(store::Transaction& transaction, const Id& shop, const Id& id) {
  auto hold = transaction.first(
      "SELECT created_at, expires_at FROM holds WHERE shop = $1 AND id = $2 AND state = 'open' AND "
      "expires_at > $3",
      {shop, id, clock_.now()}, [&](const store::Row& row) {
        return Hold{id, shop, row.instant(0), row.instant(1), {}, Money{0, *Currency::parse("EUR")}};
      });
  if (!hold) return std::nullopt;
  hold->lines = load_lines(transaction, shop, id);
  hold->total = total_of(hold->lines);
  return hold;
}

Decided<void> Engine::release(store::Transaction& transaction, const Id& shop, const Id& id) {
  const auto hold = find_hold(transaction, shop, id);
  if (!hold) return refuse(Refusal::Code::unknown_hold, "There is no such hold (any more).");
  resolve_hold(transaction, shop, id, TransferKind::void_pending, clock_.now(), random_);
  transaction.execute("UPDATE holds SET state = 'released' WHERE shop = $1 AND id = $2", {shop, id});
  show_all(transaction, shop, slots_of(hold->lines), clock_.now());
  return {};
}

Decided<Booking> Engine::confirm(store::Transaction& transaction, const ConfirmCommand& command) {
  const Instant now = clock_.now();
  const auto shop = store::find_shop(transaction, command.shop);
  if (!shop) return refuse(Refusal::Code::unknown_shop, "There is no such shop.");
  if (auto booked = load_booking(transaction, *shop, "hold", command.hold.text())) return *booked;
  const auto hold = find_hold(transaction, command.shop, command.hold);
  if (!hold) {
    const bool known = transaction
                           .first("SELECT 1 FROM holds WHERE shop = $1 AND id = $2",
                                  {command.shop, command.hold}, [](const store::Row&) { return true; })
                           .has_value();
    return known ? refuse(Refusal::Code::hold_expired,
                          "The time to check out has run out. Choose again; it may still be free.")
                 : refuse(Refusal::Code::unknown_hold, "There is no such hold.");
  }
  const std::string name(trim(command.name));
  const std::string email = to_lower(trim(command.email));
  if (name.empty() || name.size() > 200 || !is_utf8(name)) {
    return refuse(Refusal::Code::invalid_customer, "Tell us a name of at most 200 characters.", "name");
  }
  if (!looks_like_email(email))
    return refuse(Refusal::Code::invalid_customer, "This is not an e-mail address.", "email");
  std::map<Id, std::int64_t> units;
  for (const Line& line : hold->lines) units[line.slot] += line.quantity;
  for (const auto& [slot, asked] : units) {
    const auto row = load_slot(transaction, command.shop, slot);
    if (!row || !row->slot.limit) continue;
    const auto had = transaction
                         .first(
                             "SELECT CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) FROM bookings b JOIN lines "
                             "l ON l.shop = b.shop AND l.hold = b.hold "
                             "WHERE b.shop = $1 AND b.email = $2 AND b.state = 'confirmed' AND l.slot = $3",
                             {command.shop, email, slot}, [](const store::Row& r) { return r.integer(0); })
                         .value_or(0);
    if (had + asked > *row->slot.limit) {
      return refuse(Refusal::Code::over_limit,
                    fmt::format("At most {} for each customer; you have {} already.", *row->slot.limit, had),
                    "email");
    }
  }
  resolve_hold(transaction, command.shop, command.hold, TransferKind::post, now, random_);
  transaction.execute("UPDATE holds SET state = 'confirmed' WHERE shop = $1 AND id = $2",
                      {command.shop, command.hold});
  const Id booking = Id::make(now, random_);
  transaction.execute(
      "INSERT INTO bookings (shop, id, hold, code, state, name, email, created_at) VALUES ($1, $2, $3, $4, "
      "'confirmed', $5, $6, $7)",
      {command.shop, booking, command.hold, make_code(random_), name, email, now});
  const auto slots = slots_of(hold->lines);
  for (const Id& slot : slots) {
    transaction.execute("UPDATE slots SET booked = booked + 1 WHERE shop = $1 AND id = $2",
                        {command.shop, slot});
  }
  owe_shift(transaction, command.shop, slots, now);
  show_all(transaction, command.shop, slots, now);
  return *load_booking(transaction, *shop, "id", booking.text());
}

Decided<Booking> Engine::cancel(store::Transaction& transaction, const Id& shop_id, const Id& id) {
  const Instant now = clock_.now();
  const auto shop = store::find_shop(transaction, shop_id);
  const auto booking = shop ? load_booking(transaction, *shop, "id", id.text()) : std::nullopt;
  if (!booking) return refuse(Refusal::Code::unknown_booking, "There is no such booking.");
  if (booking->state == BookingState::cancelled)
    return refuse(Refusal::Code::booking_cancelled, "It was cancelled already.");
  const auto slots = slots_of(booking->lines);
  for (const Id& slot : slots) {
    const auto row = load_slot(transaction, shop_id, slot);
    if (row && row->slot.starts_at <= now)
      return refuse(Refusal::Code::too_late, "It has begun already. Ask the shop.");
  }
  const auto hold = transaction.first("SELECT hold FROM bookings WHERE shop = $1 AND id = $2", {shop_id, id},
                                      [](const store::Row& row) { return row.id(0); });
  Ledger ledger;
  for (const Id& slot : slots) load_place(transaction, shop_id, slot, ledger);
  std::vector<Transfer> back;
  for (const Transfer& posted : transfers_of(transaction, shop_id, hold->text())) {
    if (posted.kind != TransferKind::post) continue;
    back.push_back({Id::make(now, random_),
                    TransferKind::posted,
                    posted.credit,
                    posted.debit,
                    posted.amount,
                    {},
                    id.text(),
                    "cancelled",
                    now});
  }
  ledger.apply(back).value();
  store_written(transaction, shop_id, ledger);
  transaction.execute(
      "UPDATE bookings SET state = 'cancelled', cancelled_at = $3 WHERE shop = $1 AND id = $2",
      {shop_id, id, now});
  for (const Id& slot : slots) {
    transaction.execute("UPDATE slots SET booked = booked - 1 WHERE shop = $1 AND id = $2", {shop_id, slot});
  }
  owe_shift(transaction, shop_id, slots, now);
  show_all(transaction, shop_id, slots, now);
  return *load_booking(transaction, *shop, "id", id.text());
}

std::optional<Booking> Engine::find_booking(store::Transaction& transaction, std::string_view token) {
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->size() != 1 + 26 + 64 || (*bytes)[0] != '\x01') return std::nullopt;
  const std::string payload = bytes->substr(0, 27);
  const auto id = Id::parse(payload.substr(1));
  if (!id) return std::nullopt;
  for (const store::Shop& shop : store::list_shops(transaction)) {
    if (!verify(shop.signing_public, std::string(kTokenDomain) + '\0' + payload, bytes->substr(27))) continue;
    return load_booking(transaction, shop, "id", id->text());
  }
  return std::nullopt;
}

std::vector<Booking> Engine::list_bookings(store::Transaction& transaction, const Id& shop_id,
                                           std::size_t limit) {
  const auto shop = store::find_shop(transaction, shop_id);
  std::vector<std::string> ids;
  transaction.query("SELECT id FROM bookings WHERE shop = $1 ORDER BY id DESC LIMIT $2",
                    {shop_id, static_cast<std::int64_t>(limit)},
                    [&](const store::Row& row) { ids.push_back(row.string(0)); });
  std::vector<Booking> bookings;
  bookings.reserve(ids.size());
  for (const std::string& id : ids) bookings.push_back(*load_booking(transaction, *shop, "id", id));
  return bookings;
}

std::size_t Engine::expire_holds(store::Transaction& transaction, const Id& shop) {
  const Instant now = clock_.now();
  const auto freed = void_expired(transaction, shop, now, random_);
  show_all(transaction, shop, freed, now);
  return freed.size();
}

}  // namespace timeshelf::commerce
