#include "commerce/devices/scan_count.hpp"

#include <fmt/format.h>

#include "commerce/devices/lease_rows.hpp"
#include "commerce/stock/capacity.hpp"
#include "commerce/stock/stock_posting.hpp"

namespace timeshelf::commerce {

void heed_later_count(store::Transaction& transaction, const Id& shop, const Device& device,
                      const MovedAtStall& moved, Instant now, Random& random) {
  const Pool pool{device.venue, moved.sku};
  if (home_of(transaction, shop, moved.slot, moved.sku, true) != pool.on_hand()) return;
  StockMovement seen;
  seen.id = fmt::format("record:{}.{}.{}", device.id.text(), moved.seq, moved.position);
  seen.kind = moved.units < 0 ? StockKind::sale : StockKind::returned;
  seen.venue = pool.venue;
  seen.sku = pool.sku;
  seen.units = moved.units;
  seen.occurred_at = moved.at;
  seen.actor = "timeshelf";
  seen.source = "device " + device.name;
  seen.reason = "counted already";
  heed_count(transaction, shop, std::move(seen), now, random);
}

}  // namespace timeshelf::commerce
