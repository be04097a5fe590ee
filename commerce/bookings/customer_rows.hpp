// Who booked a slot: found by slot and address, whatever else the shop has sold.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/function_ref.hpp"
#include "base/id.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct CustomerRow {
  Id slot;
  std::int64_t booked = 0;  ///< how many bookings the slot has with this one: chooses the folio
  std::string email;
  Id hold;  ///< of the booking
};
/// To be written with the booking, for each slot that it is in or moves to. Who comes back may stand there
/// twice.
void insert_customers(store::Transaction&, const Id& shop, const std::vector<CustomerRow>&);

/// The holds that these addresses booked the slot with, whatever became of the bookings since.
void find_customers(store::Transaction&, const Id& shop, const Id& slot, const std::set<std::string>& emails,
                    FunctionRef<void(std::string email, Id hold)> each);
std::set<Id> holds_of_customer(store::Transaction&, const Id& shop, const Id& slot, const std::string& email);
/// The customer's bookings that still have something in the slot, the oldest first.
std::vector<Id> standing_bookings(store::Transaction&, const Id& shop, const Id& slot,
                                  const std::string& email);

}  // namespace timeshelf::commerce
