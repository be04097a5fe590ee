// What a customer is written whose money came and could not be booked for.
#pragma once
#include <string>
#include <vector>

#include "commerce/letters.hpp"
#include "commerce/payments.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

struct ReturnFacts {
  store::Shop shop;
  Checkout checkout;
  std::vector<std::string> wishes;  ///< "2 x Blue mug, Spring glaze"
  Returned returned;
  std::string sender;  ///< an address
  std::string link;    ///< to the shop
};

/// The letter, still without its id.
Letter return_letter(const ReturnFacts&);

}  // namespace timeshelf::commerce
