#include "commerce/payments/return_letter.hpp"

#include <fmt/format.h>

#include "commerce/letters/letter_text.hpp"

namespace timeshelf::commerce {
namespace {

std::string_view reason_words(ReturnCause cause, const ReturnWords& words) {
  switch (cause) {
    case ReturnCause::taken:
      return words.taken;
    case ReturnCause::off_sale:
      return words.off_sale;
    case ReturnCause::over_limit:
      return words.over_limit;
    case ReturnCause::not_owed:
      return words.owed;
    case ReturnCause::differs:
      return words.differs;
    case ReturnCause::refused:
      break;
  }
  return words.refused;
}

}  // namespace

std::string return_reason(const Returned& returned, const Checkout& checkout, const LetterWords& words) {
  return fmt::format(fmt::runtime(reason_words(returned.cause, words.returned)),
                     fmt::arg("asked", money_text(checkout.total, words)),
                     fmt::arg("came", money_text(returned.amount, words)));
}

Letter return_letter(const ReturnFacts& facts) {
  const LetterWords& words = letter_words(facts.checkout.language);
  const std::string sum = money_text(facts.returned.amount, words);
  std::string wishes;
  for (const std::string& wish : facts.wishes) wishes += fmt::format("  {}\n", wish);
  Letter letter;
  letter.shop = facts.shop.id;
  letter.recipient = facts.checkout.email;
  letter.recipient_name = one_line(facts.checkout.name);
  letter.organizer = facts.sender;
  letter.language = words.language;
  letter.subject = filled(words.returned.subject, "sum", sum);
  // Not that it is back already: the provider is asked for it after this, and a bank takes its time.
  const std::string story = fmt::format(
      fmt::runtime(words.returned.body), fmt::arg("sum", sum), fmt::arg("wishes", wishes),
      fmt::arg("why", return_reason(facts.returned, facts.checkout, words)), fmt::arg("link", facts.link));
  letter.body = fmt::format("{}\n\n{}\n\n{}\n", filled(words.hello, "name", one_line(facts.checkout.name)),
                            story, one_line(facts.shop.name));
  return letter;
}

}  // namespace timeshelf::commerce
