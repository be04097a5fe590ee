// What all letters write in one way: names, times and sums.
#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "commerce/letters/letter_words.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// The format, with `value` where it names it in braces.
std::string filled(std::string_view format, const char* name, std::string_view value);
/// Names and titles are typed by people; in a letter they may not begin new lines.
std::string one_line(std::string_view text);
/// What the slot calls a SKU: "Blue mug", "Seat"; the SKU itself where it sells it no longer.
std::string offer_name(const Slot& slot, std::string_view sku, const LetterWords& words);
/// "18.50 EUR", "18,50 EUR", "1850 JPY": the code says in every language which currency it is.
std::string money_text(const Money& money, const LetterWords& words);
/// "Friday 20 March 2026, 11:00–13:00 (Europe/Berlin)", "Freitag, 20. März 2026, …"
std::string when_text(const Slot& slot, const LetterWords& words);
/// "11:00–11:30"
std::string clock_text(Instant from, Instant to, std::string_view time_zone);
/// "Friday 20 March 2026, 11:00 (Europe/Berlin)"; unknown zones are read as UTC.
std::string moment_text(Instant at, std::string_view time_zone, const LetterWords& words);

}  // namespace timeshelf::commerce
