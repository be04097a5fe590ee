#include "commerce/devices/lease_rows.hpp"

#include "commerce/ledger_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kSelect =
    "SELECT l.id, l.device, l.nonce, l.slot, l.sku, l.units, l.sold, l.returned, l.currency, l.tax_rate, "
    "l.taken_at, l.expires_at, l.called_by, l.closed_at, COALESCE(p.name, ''), s.summary, s.ends_at, d.name, "
    "l.places, l.from_venue FROM "
    "leases l JOIN slots s ON s.shop = l.shop AND s.id = l.slot JOIN devices d ON d.shop = l.shop AND d.id = "
    "l.device LEFT JOIN products p ON p.shop = l.shop AND p.sku = l.sku WHERE l.shop = $1 ";

Lease read_lease(const store::Row& row) {
  Lease lease{row.id(0),
              row.id(1),
              row.string(2),
              row.id(3),
              row.string(4),
              row.integer(5),
              row.integer(6),
              row.integer(7),
              Currency::parse(row.text(8)).value(),
              row.integer(9),
              row.instant(10),
              row.instant(11),
              row.string(12),
              row.maybe_instant(13)};
  lease.name = lease.sku == ical::kSeatSku ? "Seat" : row.string(14);
  lease.slot_summary = row.string(15);
  lease.slot_ends_at = row.instant(16);
  lease.device_name = row.string(17);
  lease.places = row.boolean(18);
  lease.from_venue = row.boolean(19);
  return lease;
}

void load_prices(store::Transaction& transaction, const Id& shop, Lease& lease) {
  transaction.query(
      "SELECT from_at, minor, tier FROM lease_prices WHERE shop = $1 AND lease = $2 ORDER BY from_at",
      {shop, lease.id}, [&](const store::Row& row) {
        lease.prices.push_back({row.instant(0), row.integer(1), row.string(2)});
      });
}

std::optional<Lease> with_prices(store::Transaction& transaction, const Id& shop,
                                 std::optional<Lease> lease) {
  if (lease) load_prices(transaction, shop, *lease);
  return lease;
}

}  // namespace

void insert_lease(store::Transaction& transaction, const Id& shop, const Lease& lease) {
  transaction.execute(
      "INSERT INTO leases (shop, id, device, nonce, slot, sku, units, sold, returned, currency, tax_rate, "
      "taken_at, expires_at, called_by, places, from_venue) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9, $10, $11, '', $12, $13)",
      {shop, lease.id, lease.device, lease.nonce, lease.slot, lease.sku, lease.units, lease.currency.code(),
       lease.tax_rate, lease.taken_at, lease.expires_at, lease.places, lease.from_venue});
  for (const LeasePrice& price : lease.prices)
    transaction.execute(
        "INSERT INTO lease_prices (shop, lease, from_at, minor, tier) VALUES ($1, $2, $3, $4, $5)",
        {shop, lease.id, price.from, price.minor, price.tier});
}

std::optional<Lease> load_lease(store::Transaction& transaction, const Id& shop, const Id& lease) {
  return with_prices(transaction, shop,
                     transaction.first(std::string(kSelect) + "AND l.id = $2", {shop, lease}, read_lease));
}

std::optional<Lease> find_lease(store::Transaction& transaction, const Id& shop, const Id& device,
                                const std::string& nonce) {
  return with_prices(transaction, shop,
                     transaction.first(std::string(kSelect) + "AND l.device = $2 AND l.nonce = $3",
                                       {shop, device, nonce}, read_lease));
}

std::vector<Lease> load_open_leases(store::Transaction& transaction, const Id& shop,
                                    const std::optional<Id>& device) {
  std::vector<Lease> leases;
  transaction.query(std::string(kSelect) +
                        "AND l.closed_at IS NULL AND ($2 = '' OR l.device = $2) ORDER BY d.name, l.device, "
                        "l.taken_at, l.id",
                    {shop, device ? device->text() : std::string_view()},
                    [&](const store::Row& row) { leases.push_back(read_lease(row)); });
  for (Lease& lease : leases) load_prices(transaction, shop, lease);
  return leases;
}

