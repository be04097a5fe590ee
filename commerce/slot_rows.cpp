#include "commerce/slot_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "commerce/core/waiting.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/waiting.hpp"
#include "commerce/windows.hpp"
#include "ical/shelf_terms.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr auto kBundleBehind = std::chrono::hours(24 * 14);

constexpr std::string_view kColumns =
    "shop, id, shelf, segment, uid, recurrence, summary, description, location, image, starts_at, ends_at, "
    "time_zone, "
    "cancelled, switched_off, problem, seats, unit_limit, opens_at, closes_at, drop_name, bundle, "
    "staff_people, "
    "staff_per, authored, revision, sequence, booked, shown, created_at, modified_at, "
    "staff_at_least, staff_set_up, staff_tear_down, queue_rate";

std::optional<std::int64_t> unless_zero(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(number);
}
std::optional<std::chrono::minutes> as_minutes(std::optional<std::int64_t> count) {
  return count ? std::optional(std::chrono::minutes(*count)) : std::nullopt;
}
std::optional<std::int64_t> count_of(std::optional<std::chrono::minutes> duration) {
  return duration ? std::optional<std::int64_t>(duration->count()) : std::nullopt;
}

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
  result.staffing.people = unless_zero(row.integer(22));
  result.staffing.per_bookings = unless_zero(row.integer(23));
  result.authored = row.string(24);
  slot.revision = row.integer(25);
  slot.sequence = row.integer(26);
  slot.booked = row.integer(27);
  result.shown = row.string(28);
  slot.created_at = row.instant(29);
  slot.modified_at = row.instant(30);
  result.staffing.at_least = row.maybe_integer(31);
  result.staffing.set_up = as_minutes(row.maybe_integer(32));
  result.staffing.tear_down = as_minutes(row.maybe_integer(33));
  slot.queue_rate = row.integer(34);
  return result;
}

std::vector<SlotRow> load(store::Transaction& transaction, const std::string& condition,
                          store::Params params) {
  std::vector<SlotRow> rows;
  transaction.query(fmt::format("SELECT {} FROM slots WHERE {}", kColumns, condition), params,
                    [&](const store::Row& row) { rows.push_back(read_row(row)); });
  return rows;
}

std::vector<Id> ids_of(const std::vector<SlotRow*>& rows) {
  std::vector<Id> ids;
  ids.reserve(rows.size());
  for (const SlotRow* row : rows) ids.push_back(row->slot.id);
  return ids;
}

// Whom a child row belongs to.
class BySlot {
 public:
  explicit BySlot(const std::vector<SlotRow*>& rows) {
    for (SlotRow* row : rows) rows_[row->slot.id] = row;
  }
  SlotRow& operator[](const store::Row& row) const { return *rows_.at(row.id(0)); }

 private:
  std::map<Id, SlotRow*> rows_;
};

void load_fulfilments(store::Transaction& transaction, const Id& shop, const std::vector<Id>& ids,
                      const BySlot& slots) {
  store::query_in(
      transaction,
      "SELECT slot, kind, fee, currency, cut_off FROM fulfilments WHERE shop = $1 AND slot IN ({}) "
      "ORDER BY slot, position",
      {shop}, store::params_of(ids), [&](const store::Row& row) {
        FulfilmentChoice choice{row.string(1), {}, row.maybe_instant(4)};
        const auto currency = Currency::parse(row.text(3));
        if (!row.is_null(2) && currency) choice.fee = Money{row.integer(2), *currency};
        slots[row].slot.fulfilment.push_back(std::move(choice));
      });
}

void load_ladders(store::Transaction& transaction, const Id& shop, const std::vector<Id>& ids,
                  const BySlot& slots) {
  store::query_in(transaction,
                  "SELECT slot, sku, tier, until_at, quantity, minor, currency FROM prices WHERE shop = $1 "
                  "AND slot IN ({}) "
                  "ORDER BY slot, position",
                  {shop}, store::params_of(ids), [&](const store::Row& row) {
                    const auto currency = Currency::parse(row.text(6));
                    if (!currency) return;
                    for (OfferTerms& offer : slots[row].offers) {
                      if (offer.sku == row.text(1))
                        offer.ladder.push_back({row.string(2), row.maybe_instant(3), row.maybe_integer(4),
                                                Money{row.integer(5), *currency}});
                    }
                  });
}

