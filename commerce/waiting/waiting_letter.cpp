#include "commerce/waiting/waiting_letter.hpp"

#include <fmt/format.h>

#include "commerce/letters/letter_text.hpp"

namespace timeshelf::commerce {
namespace {

std::string what(const WaitingFacts& facts, const LetterWords& words) {
  std::string text = fmt::format("  {}\n  {}\n", one_line(facts.slot.summary), when_text(facts.slot, words));
  if (!facts.slot.location.empty()) text += fmt::format("  {}\n", one_line(facts.slot.location));
  return text + fmt::format("  {} x {}\n", facts.entry.quantity,
                            one_line(offer_name(facts.slot, facts.entry.sku, words)));
}

std::string_view subject_word(WaitingOccasion occasion, const WaitingWords& words) {
  switch (occasion) {
    case WaitingOccasion::joined:
      return words.joined_subject;
    case WaitingOccasion::offered:
      return words.offered_subject;
    case WaitingOccasion::lapsed:
      return words.lapsed_subject;
    case WaitingOccasion::closed:
      break;
  }
  return words.closed_subject;
}

std::string_view story_words(WaitingOccasion occasion, const WaitingWords& words) {
  switch (occasion) {
    case WaitingOccasion::joined:
      return words.joined;
    case WaitingOccasion::offered:
      return words.offered;
    case WaitingOccasion::lapsed:
      return words.lapsed;
    case WaitingOccasion::closed:
      break;
  }
  return words.closed;
}

std::string ahead(std::int64_t people, const WaitingWords& words) {
  if (people == 0) return std::string(words.nobody_ahead);
  if (people == 1) return std::string(words.one_ahead);
  return filled(words.many_ahead, "people", std::to_string(people));
}

std::string_view why_closed(WaitingClosed closed, const WaitingWords& words) {
  switch (closed) {
    case WaitingClosed::sales_over:
      return words.sales_over;
    case WaitingClosed::called_off:
      return words.called_off;
    case WaitingClosed::off_sale:
      return words.off_sale;
    case WaitingClosed::has_enough:
      break;
  }
  return words.has_enough;
}

std::string story(const WaitingFacts& facts, const LetterWords& words) {
  const std::optional<Hold>& offer = facts.entry.offer;
  return fmt::format(
      fmt::runtime(story_words(facts.occasion, words.waiting)), fmt::arg("what", what(facts, words)),
      fmt::arg("link", facts.link), fmt::arg("ahead", ahead(facts.entry.ahead, words.waiting)),
      fmt::arg("total", offer ? money_text(offer->total, words) : ""),
      fmt::arg("until", offer ? moment_text(offer->expires_at, facts.slot.time_zone, words) : ""),
      fmt::arg("why", facts.closed ? why_closed(*facts.closed, words.waiting) : ""));
}

}  // namespace

Letter waiting_letter(const WaitingFacts& facts) {
  const LetterWords& words = letter_words(facts.entry.language);
  Letter letter;
  letter.shop = facts.shop.id;
  letter.recipient = facts.entry.email;
  letter.recipient_name = one_line(facts.entry.name);
  letter.organizer = facts.sender;
  letter.language = words.language;
  letter.subject =
      fmt::format("{}: {}", subject_word(facts.occasion, words.waiting), one_line(facts.slot.summary));
  letter.body = fmt::format("{}\n\n{}\n\n{}\n", filled(words.hello, "name", one_line(facts.entry.name)),
                            story(facts, words), one_line(facts.shop.name));
  return letter;
}

}  // namespace timeshelf::commerce
