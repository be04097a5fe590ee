#include "commerce/checkout/extending.hpp"

#include "commerce/checkout/sale_rows.hpp"

namespace timeshelf::commerce {

Result<Hold, NotExtended> extend_hold(store::Transaction& transaction, const Id& shop, const Id& hold,
                                      std::chrono::milliseconds hold_for, Instant now) {
  auto records = load_holds(transaction, shop, {hold});
  const auto found = records.find(hold);
  const auto until = decide_extension(found == records.end() ? nullptr : &found->second, hold_for, now);
  if (!until) return until.error();
  transaction.execute("UPDATE holds SET expires_at = $3 WHERE shop = $1 AND id = $2", {shop, hold, *until});
  found->second.hold.expires_at = *until;
  return std::move(found->second.hold);
}

}  // namespace timeshelf::commerce
