#include "commerce/bookings/passage_rows.hpp"

#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, booking, made_at, expires_at, from_name, from_email, to_name, to_email, accepted_at, "
    "taken_back_at, from_language FROM passages WHERE shop = $1 ";

Passage read_passage(const store::Row& row) {
  return {row.id(0),     row.id(1),     row.instant(2), row.instant(3),       row.string(4),
          row.string(5), row.string(6), row.string(7),  row.maybe_instant(8), row.maybe_instant(9),
          row.string(10)};
}

}  // namespace

void insert_passage(store::Transaction& transaction, const Id& shop, const Passage& passage,
                    const std::string& digest) {
  transaction.execute(
      "INSERT INTO passages (shop, id, booking, serial, digest, made_at, expires_at, from_name, from_email, "
      "to_name, to_email, from_language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', $10)",
      {shop, passage.id, passage.booking, serial_of(transaction, shop, passage.booking), digest,
       passage.made_at, passage.expires_at, passage.from_name, passage.from_email, passage.from_language});
}

std::optional<Passage> find_passage(store::Transaction& transaction, const Id& shop,
                                    const std::string& digest) {
  return transaction.first(std::string(kSelect) + "AND digest = $2", {shop, digest}, read_passage);
}

std::optional<Passage> load_passage(store::Transaction& transaction, const Id& shop, const Id& passage) {
  return transaction.first(std::string(kSelect) + "AND id = $2", {shop, passage}, read_passage);
}

std::vector<Passage> load_passages(store::Transaction& transaction, const Id& shop, const Id& booking) {
  std::vector<Passage> passages;
  transaction.query(std::string(kSelect) + "AND booking = $2 ORDER BY id", {shop, booking},
                    [&](const store::Row& row) { passages.push_back(read_passage(row)); });
  return passages;
}

void store_passage(store::Transaction& transaction, const Id& shop, const Passage& passage) {
  transaction.execute(
      "UPDATE passages SET to_name = $3, to_email = $4, accepted_at = $5, taken_back_at = $6 WHERE shop = $1 "
      "AND id = $2",
      {shop, passage.id, passage.to_name, passage.to_email, passage.accepted_at, passage.taken_back_at});
}

void store_holder(store::Transaction& transaction, const Id& shop, const Id& booking, const std::string& name,
                  const std::string& email, const std::string& language) {
  transaction.execute(
      "UPDATE bookings SET name = $3, email = $4, language = $5, serial = serial + 1 "
      "WHERE shop = $1 AND id = $2",
      {shop, booking, name, email, language});
  // What the calendar of who had it before answered says nothing of who has it now.
  transaction.execute("DELETE FROM rsvps WHERE shop = $1 AND booking = $2", {shop, booking});
}

std::map<Id, std::int64_t> serials_of(store::Transaction& transaction, const Id& shop,
                                      const std::set<Id>& holds) {
  std::map<Id, std::int64_t> serials;
  store::query_in(
      transaction, "SELECT hold, serial FROM bookings WHERE serial > 0 AND shop = $1 AND hold IN ({})",
      {shop}, store::params_of(holds), [&](const store::Row& row) { serials[row.id(0)] = row.integer(1); });
  return serials;
}

std::int64_t serial_of(store::Transaction& transaction, const Id& shop, const Id& booking) {
  return transaction
      .first("SELECT serial FROM bookings WHERE shop = $1 AND id = $2", {shop, booking},
             [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

Id hold_of(store::Transaction& transaction, const Id& shop, const Id& booking) {
  return transaction
      .first("SELECT hold FROM bookings WHERE shop = $1 AND id = $2", {shop, booking},
             [](const store::Row& row) { return row.id(0); })
      .value_or(Id{});
}

std::optional<Instant> passed_on_at(store::Transaction& transaction, const Id& shop, const Id& booking,
                                    std::int64_t serial) {
  return transaction.first(
      "SELECT accepted_at FROM passages WHERE shop = $1 AND booking = $2 AND serial = $3 "
      "AND accepted_at IS NOT NULL",
      {shop, booking, serial}, [](const store::Row& row) { return row.instant(0); });
}

}  // namespace timeshelf::commerce
