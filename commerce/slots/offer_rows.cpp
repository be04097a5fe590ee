#include "commerce/slots/offer_rows.hpp"

#include <algorithm>
#include <map>

#include "commerce/fulfilment/windows.hpp"
#include "ical/shelf_terms.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

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

bool has_product(store::Transaction& transaction, const Id& shop, const std::string& sku) {
  return transaction.exists("SELECT 1 FROM products WHERE shop = $1 AND sku = $2", {shop, sku});
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

}  // namespace timeshelf::commerce