// Without an opening for all, nobody is earlier.
void load_openings(store::Transaction& transaction, const Id& shop, const std::vector<SlotRow*>& rows,
                   const BySlot& slots) {
  std::vector<store::Param> opening;
  for (SlotRow* row : rows) {
    row->slot.early.clear();
    if (row->slot.opens_at) opening.emplace_back(row->slot.id);
  }
  store::query_in(
      transaction,
      "SELECT slot, audience, opens_at FROM openings WHERE shop = $1 AND slot IN ({}) ORDER BY slot, "
      "opens_at, audience",
      {shop}, opening, [&](const store::Row& row) {
        slots[row].slot.early.push_back({row.string(1), row.instant(2)});
      });
}

void load_preorders(store::Transaction& transaction, const Id& shop, const std::vector<Id>& ids,
                    const BySlot& slots) {
  store::query_in(transaction, "SELECT slot, sku FROM preorders WHERE shop = $1 AND slot IN ({})", {shop},
                  store::params_of(ids), [&](const store::Row& row) {
                    for (OfferTerms& offer : slots[row].offers)
                      offer.preorder = offer.preorder || offer.sku == row.text(1);
                  });
}

void load_products(store::Transaction& transaction, const Id& shop, const std::vector<SlotRow*>& rows) {
  std::map<std::string, OfferTerms> products;
  for (const SlotRow* row : rows) {
    for (const OfferTerms& offer : row->offers) products.emplace(offer.sku, offer);
  }
  std::vector<store::Param> skus;
  skus.reserve(products.size());
  for (const auto& [sku, offer] : products) skus.emplace_back(sku);
  store::query_in(
      transaction,
      "SELECT sku, name, image, price, currency, tax_rate FROM products WHERE shop = $1 AND sku IN ({})",
      {shop}, skus, [&](const store::Row& row) {
        OfferTerms& product = products.at(row.string(0));
        product.name = row.string(1);
        product.image = row.string(2);
        if (const auto currency = Currency::parse(row.text(4)))
          product.base_price = Money{row.integer(3), *currency};
        product.tax_rate = row.integer(5);
      });
  for (SlotRow* row : rows) {
    for (OfferTerms& offer : row->offers) {
      const OfferTerms& product = products.at(offer.sku);
      offer.name = product.name;
      offer.image = product.image;
      offer.tax_rate = product.tax_rate;
      if (offer.sku != ical::kSeatSku) offer.base_price = product.base_price;
    }
  }
}

