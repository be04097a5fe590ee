// Who has paid has a booking or the money: never both, never neither.
#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::CheckoutState;

struct Moved {
  std::int64_t charged = 0;
  std::int64_t ordered_back = 0;
};

// The reference of a charge names its hold.
std::map<Id, Moved> read_money(store::Transaction& transaction, const Id& shop) {
  std::map<Id, Moved> moved;
  transaction.query(
      "SELECT reference, minor FROM money WHERE shop = $1 AND kind = 'charge' AND method = 'online'", {shop},
      [&](const store::Row& row) { moved[Id::trusted(row.string(0).substr(3))].charged += row.integer(1); });
  transaction.query("SELECT hold, minor FROM refunds WHERE shop = $1", {shop},
                    [&](const store::Row& row) { moved[row.id(0)].ordered_back += row.integer(1); });
  return moved;
}

}  // namespace

void check_payments(store::Transaction& transaction, ShopModel& shop, Instant now) {
  auto moved = read_money(transaction, shop.shop.id);
  std::size_t count = 0;
  transaction.query(
      "SELECT hold, state, minor FROM checkouts WHERE shop = $1", {shop.shop.id}, [&](const store::Row& row) {
        ++count;
        Promise& promise = shop.promises.at(row.id(0));
        require(promise.online.has_value(), "{} is being paid, which nobody wanted.", row.string(0));
        PaidOnline& online = *promise.online;
        const auto state = commerce::parse_checkout_state(row.text(1));
        // Of a page that never was there is nothing to ask once it would have ended.
        if (online.state == CheckoutState::wanted && *state == CheckoutState::unpaid &&
            now >= online.expires_at)
          online.state = CheckoutState::unpaid;
        require(*state == online.state && row.integer(2) == online.total, "The payment for {} is {}, not {}.",
                row.string(0), row.string(1), commerce::name_of(online.state));
        const auto& [charged, back] = moved[row.id(0)];
        const std::int64_t right = online.state == CheckoutState::booked ? online.paid : 0;
        require(charged - back == right, "{} were paid for {}, {} go back, and {} should stay.", charged,
                row.string(0), back, right);
        require(online.state != CheckoutState::booked || promise.state == Promise::State::confirmed,
                "{} was paid, and is not booked.", row.string(0));
      });
  for (const auto& [id, promise] : shop.promises) count -= promise.online ? 1 : 0;
  require(count == 0, "A payment is lost.");
}

void check_the_bank(const Run& run) {
  using State = commerce::PaymentSession::State;
  for (const auto& [session, page] : run.bank.pages()) {
    if (page.state != State::paid) continue;
    for (const ShopModel& shop : run.shops) {
      const auto found = shop.promises.find(page.hold);
      if (found == shop.promises.end()) continue;
      const PaidOnline& online = *found->second.online;
      const bool is_booked = online.state == CheckoutState::booked;
      require(is_booked || online.state == CheckoutState::returned,
              "{} were paid for {}, which has neither a booking nor the money.", page.paid, page.hold.text());
      require(page.paid - page.given_back() == (is_booked ? online.paid : 0),
              "{} were paid for {} and {} given back.", page.paid, page.hold.text(), page.given_back());
    }
  }
}

}  // namespace timeshelf::simulation
