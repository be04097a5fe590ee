#include "commerce/fulfilment/delivery_rows.hpp"

#include "base/text.hpp"
#include "commerce/venues.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

std::optional<std::chrono::minutes> minutes_of(const store::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return std::chrono::minutes(row.integer(column));
}

DeliveryZone read_zone(const Id& shop, const store::Row& row, const Currency& currency) {
  DeliveryZone zone{shop,
                    row.string(0),
                    {},
                    row.string(2),
                    row.string(3),
                    row.maybe_integer(4),
                    {},
                    Money{row.integer(5), currency},
                    row.maybe_integer(7),
                    minutes_of(row, 8),
                    minutes_of(row, 9)};
  for (const std::string_view prefix : split(row.text(1), ' ')) {
    if (!prefix.empty()) zone.prefixes.emplace_back(prefix);
  }
  if (!row.is_null(10) && !row.is_null(11)) zone.centre = Point{row.integer(10), row.integer(11)};
  return zone;
}

void add_fees(std::vector<store::Param>& values, const Id& shop, const Id& hold, const std::vector<Fee>& fees,
              std::int64_t position) {
  for (const Fee& fee : fees) {
    values.insert(values.end(), {shop, hold, position++, fee.slot, fee.kind, fee.zone, fee.amount.minor,
                                 fee.amount.currency.code(), fee.tax_rate, fee.tax});
  }
}

void insert_fees(store::Transaction& transaction, const std::vector<store::Param>& values) {
  store::insert_rows(transaction,
                     "fees (shop, hold, position, slot, kind, zone, minor, currency, tax_rate, tax)", 10,
                     values);
}

}  // namespace

std::vector<DeliveryZone> load_zones(store::Transaction& transaction, const Id& shop) {
  std::vector<DeliveryZone> zones;
  transaction.query(
      "SELECT z.name, z.prefixes, z.country, z.venue, z.radius, z.fee, z.currency, z.tax_rate, z.cut_off, "
      "z.same_day_until, v.latitude, v.longitude FROM delivery_zones z LEFT JOIN venues v ON v.shop = z.shop "
      "AND v.id = z.venue WHERE z.shop = $1 ORDER BY z.name",
      {shop}, [&](const store::Row& row) {
        if (const auto currency = Currency::parse(row.text(6)))
          zones.push_back(read_zone(shop, row, *currency));
      });
  return zones;
}

DeliveryTerms load_delivery(store::Transaction& transaction, const Id& shop,
                            const std::map<Id, SlotRow>& rows) {
  DeliveryTerms terms{load_zones(transaction, shop), {}};
  const auto venues = load_venues(transaction, shop);
  for (const auto& [id, row] : rows) {
    const Venue* venue = venue_named(venues, row.slot.location);
    terms.places[id] = venue ? DeliveryTerms::Place{venue->id.string(), venue->time_zone}
                             : DeliveryTerms::Place{"", row.slot.time_zone};
  }
  return terms;
}

void load_fees(store::Transaction& transaction, const Id& shop, const std::set<Id>& holds,
               FunctionRef<void(const Id& hold, Fee)> each) {
  store::query_in(
      transaction,
      "SELECT hold, slot, kind, zone, minor, currency, tax_rate, tax FROM fees WHERE shop = $1 AND "
      "gone IS NULL AND hold IN ({}) ORDER BY hold, position",
      {shop}, store::params_of(holds), [&](const store::Row& row) {
        const auto currency = Currency::parse(row.text(5));
        if (!currency) return;
        each(row.id(0), {row.id(1), row.string(2), row.string(3), Money{row.integer(4), *currency},
                         row.integer(6), row.integer(7)});
      });
}

void load_addresses(store::Transaction& transaction, const Id& shop, const std::set<Id>& holds,
                    FunctionRef<void(const Id& hold, Address)> each) {
  store::query_in(transaction,
                  "SELECT hold, name, street, postal_code, city, country, latitude, longitude FROM addresses "
                  "WHERE shop = $1 AND hold IN ({})",
                  {shop}, store::params_of(holds), [&](const store::Row& row) {
                    each(row.id(0), {row.string(1), row.string(2), row.string(3), row.string(4),
                                     row.string(5), row.maybe_integer(6), row.maybe_integer(7)});
                  });
}

void forget_addresses(store::Transaction& transaction, const Id& shop, const std::set<Id>& holds) {
  if (holds.empty()) return;
  store::send_in(transaction,
                 "DELETE FROM addresses WHERE shop = $1 AND NOT EXISTS (SELECT 1 FROM checkouts c WHERE "
                 "c.shop = addresses.shop AND c.hold = addresses.hold) AND hold IN ({})",
                 {shop}, store::params_of(holds));
}

void insert_deliveries(store::Transaction& transaction, const std::vector<const HoldRecord*>& records) {
  std::vector<store::Param> fees;
  std::vector<store::Param> addresses;
  for (const HoldRecord* record : records) {
    const Hold& hold = record->hold;
    add_fees(fees, hold.shop, hold.id, hold.fees, 0);
    if (!hold.address) continue;
    const Address& to = *hold.address;
    addresses.insert(addresses.end(), {hold.shop, hold.id, to.name, to.street, to.postal_code, to.city,
                                       to.country, to.latitude, to.longitude});
  }
  insert_fees(transaction, fees);
  store::insert_rows(transaction,
                     "addresses (shop, hold, name, street, postal_code, city, country, latitude, longitude)",
                     9, addresses);
}

void change_fees(store::Transaction& transaction, const Id& shop, const Id& hold, const Id& change,
                 const std::vector<Fee>& back, const std::vector<Fee>& anew) {
  for (const Fee& fee : back) {
    transaction.execute(
        "UPDATE fees SET gone = $3 WHERE shop = $1 AND hold = $2 AND slot = $4 AND kind = $5 AND zone = $6 "
        "AND gone IS NULL",
        {shop, hold, change, fee.slot, fee.kind, fee.zone});
  }
  if (anew.empty()) return;
  const auto next = transaction.first(
      "SELECT CAST(COALESCE(MAX(position) + 1, 0) AS BIGINT) FROM fees WHERE shop = $1 AND hold = $2",
      {shop, hold}, [](const store::Row& row) { return row.integer(0); });
  std::vector<store::Param> values;
  add_fees(values, shop, hold, anew, next.value_or(0));
  insert_fees(transaction, values);
  transaction.execute("UPDATE holds SET fees = fees + $3 WHERE shop = $1 AND id = $2",
                      {shop, hold, static_cast<std::int64_t>(anew.size())});
}

}  // namespace timeshelf::commerce
