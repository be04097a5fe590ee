// What time alone changes: holds run out, price steps and booking windows take effect.
#include <set>

#include "commerce/checkout/sales.hpp"
#include "commerce/engine.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {

DueWork Engine::expiring_holds() {
  return {
      "holds",
      [](store::Transaction& transaction) {
        return transaction
            .first("SELECT MIN(expires_at) FROM holds WHERE state = 'open'", {},
                   [](const store::Row& row) { return row.maybe_instant(0); })
            .value_or(std::nullopt);
      },
      [this](store::Transaction& transaction, std::size_t at_most) {
        std::set<Id> shops;
        transaction.query(
            "SELECT shop FROM holds WHERE state = 'open' AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
            {clock_.now(), static_cast<std::int64_t>(at_most)},
            [&](const store::Row& row) { shops.insert(row.id(0)); });
        std::size_t done = 0;
        for (const Id& shop : shops) done += expire_holds(transaction, shop, at_most, clock_.now(), random_);
        return done;
      }};
}

DueWork Engine::changing_slots() {
  return {"slots",
          [](store::Transaction& transaction) {
            return transaction
                .first("SELECT MIN(next_change_at) FROM slots WHERE next_change_at IS NOT NULL", {},
                       [](const store::Row& row) { return row.maybe_instant(0); })
                .value_or(std::nullopt);
          },
          [this](store::Transaction& transaction, std::size_t at_most) {
            std::set<std::pair<Id, Id>> changed;
            transaction.query(
                "SELECT shop, id FROM slots WHERE next_change_at IS NOT NULL AND next_change_at <= $1 "
                "ORDER BY next_change_at LIMIT $2",
                {clock_.now(), static_cast<std::int64_t>(at_most)},
                [&](const store::Row& row) { changed.emplace(row.id(0), row.id(1)); });
            for (const auto& [shop, id] : changed) {
              if (auto row = load_slot(transaction, shop, id)) show(transaction, *row, clock_.now());
            }
            return changed.size();
          }};
}

}  // namespace timeshelf::commerce
