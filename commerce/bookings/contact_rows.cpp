#include "commerce/bookings/contact_rows.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <vector>

#include "commerce/bookings/customer_rows.hpp"
#include "commerce/bookings/passage_rows.hpp"
#include "commerce/ids_in_time.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::chrono::hours kCounted{1};

}  // namespace

void insert_asked_letter(store::Transaction& transaction, const Id& shop, const AskedLetter& letter) {
  transaction.execute(
      "INSERT INTO asked_letters (shop, id, booking, from_name, from_email, from_language, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {shop, letter.id, letter.booking, letter.before.name, letter.before.email, letter.before.language,
       letter.at});
}

std::optional<AskedLetter> load_asked_letter(store::Transaction& transaction, const Id& shop,
                                             const Id& letter) {
  return transaction.first(
      "SELECT id, booking, created_at, from_name, from_email, from_language FROM asked_letters "
      "WHERE shop = $1 AND id = $2",
      {shop, letter}, [](const store::Row& row) {
        return AskedLetter{
            row.id(0), row.id(1), row.instant(2), {row.string(3), row.string(4), row.string(5)}};
      });
}

std::optional<Instant> asked_too_often(store::Transaction& transaction, const Id& shop, const Id& booking,
                                       Instant now) {
  const Id hour = first_id_at(now - kCounted);
  const auto full = [](const store::Row& row) { return row.instant(0) + kCounted; };
  // The one that has to become older than an hour first.
  const auto of_booking = transaction.first(
      "SELECT created_at FROM asked_letters WHERE shop = $1 AND booking = $2 AND id >= $3 ORDER BY id DESC "
      "LIMIT 1 OFFSET $4",
      {shop, booking, hour, kAskedOfBooking - 1}, full);
  const auto of_shop = transaction.first(
      "SELECT created_at FROM asked_letters WHERE shop = $1 AND id >= $2 ORDER BY id DESC LIMIT 1 OFFSET $3",
      {shop, hour, kAskedOfShop - 1}, full);
  return std::max(of_booking, of_shop);
}

void store_contact(store::Transaction& transaction, const Booking& booking, const Contact& contact) {
  transaction.execute("UPDATE bookings SET name = $3, email = $4, language = $5 WHERE shop = $1 AND id = $2",
                      {booking.shop, booking.id, contact.name, contact.email, contact.language});
  transaction.execute(
      "UPDATE passages SET from_name = $3, from_email = $4, from_language = $5 "
      "WHERE shop = $1 AND booking = $2 AND accepted_at IS NULL AND taken_back_at IS NULL",
      {booking.shop, booking.id, contact.name, contact.email, contact.language});
  if (contact.email == booking.customer_email) return;
  // What the calendar behind the address before answered says nothing of this one.
  transaction.execute("DELETE FROM rsvps WHERE shop = $1 AND booking = $2", {booking.shop, booking.id});
}

void note_customer(store::Transaction& transaction, const Booking& booking, const std::string& email) {
  const Id hold = hold_of(transaction, booking.shop, booking.id);
  std::set<Id> slots;
  transaction.query("SELECT DISTINCT slot FROM lines WHERE shop = $1 AND hold = $2", {booking.shop, hold},
                    [&](const store::Row& row) { slots.insert(row.id(0)); });
  std::vector<CustomerRow> rows;
  for (const SlotRow& row : load_slots(transaction, booking.shop, slots))
    rows.push_back({row.slot.id, row.slot.booked, email, hold});
  insert_customers(transaction, booking.shop, rows);
}

std::int64_t times_mended(store::Transaction& transaction, const Id& shop, const std::string& email,
                          const Id& slot) {
  return transaction
      .first(
          "SELECT COUNT(*) FROM asked_letters a WHERE a.shop = $1 AND a.from_email = $2 AND "
          "a.from_email <> '' AND EXISTS (SELECT 1 FROM bookings b JOIN lines l ON l.shop = b.shop AND "
          "l.hold = b.hold WHERE b.shop = a.shop AND b.id = a.booking AND l.slot = $3)",
          {shop, email, slot}, [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

}  // namespace timeshelf::commerce
