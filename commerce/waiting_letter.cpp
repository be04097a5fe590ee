#include "commerce/waiting_letter.hpp"

#include <fmt/format.h>

#include "commerce/letter_words.hpp"

namespace timeshelf::commerce {
namespace {

std::string what(const WaitingFacts& facts) {
  std::string text = fmt::format("  {}\n  {}\n", one_line(facts.slot.summary), when_text(facts.slot));
  if (!facts.slot.location.empty()) text += fmt::format("  {}\n", one_line(facts.slot.location));
  return text + fmt::format("  {} x {}\n\n", facts.entry.quantity,
                            one_line(offer_name(facts.slot, facts.entry.sku)));
}

std::string_view subject_word(WaitingOccasion occasion) {
  switch (occasion) {
    case WaitingOccasion::joined:
      return "On the waiting list";
    case WaitingOccasion::offered:
      return "Yours if you want it";
    case WaitingOccasion::lapsed:
      return "Gone to the next";
    case WaitingOccasion::closed:
      break;
  }
  return "Waiting list closed";
}

std::string ahead(std::int64_t people) {
  if (people == 0) return "Nobody is ahead of you.";
  return people == 1 ? "One person is ahead of you." : fmt::format("{} people are ahead of you.", people);
}

std::string story(const WaitingFacts& facts) {
  switch (facts.occasion) {
    case WaitingOccasion::joined:
      return fmt::format(
          "you wait for this. {} Whoever can be given all that they wait for is asked first; we write to you "
          "when it is your turn.\n\n{}How it stands, and the way out of the list:\n{}\n\n",
          ahead(facts.entry.ahead), what(facts), facts.link);
    case WaitingOccasion::offered:
      return fmt::format(
          "what you wait for has become free, and it is held for you:\n\n{}  Total: {}\n  Held until {}\n\n"
          "Take it or pass it on, with one tap:\n{}\n\nAfter that it goes to the next.\n\n",
          what(facts), facts.entry.offer->total.text(),
          moment_text(facts.entry.offer->expires_at, facts.slot.time_zone), facts.link);
    case WaitingOccasion::lapsed:
      return fmt::format(
          "we did not hear from you in time, so this went to the next who waits:\n\n{}You can join the list "
          "again.\n\n",
          what(facts));
    case WaitingOccasion::closed:
      break;
  }
  return fmt::format("we are sorry: this could not be given to you. {}\n\n{}Nothing was booked.\n\n",
                     one_line(facts.cause), what(facts));
}

}  // namespace

Letter waiting_letter(const WaitingFacts& facts) {
  Letter letter;
  letter.shop = facts.shop.id;
  letter.recipient = facts.entry.email;
  letter.recipient_name = one_line(facts.entry.name);
  letter.organizer = facts.sender;
  letter.subject = fmt::format("{}: {}", subject_word(facts.occasion), one_line(facts.slot.summary));
  letter.body =
      fmt::format("Hello {},\n\n{}{}\n", one_line(facts.entry.name), story(facts), one_line(facts.shop.name));
  return letter;
}

}  // namespace timeshelf::commerce
