#include "commerce/slot_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "commerce/core/slot_state.hpp"
#include "commerce/ledger_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kColumns =
    "shop, id, shelf, segment, uid, recurrence, summary, description, location, image, starts_at, ends_at, "
    "time_zone, "
    "cancelled, switched_off, problem, seats, unit_limit, opens_at, closes_at, drop_name, bundle, "
    "staff_people, "
    "staff_per, authored, revision, sequence, booked, shown, created_at, modified_at";

SlotRow read_row(const store::Row& row) {
  SlotRow result;
  Slot& slot = result.slot;
  slot.shop = row.id(0);
  slot.id = row.id(1);
  slot.shelf = row.id(2);
  result.segment = row.string(3);
  result.event_uid = row.string(4);
  result.recurrence = row.string(5);
  slot.uid = result.recurrence.empty() ? result.event_uid : result.event_uid + "/" + result.recurrence;
  slot.summary = row.string(6);
  slot.description = row.string(7);
  slot.location = row.string(8);
  slot.image = row.string(9);
  slot.starts_at = row.instant(10);
  slot.ends_at = row.instant(11);
  slot.time_zone = row.string(12);
  result.cancelled = row.boolean(13);
  result.switched_off = row.boolean(14);
  result.problem = row.string(15);
  slot.seats = row.maybe_integer(16);
  slot.limit = row.maybe_integer(17);
  slot.opens_at = row.maybe_instant(18);
  slot.closes_at = row.maybe_instant(19);
  slot.drop = row.string(20);
  slot.bundle = row.string(21);
  result.staff_people = row.integer(22);
  result.staff_per = row.integer(23);
  result.authored = row.string(24);
  slot.revision = row.integer(25);
  slot.sequence = row.integer(26);
  slot.booked = row.integer(27);
  result.shown = row.string(28);
  slot.created_at = row.instant(29);
  slot.modified_at = row.instant(30);
  return result;
}

std::vector<SlotRow> load(store::Transaction& transaction, const std::string& condition,
                          store::Params params) {
  std::vector<SlotRow> rows;
  transaction.query(fmt::format("SELECT {} FROM slots WHERE {}", kColumns, condition), params,
                    [&](const store::Row& row) { rows.push_back(read_row(row)); });
  return rows;
}

struct ProductFacts {
  std::string name;
  std::string image;
  std::optional<Money> price;
};

ProductFacts product_facts(store::Transaction& transaction, const Id& shop, const std::string& sku) {
  if (sku == ical::kSeatSku) return {"Seat", "", {}};
  return transaction
      .first("SELECT name, image, price, currency FROM products WHERE shop = $1 AND sku = $2", {shop, sku},
             [](const store::Row& row) {
               ProductFacts facts{row.string(0), row.string(1), {}};
               if (const auto currency = Currency::parse(row.text(3)))
                 facts.price = Money{row.integer(2), *currency};
               return facts;
             })
      .value_or(ProductFacts{sku, "", {}});
}

// Units in holds that have run out but were not tidied up yet, by account.
std::map<std::string, std::int64_t> expired_units(store::Transaction& transaction, const Id& shop,
                                                  Instant now) {
  std::map<std::string, std::int64_t> units;
  transaction.query(
      "SELECT t.debit, t.amount FROM holds h "
      "JOIN transfers t ON t.shop = h.shop AND t.subject = h.id AND t.kind = 'pending' "
      "WHERE h.shop = $1 AND h.state = 'open' AND h.expires_at <= $2",
      {shop, now}, [&](const store::Row& row) { units[row.string(0)] += row.integer(1); });
  return units;
}

std::string reason_of(const SlotRow& row, const Slot& slot) {
  switch (slot.state) {
    case SlotState::problem:
      return row.problem;
    case SlotState::off:
      return row.switched_off ? "It was taken off sale." : "It has no terms of sale yet.";
    case SlotState::cancelled:
      return "It was called off.";
    case SlotState::closed:
      return "Booking has closed.";
    case SlotState::upcoming:
      return "Booking has not opened yet.";
    case SlotState::sold_out:
      return "Everything is booked.";
    default:
      return "";
  }
}

}  // namespace

std::string live_segment(const Id& slot) {
  return slot.text() + ".ics";
}

