#include "commerce/invitations/answer_rows.hpp"

#include <optional>

#include "commerce/bookings/customer_rows.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {

bool store_answer(store::Transaction& transaction, const Booking& booking, const Id& slot,
                  std::string_view partstat, Instant now) {
  const auto before = transaction.first(
      "SELECT partstat FROM rsvps WHERE shop = $1 AND booking = $2 AND slot = $3",
      {booking.shop, booking.id, slot}, [](const store::Row& row) { return row.string(0); });
  transaction.execute(
      "INSERT INTO rsvps (shop, booking, slot, partstat, answered_at) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (shop, booking, slot) DO UPDATE SET partstat = excluded.partstat, answered_at = "
      "excluded.answered_at",
      {booking.shop, booking.id, slot, partstat, now});
  return before != partstat;
}

std::map<Id, std::string> answers_to(store::Transaction& transaction, const Booking& booking) {
  std::map<Id, std::string> answers;
  transaction.query("SELECT slot, partstat FROM rsvps WHERE shop = $1 AND booking = $2",
                    {booking.shop, booking.id},
                    [&](const store::Row& row) { answers.emplace(row.id(0), row.string(1)); });
  return answers;
}

std::string last_answer(store::Transaction& transaction, const Id& shop, const std::string& email,
                        const Id& slot, bool stands) {
  std::string answer;
  std::optional<Instant> latest;
  store::query_in(
      transaction,
      "SELECT r.partstat, r.answered_at FROM rsvps r JOIN bookings b ON b.shop = r.shop AND b.id = "
      "r.booking WHERE b.shop = $1 AND r.slot = $2 AND b.state = $3 AND b.hold IN ({})",
      {shop, slot, stands ? "confirmed" : "cancelled"},
      store::params_of(holds_of_customer(transaction, shop, slot, email)), [&](const store::Row& row) {
        if (latest && row.instant(1) <= *latest) return;
        latest = row.instant(1);
        answer = row.string(0);
      });
  return answer;
}

}  // namespace timeshelf::commerce
