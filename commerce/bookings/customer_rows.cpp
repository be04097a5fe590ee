#include "commerce/bookings/customer_rows.hpp"

#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kBookingsOfFolio = 256;

}  // namespace

void insert_customers(store::Transaction& transaction, const Id& shop, const std::vector<CustomerRow>& rows) {
  std::vector<store::Param> values;
  values.reserve(rows.size() * 5);
  for (const CustomerRow& row : rows)
    values.insert(values.end(), {shop, row.slot, row.booked / kBookingsOfFolio, row.email, row.hold});
  store::insert_rows(transaction, "customers (shop, slot, folio, email, hold)", 5, values,
                     "ON CONFLICT (shop, slot, folio, email, hold) DO NOTHING");
}

void find_customers(store::Transaction& transaction, const Id& shop, const Id& slot,
                    const std::set<std::string>& emails, FunctionRef<void(std::string email, Id hold)> each) {
  // CROSS: SQLite then asks each folio, instead of reading all customers of the slot.
  store::query_in(transaction,
                  "WITH RECURSIVE folios (number) AS ("
                  "SELECT MAX(folio) FROM customers WHERE shop = $1 AND slot = $2 "
                  "UNION ALL SELECT number - 1 FROM folios WHERE number > 0) "
                  "SELECT DISTINCT c.email, c.hold FROM folios f CROSS JOIN customers c "
                  "WHERE c.shop = $1 AND c.slot = $2 AND c.folio = f.number AND c.email IN ({})",
                  {shop, slot}, store::params_of(emails),
                  [&](const store::Row& row) { each(row.string(0), row.id(1)); });
}

std::set<Id> holds_of_customer(store::Transaction& transaction, const Id& shop, const Id& slot,
                               const std::string& email) {
  std::set<Id> holds;
  find_customers(transaction, shop, slot, {email},
                 [&](const std::string&, const Id& hold) { holds.insert(hold); });
  return holds;
}

std::vector<Id> standing_bookings(store::Transaction& transaction, const Id& shop, const Id& slot,
                                  const std::string& email) {
  std::set<std::pair<Instant, Id>> standing;
  store::query_in(
      transaction,
      "SELECT b.created_at, b.id FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = b.hold "
      "WHERE b.shop = $1 AND b.state = 'confirmed' AND b.email = $3 AND l.slot = $2 AND l.quantity > "
      "l.gone AND b.hold IN ({})",
      {shop, slot, email}, store::params_of(holds_of_customer(transaction, shop, slot, email)),
      [&](const store::Row& row) { standing.emplace(row.instant(0), row.id(1)); });
  std::vector<Id> bookings;
  bookings.reserve(standing.size());
  for (const auto& [at, id] : standing) bookings.push_back(id);
  return bookings;
}

}  // namespace timeshelf::commerce