std::optional<SlotRow> load_slot(store::Transaction& transaction, const Id& shop, const Id& slot) {
  auto rows = load(transaction, "shop = $1 AND id = $2", {shop, slot});
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<SlotRow> load_slots_of(store::Transaction& transaction, const store::Collection& shelf,
                                   std::string_view segment) {
  return load(transaction, "shop = $1 AND shelf = $2 AND segment = $3 ORDER BY starts_at",
              {shelf.shop, shelf.id, segment});
}

std::vector<SlotRow> load_slots_between(store::Transaction& transaction, const Id& shop, Instant from,
                                        Instant to) {
  return load(transaction, "shop = $1 AND starts_at < $3 AND ends_at > $2 ORDER BY starts_at, id",
              {shop, from, to});
}

void insert_slot(store::Transaction& transaction, const SlotRow& row) {
  const Slot& slot = row.slot;
  transaction.execute(
      fmt::format("INSERT INTO slots ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                  "$14, $15, $16, $17, "
                  "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)",
                  kColumns),
      {slot.shop,       slot.id,          slot.shelf,       row.segment, row.event_uid,    row.recurrence,
       slot.summary,    slot.description, slot.location,    slot.image,  slot.starts_at,   slot.ends_at,
       slot.time_zone,  row.cancelled,    row.switched_off, row.problem, slot.seats,       slot.limit,
       slot.opens_at,   slot.closes_at,   slot.drop,        slot.bundle, row.staff_people, row.staff_per,
       row.authored,    slot.revision,    slot.sequence,    slot.booked, row.shown,        slot.created_at,
       slot.modified_at});
}

void update_slot(store::Transaction& transaction, const SlotRow& row) {
  const Slot& slot = row.slot;
  transaction.execute(
      "UPDATE slots SET segment = $3, summary = $4, description = $5, location = $6, image = $7, starts_at = "
      "$8, ends_at = $9, "
      "time_zone = $10, cancelled = $11, switched_off = $12, problem = $13, seats = $14, unit_limit = $15, "
      "opens_at = $16, "
      "closes_at = $17, drop_name = $18, bundle = $19, staff_people = $20, staff_per = $21, authored = $22, "
      "sequence = $23 "
      "WHERE shop = $1 AND id = $2",
      {slot.shop,   slot.id,          row.segment,   slot.summary,   slot.description, slot.location,
       slot.image,  slot.starts_at,   slot.ends_at,  slot.time_zone, row.cancelled,    row.switched_off,
       row.problem, slot.seats,       slot.limit,    slot.opens_at,  slot.closes_at,   slot.drop,
       slot.bundle, row.staff_people, row.staff_per, row.authored,   slot.sequence});
}

void delete_slot(store::Transaction& transaction, const SlotRow& row) {
  for (const auto* table : {"prices", "fulfilments"}) {
    transaction.execute(fmt::format("DELETE FROM {} WHERE shop = $1 AND slot = $2", table),
                        {row.slot.shop, row.slot.id});
  }
  transaction.execute("DELETE FROM slots WHERE shop = $1 AND id = $2", {row.slot.shop, row.slot.id});
}

std::vector<PriceRow> load_prices(store::Transaction& transaction, const Id& shop, const Id& slot) {
  std::vector<PriceRow> prices;
  transaction.query(
      "SELECT sku, tier, until_at, quantity, minor, currency FROM prices WHERE shop = $1 AND slot = $2 ORDER "
      "BY position",
      {shop, slot}, [&](const store::Row& row) {
        const auto currency = Currency::parse(row.text(5));
        if (!currency) return;
        prices.push_back(
            {row.string(0),
             {row.string(1), row.maybe_instant(2), row.maybe_integer(3), Money{row.integer(4), *currency}}});
      });
  return prices;
}

std::vector<PriceStep> ladder_for(const std::vector<PriceRow>& prices, std::string_view sku) {
  std::vector<PriceStep> ladder;
  for (const PriceRow& price : prices) {
    if (price.sku == sku) ladder.push_back(price.step);
  }
  return ladder;
}

Slot view_of(store::Transaction& transaction, const SlotRow& row, Instant now) {
  Slot slot = row.slot;
  const auto prices = load_prices(transaction, slot.shop, slot.id);
  Ledger ledger;
  load_place(transaction, slot.shop, slot.id, ledger);
  const auto expired = expired_units(transaction, slot.shop, now);
  const auto remaining = [&](const AccountKey& account) {
    const auto free = expired.find(account.text());
    return ledger.available(account) + (free == expired.end() ? 0 : free->second);
  };
  std::set<std::string> skus;
  bool has_stock = false;
  for (const auto& [key, account] : ledger.accounts())
    has_stock = has_stock || (key.kind == AccountKind::allotted && key.sku != ical::kSeatSku);
  for (const auto& [key, account] : ledger.accounts()) {
    if (key.kind != AccountKind::allotted) continue;
    // Seats beside stock bound the people; they are sold on their own only at a price of their own.
    if (key.sku == ical::kSeatSku && has_stock && ladder_for(prices, key.sku).empty()) continue;
    skus.insert(key.sku);
  }
  SlotFacts facts{row.cancelled,
                  row.switched_off,
                  !row.problem.empty(),
                  !skus.empty(),
                  slot.starts_at,
                  slot.opens_at,
                  slot.closes_at,
                  0,
                  0};
  if (slot.seats) slot.seats_remaining = remaining(allotted(slot.id, ical::kSeatSku));
  for (const std::string& sku : skus) {
    const auto product = product_facts(transaction, slot.shop, sku);
    const AccountKey account = allotted(slot.id, sku);
    const std::int64_t sold_units = ledger.account(sold(slot.id, sku)).balance();
    Offer offer;
    offer.sku = sku;
    offer.name = product.name;
    offer.image = product.image;
    offer.remaining = remaining(account);
    offer.allotted = ledger.account(account).balance() + sold_units;
    const auto ladder = ladder_for(prices, sku);
    const auto price = price_at(ladder, now, sold_units);
    if (price.step) {
      offer.price = price.step->price;
      offer.tier = price.step->tier;
      offer.price_until = price.step->until;
      if (price.next) offer.next_price = price.next->price;
    } else if (ladder.empty()) {
      offer.price = product.price;
    }
    if (slot.seats_remaining)
      offer.remaining =
          std::min(offer.remaining, sku == ical::kSeatSku || *slot.seats_remaining > 0 ? offer.remaining : 0);
    facts.remaining += offer.price ? offer.remaining : 0;
    facts.allotted += offer.allotted;
    slot.offers.push_back(std::move(offer));
  }
  transaction.query(
      "SELECT kind, fee, currency, cut_off FROM fulfilments WHERE shop = $1 AND slot = $2 ORDER BY position",
      {slot.shop, slot.id}, [&](const store::Row& line) {
        FulfilmentChoice choice{line.string(0), {}, line.maybe_instant(3)};
        const auto currency = Currency::parse(line.text(2));
        if (!line.is_null(1) && currency) choice.fee = Money{line.integer(1), *currency};
        slot.fulfilment.push_back(std::move(choice));
      });
  if (slot.fulfilment.empty()) slot.fulfilment.push_back({"PICKUP", {}, {}});
  if (slot.image.empty()) {
    for (const Offer& offer : slot.offers) {
      if (slot.image.empty()) slot.image = offer.image;
    }
  }
  slot.state = state_of(facts, now);
  slot.reason = reason_of(row, slot);
  return slot;
}

void show(store::Transaction& transaction, SlotRow& row, Instant now) {
  const Slot seen = view_of(transaction, row, now);
  std::string shown(name_of(seen.state));
  for (const Offer& offer : seen.offers)
    shown += "|" + offer.sku + "=" + (offer.price ? offer.price->text() : "");
  if (!row.shown.empty() && shown != row.shown) ++row.slot.sequence;
  row.shown = shown;
  ++row.slot.revision;
  row.slot.modified_at = now;

  std::optional<Instant> next;
  const auto consider = [&](std::optional<Instant> at) {
    if (at && *at > now) next = std::min(next.value_or(*at), *at);
  };
  for (const PriceRow& price : load_prices(transaction, row.slot.shop, row.slot.id))
    consider(price.step.until);
  consider(row.slot.opens_at);
  consider(row.slot.closes_at.value_or(row.slot.starts_at));
  transaction.execute(
      "UPDATE slots SET revision = $3, sequence = $4, shown = $5, modified_at = $6, next_change_at = $7 "
      "WHERE shop = $1 AND id = $2",
      {row.slot.shop, row.slot.id, row.slot.revision, row.slot.sequence, row.shown, now, next});

  const auto shelf = store::find_collection(transaction, row.slot.shop, row.slot.shelf);
  if (!shelf || !shelf->twin) return;
  const auto live = store::find_collection(transaction, row.slot.shop, *shelf->twin);
  if (!live) return;
  const std::string segment = live_segment(row.slot.id);
  if (seen.state == SlotState::off || seen.state == SlotState::problem) {
    store::delete_object(transaction, *live, segment, now);  // not on sale: nothing to advertise
    return;
  }
  store::ObjectEntry entry;
  entry.segment = segment;
  entry.uid = row.slot.uid;
  entry.component = "VEVENT";
  entry.content_type = "text/calendar; charset=utf-8; component=vevent";
  entry.etag = fmt::format("\"{}-{}\"", row.slot.id.text(), row.slot.revision);
  entry.starts_at = row.slot.starts_at;
  entry.ends_at = row.slot.ends_at;
  entry.exact = true;
  store::put_object(transaction, *live, entry, std::nullopt, now);
}

}  // namespace timeshelf::commerce
