// What a customer is written whose money came and could not be booked for.
#pragma once
#include <string>
#include <vector>

#include "commerce/letters/letter_words.hpp"
#include "commerce/letters/letters.hpp"
#include "commerce/payments/payments.hpp"
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

/// Why so much goes back of what was to be paid by the checkout, as a sentence.
std::string return_reason(const Returned&, const Checkout&, const LetterWords&);

}  // namespace timeshelf::commerce