void store_lease(store::Transaction& transaction, const Id& shop, const Lease& lease) {
  transaction.execute(
      "UPDATE leases SET sold = $3, returned = $4, expires_at = $5, called_by = $6, closed_at = $7 "
      "WHERE shop = $1 AND id = $2",
      {shop, lease.id, lease.sold, lease.returned, lease.expires_at, lease.called_by, lease.closed_at});
}

AccountKey home_of(store::Transaction& transaction, const Id& shop, const Id& slot, const std::string& sku,
                   bool from_venue) {
  if (!from_venue) return allotted(slot, sku);
  const auto venue =
      transaction.first("SELECT venue FROM slot_stock WHERE shop = $1 AND slot = $2 AND sku = $3",
                        {shop, slot, sku}, [](const store::Row& row) { return row.string(0); });
  if (!venue || venue->empty()) return {AccountKind::supplier, "", sku};
  return {AccountKind::on_hand, *venue, sku};
}

std::int64_t units_to_lend(store::Transaction& transaction, const Id& shop, const Id& venue, const Id& slot,
                           const std::string& sku) {
  const AccountKey home = home_of(transaction, shop, slot, sku, true);
  if (home != on_hand(venue, sku)) return 0;
  Ledger ledger;
  load_accounts(transaction, shop, {home}, ledger);
  return ledger.available(home);
}

std::optional<DeviceSale> find_sale(store::Transaction& transaction, const Id& shop, const Id& device,
                                    std::int64_t seq) {
  return transaction.first(
      "SELECT booking, voided_by FROM device_sales WHERE shop = $1 AND device = $2 AND seq = $3",
      {shop, device, seq}, [&](const store::Row& row) {
        return DeviceSale{device, seq, row.id(0), row.maybe_integer(1)};
      });
}

void store_sale(store::Transaction& transaction, const Id& shop, const DeviceSale& sale) {
  transaction.execute(
      "INSERT INTO device_sales (shop, device, seq, booking, voided_by) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (shop, device, seq) DO UPDATE SET booking = excluded.booking, voided_by = "
      "excluded.voided_by",
      {shop, sale.device, sale.seq, sale.booking, sale.voided_by});
}

void insert_sale_lines(store::Transaction& transaction, const Id& shop, const DeviceSale& sale,
                       const std::vector<DeviceSaleLine>& lines) {
  for (const DeviceSaleLine& line : lines)
    transaction.execute(
        "INSERT INTO device_sale_lines (shop, device, seq, position, lease, units, leased, free, beyond) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {shop, sale.device, sale.seq, line.position, line.lease, line.units, line.from.leased, line.from.free,
         line.from.beyond});
}

std::int64_t units_sold_from(store::Transaction& transaction, const Id& shop, const Lease& lease) {
  return transaction
      .first(
          "SELECT CAST(COALESCE(SUM(n.units), 0) AS BIGINT) FROM device_sale_lines n JOIN device_sales s ON "
          "s.shop = n.shop AND s.device = n.device AND s.seq = n.seq WHERE n.shop = $1 AND n.device = $2 AND "
          "n.lease = $3 AND s.voided_by IS NULL",
          {shop, lease.device, lease.id}, [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

std::vector<DeviceSaleLine> load_sale_lines(store::Transaction& transaction, const Id& shop,
                                            const DeviceSale& sale) {
  std::vector<DeviceSaleLine> lines;
  transaction.query(
      "SELECT position, lease, units, leased, free, beyond FROM device_sale_lines WHERE shop = $1 "
      "AND device = $2 AND seq = $3 ORDER BY position",
      {shop, sale.device, sale.seq}, [&](const store::Row& row) {
        lines.push_back({row.integer(0), row.id(1), row.integer(2),
                         SoldFrom{row.integer(3), row.integer(4), row.integer(5)}});
      });
  return lines;
}

}  // namespace timeshelf::commerce