void load_waiters(store::Transaction& transaction, const Id& shop, const std::vector<Id>& ids,
                  const BySlot& slots) {
  store::query_in(transaction,
                  "SELECT slot, sku, state, CAST(COUNT(*) AS BIGINT), CAST(SUM(quantity) AS BIGINT), "
                  "MIN(quantity) FROM waiting WHERE state IN ('waiting', 'offered') AND shop = $1 AND slot "
                  "IN ({}) GROUP BY slot, sku, state",
                  {shop}, store::params_of(ids), [&](const store::Row& row) {
                    for (OfferTerms& offer : slots[row].offers) {
                      if (offer.sku != row.text(1)) continue;
                      if (row.text(2) == "offered") {
                        offer.waiters.offered = row.integer(3);
                        continue;
                      }
                      offer.waiters.people = row.integer(3);
                      offer.waiters.units = row.integer(4);
                      offer.waiters.smallest = row.integer(5);
                    }
                  });
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

std::vector<SlotRow> load_slots_of_event(store::Transaction& transaction, const store::Collection& shelf,
                                         std::string_view uid) {
  return load(transaction, "shop = $1 AND shelf = $2 AND uid = $3 ORDER BY starts_at",
              {shelf.shop, shelf.id, uid});
}

std::vector<SlotRow> load_slots(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots) {
  std::vector<SlotRow> rows;
  store::query_in(transaction, fmt::format("SELECT {} FROM slots WHERE shop = $1 AND id IN ({{}})", kColumns),
                  {shop}, store::params_of(slots),
                  [&](const store::Row& row) { rows.push_back(read_row(row)); });
  return rows;
}

std::vector<SlotRow> load_slots_between(store::Transaction& transaction, const Id& shop, Instant from,
                                        Instant to, std::size_t at_most) {
  return load(transaction, "shop = $1 AND starts_at < $3 AND ends_at > $2 ORDER BY starts_at, id LIMIT $4",
              {shop, from, to, static_cast<std::int64_t>(at_most)});
}

std::vector<SlotRow> load_slots_in_bundles(store::Transaction& transaction, const Id& shop,
                                           const std::set<std::string>& bundles, Instant now) {
  std::vector<SlotRow> rows;
  store::query_in(transaction,
                  fmt::format("SELECT {} FROM slots WHERE shop = $1 AND starts_at >= $2 AND "
                              "bundle <> '' AND bundle IN ({{}}) ORDER BY starts_at, id",
                              kColumns),
                  {shop, now - kBundleBehind}, store::params_of(bundles),
                  [&](const store::Row& row) { rows.push_back(read_row(row)); });
  return rows;
}

std::vector<SlotRow> load_slots_in_drop(store::Transaction& transaction, const Id& shop,
                                        const std::string& drop, Instant now) {
  return load(transaction,
              "shop = $1 AND drop_name = $2 AND drop_name <> '' AND starts_at > $3 ORDER BY starts_at, id",
              {shop, drop, now});
}

void insert_slot(store::Transaction& transaction, const SlotRow& row) {
  const Slot& slot = row.slot;
  transaction.execute(
      fmt::format("INSERT INTO slots ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                  "$14, $15, $16, $17, "
                  "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)",
                  kColumns),
      {slot.shop,
       slot.id,
       slot.shelf,
       row.segment,
       row.event_uid,
       row.recurrence,
       slot.summary,
       slot.description,
       slot.location,
       slot.image,
       slot.starts_at,
       slot.ends_at,
       slot.time_zone,
       row.cancelled,
       row.switched_off,
       row.problem,
       slot.seats,
       slot.limit,
       slot.opens_at,
       slot.closes_at,
       slot.drop,
       slot.bundle,
       row.staffing.people.value_or(0),
       row.staffing.per_bookings.value_or(0),
       row.authored,
       slot.revision,
       slot.sequence,
       slot.booked,
       row.shown,
       slot.created_at,
       slot.modified_at,
       row.staffing.at_least,
       count_of(row.staffing.set_up),
       count_of(row.staffing.tear_down),
       slot.queue_rate});
}

void update_slot(store::Transaction& transaction, const SlotRow& row) {
  const Slot& slot = row.slot;
  transaction.execute(
      "UPDATE slots SET segment = $3, summary = $4, description = $5, location = $6, image = $7, starts_at = "
      "$8, ends_at = $9, "
      "time_zone = $10, cancelled = $11, switched_off = $12, problem = $13, seats = $14, unit_limit = $15, "
      "opens_at = $16, "
      "closes_at = $17, drop_name = $18, bundle = $19, staff_people = $20, staff_per = $21, authored = $22, "
      "sequence = $23, staff_at_least = $24, staff_set_up = $25, staff_tear_down = $26, queue_rate = $27 "
      "WHERE shop = $1 AND id = $2",
      {slot.shop,
       slot.id,
       row.segment,
       slot.summary,
       slot.description,
       slot.location,
       slot.image,
       slot.starts_at,
       slot.ends_at,
       slot.time_zone,
       row.cancelled,
       row.switched_off,
       row.problem,
       slot.seats,
       slot.limit,
       slot.opens_at,
       slot.closes_at,
       slot.drop,
       slot.bundle,
       row.staffing.people.value_or(0),
       row.staffing.per_bookings.value_or(0),
       row.authored,
       slot.sequence,
       row.staffing.at_least,
       count_of(row.staffing.set_up),
       count_of(row.staffing.tear_down),
       slot.queue_rate});
}

void load_offers(store::Transaction& transaction, const Id& shop, const std::vector<SlotRow*>& rows,
                 const Ledger& ledger) {
  if (rows.empty()) return;
  const BySlot slots(rows);
  const std::vector<Id> ids = ids_of(rows);
  for (SlotRow* row : rows) {
    row->offers.clear();
    row->slot.fulfilment.clear();
    row->slot.windows.clear();
    // Keys are ordered by kind, place and SKU.
    for (auto at = ledger.accounts().lower_bound(allotted(row->slot.id, ""));
         at != ledger.accounts().end() && at->first.kind == AccountKind::allotted &&
         at->first.place == row->slot.id.text();
         ++at) {
      const bool seat = at->first.sku == ical::kSeatSku;
      row->offers.push_back({at->first.sku, seat ? "Seat" : at->first.sku, "", {}, {}, 0, false});
    }
  }
  load_ladders(transaction, shop, ids, slots);
  load_fulfilments(transaction, shop, ids, slots);
  load_openings(transaction, shop, rows, slots);
  load_preorders(transaction, shop, ids, slots);
  load_windows(transaction, shop, rows);
  load_products(transaction, shop, rows);
  load_waiters(transaction, shop, ids, slots);
}

std::vector<Slot> views_of(store::Transaction& transaction, const Id& shop, std::vector<SlotRow> rows,
                           Instant now) {
  std::vector<SlotRow*> pointers;
  std::set<Id> ids;
  for (SlotRow& row : rows) {
    pointers.push_back(&row);
    ids.insert(row.slot.id);
  }
  Ledger ledger;
  if (!ids.empty()) load_places_as_seen(transaction, shop, ids, now, ledger);
  load_offers(transaction, shop, pointers, ledger);
  std::vector<Slot> slots;
  slots.reserve(rows.size());
  for (const SlotRow& row : rows) slots.push_back(seen(row, ledger, now));
  return slots;
}

Slot view_of(store::Transaction& transaction, const SlotRow& row, Instant now) {
  return views_of(transaction, row.slot.shop, {row}, now).front();
}

void show(store::Transaction& transaction, SlotRow& row, Instant now) {
  Ledger ledger;
  load_places_as_seen(transaction, row.slot.shop, {row.slot.id}, now, ledger);
  load_offers(transaction, row.slot.shop, {&row}, ledger);
  show(transaction, row, ledger, now);
}

void show_slot(store::Transaction& transaction, const Id& shop, const Id& slot, Instant now) {
  if (auto row = load_slot(transaction, shop, slot)) show(transaction, *row, now);
}

void show(store::Transaction& transaction, SlotRow& row, const Ledger& ledger, Instant now) {
  const Slot slot = seen(row, ledger, now);
  if (wants_attention(row, ledger, now))
    owe(transaction, row.slot.shop, kWaitingTopic, row.slot.id.text(), now);
  std::string shown(name_of(slot.state));
  for (const Offer& offer : slot.offers)
    shown += "|" + offer.sku + "=" + (offer.price ? offer.price->text() : "");
  if (!row.shown.empty() && shown != row.shown) ++row.slot.sequence;
  row.shown = shown;
  ++row.slot.revision;
  row.slot.modified_at = now;
  transaction.execute(
      "UPDATE slots SET revision = $3, sequence = $4, booked = $5, shown = $6, modified_at = $7, "
      "next_change_at = $8 WHERE shop = $1 AND id = $2",
      {row.slot.shop, row.slot.id, row.slot.revision, row.slot.sequence, row.slot.booked, row.shown, now,
       next_change(row, now)});

  const auto shelf = store::find_collection(transaction, row.slot.shop, row.slot.shelf);
  if (!shelf || !shelf->twin) return;
  const auto live = store::find_collection(transaction, row.slot.shop, *shelf->twin);
  if (!live) return;
  const std::string segment = live_segment(row.slot.id);
  if (slot.state == SlotState::off || slot.state == SlotState::problem) {
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
