// How the demo's owner has goods made, and what becomes of the orders that forecasts ask for.
#pragma once
#include <cstddef>
#include <string_view>

#include "server/application.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::demo {

/// Mugs, bowls and plates come from a workshop in packs of six, ten days after they are ordered, for a third
/// of their price.
void put_supply_terms(Parts&, store::Transaction&, const store::Shop&, std::string_view owner);

/// The owner's look at the orders of the day: what has come is received, what is worth the way approved, and
/// the rest declined. Answers how many were approved.
std::size_t tend_orders(Parts&, store::Transaction&, const store::Shop&, std::string_view owner);

}  // namespace timeshelf::server::demo
