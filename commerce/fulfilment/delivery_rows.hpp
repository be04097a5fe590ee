// Rows of deliveries: zones, addresses, fees.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "base/function_ref.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// By name, with the place of their venues.
std::vector<DeliveryZone> load_zones(store::Transaction&, const Id& shop);
/// What a decision needs to deliver what these slots sell.
DeliveryTerms load_delivery(store::Transaction&, const Id& shop, const std::map<Id, SlotRow>& rows);

/// Those that stand: what went back is not among them.
void load_fees(store::Transaction&, const Id& shop, const std::set<Id>& holds,
               FunctionRef<void(const Id& hold, Fee)> each);
void load_addresses(store::Transaction&, const Id& shop, const std::set<Id>& holds,
                    FunctionRef<void(const Id& hold, Address)> each);
/// Nobody is delivered to: what is not needed is not kept. A hold with a checkout keeps its address, because
/// it may be paid late and booked then.
void forget_addresses(store::Transaction&, const Id& shop, const std::set<Id>& holds);
/// The fees and addresses of holds.
void insert_deliveries(store::Transaction&, const std::vector<const HoldRecord*>&);
/// A change of its booking gave fees back, and charges others.
void change_fees(store::Transaction&, const Id& shop, const Id& hold, const Id& change,
                 const std::vector<Fee>& back, const std::vector<Fee>& anew);

}  // namespace timeshelf::commerce
