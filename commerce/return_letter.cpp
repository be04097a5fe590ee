#include "commerce/return_letter.hpp"

#include <fmt/format.h>

#include "commerce/letter_words.hpp"

namespace timeshelf::commerce {

Letter return_letter(const ReturnFacts& facts) {
  const std::string sum = facts.returned.amount.text();
  std::string wishes;
  for (const std::string& wish : facts.wishes) wishes += fmt::format("  {}\n", wish);
  Letter letter;
  letter.shop = facts.shop.id;
  letter.recipient = facts.checkout.email;
  letter.recipient_name = one_line(facts.checkout.name);
  letter.organizer = facts.sender;
  letter.subject = fmt::format("Your {} goes back to you", sum);
  // Not that it is back already: the provider is asked for it after this, and a bank takes its time.
  letter.body = fmt::format(
      "Hello {},\n\nyour payment of {} came, for this:\n\n{}\n{}\n\nAll of the {} goes back to you, the way "
      "you "
      "paid it. You need not do anything; a bank may take some days until you see it.\n\nWhat there is now:\n"
      "{}\n\n{}\n",
      one_line(facts.checkout.name), sum, wishes, one_line(facts.returned.reason), sum, facts.link,
      one_line(facts.shop.name));
  return letter;
}

}  // namespace timeshelf::commerce
