// Rows of leases, and of the sales that devices made from them.
#pragma once
#include <optional>
#include <vector>

#include "commerce/devices/leases.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

void insert_lease(store::Transaction&, const Id& shop, const Lease&);
std::optional<Lease> load_lease(store::Transaction&, const Id& shop, const Id& lease);
std::optional<Lease> find_lease(store::Transaction&, const Id& shop, const Id& device,
                                const std::string& nonce);
/// By device and when they were taken.
std::vector<Lease> load_open_leases(store::Transaction&, const Id& shop, const std::optional<Id>& device);
/// All of it that changes: units sold and returned, its end, who called it back, whether it is closed.
void store_lease(store::Transaction&, const Id& shop, const Lease&);

/// Where its units were and what is unsold goes: what the slot has free; of a lease from the venue what that
/// has on hand, or the supplier where nobody counts there any more.
AccountKey home_of(store::Transaction&, const Id& shop, const Id& slot, const std::string& sku,
                   bool from_venue);

/// What a venue has in no slot, of a SKU that the slot gets from there.
std::int64_t units_to_lend(store::Transaction&, const Id& shop, const Id& venue, const Id& slot,
                           const std::string& sku);

/// A sale by the record that tells of it.
struct DeviceSale {
  Id device;
  std::int64_t seq = 0;
  Id booking;                               ///< empty: it has not come yet, and was taken back
  std::optional<std::int64_t> voided_by{};  ///< the record that took it back
};
struct DeviceSaleLine {
  std::int64_t position = 0;
  Id lease;
  std::int64_t units = 0;
  SoldFrom from;
};
std::optional<DeviceSale> find_sale(store::Transaction&, const Id& shop, const Id& device, std::int64_t seq);
/// Or its booking and who took it back, where it is known by one of them already.
void store_sale(store::Transaction&, const Id& shop, const DeviceSale&);
void insert_sale_lines(store::Transaction&, const Id& shop, const DeviceSale&,
                       const std::vector<DeviceSaleLine>&);
/// All that sales which stand say of the lease, wherever their units came from.
std::int64_t units_sold_from(store::Transaction&, const Id& shop, const Lease&);
std::vector<DeviceSaleLine> load_sale_lines(store::Transaction&, const Id& shop, const DeviceSale&);

/// What of leases and sales does not agree with the books. One sentence each, without the shop's name.
std::vector<std::string> check_leases(store::Transaction&, const Id& shop);

}  // namespace timeshelf::commerce
