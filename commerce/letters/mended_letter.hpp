// What is written to an address that a booking had by mistake, or has no more.
#pragma once
#include <string_view>

#include "commerce/letters/booking_letter.hpp"
#include "commerce/letters/letter_words.hpp"

namespace timeshelf::commerce {

/// As to who passed the booking on, but that nobody did: it leaves the calendar. It may reach a stranger, so
/// it holds no more of the customer than the letter did that went there before.
Letter mended_letter(BookingFacts, Instant now);

/// What it begins with; what is no language of ours (letter_words.hpp) is English.
const BookingWords::Occasion& mended_words(std::string_view language);

}  // namespace timeshelf::commerce
