// What customers are written, in the languages of the storefront.
#pragma once
#include <array>
#include <string_view>

namespace timeshelf::commerce {

/// Of a letter about a booking. Formats of fmt, with what they name in braces.
struct BookingWords {
  /// The word in front of what it is about, and the sentence that it begins with.
  struct Occasion {
    std::string_view subject, opening;
  };
  Occasion booked, cancelled, changed, called_off, left, passed_on, still_here;
  std::string_view pickup, delivery, same_day, digital;
  std::string_view preordered, claim, off;                  ///< {link}
  std::string_view delivered_to, total, tax, paid;          ///< {address}; {sum}
  std::string_view returning, returning_to_payer, owed;     ///< {sum}
  std::string_view code;                                    ///< {code}
  std::string_view page, to_cancel, qr_code, declining;     ///< {link}
  std::string_view in_calendar, no_longer;                  ///< what the event says: {code}
  std::string_view declined_one_of_several, declined_late;  ///< {shop}
};

/// Of letters to who waits.
struct WaitingWords {
  std::string_view joined_subject, offered_subject, lapsed_subject, closed_subject;
  std::string_view nobody_ahead, one_ahead, many_ahead;  ///< {people}
  std::string_view joined, offered, lapsed, closed;      ///< {ahead}, {what}, {link}, {total}, {until}, {why}
  std::string_view sales_over, called_off, off_sale, has_enough;  ///< why the list was closed
};

/// Of the letter about money that goes back.
struct ReturnWords {
  std::string_view subject, body;                                        ///< {sum}, {wishes}, {why}, {link}
  std::string_view taken, off_sale, over_limit, refused, owed, differs;  ///< why: {asked}, {came}
};

struct LetterWords {
  std::string_view language;  ///< BCP 47
  char decimal_mark;
  std::array<std::string_view, 7> weekdays;  ///< from Sunday
  std::array<std::string_view, 12> months;
  std::string_view date;   ///< {weekday}, {day}, {month}, {year}
  std::string_view hello;  ///< {name}
  std::string_view seat;
  BookingWords booking;
  WaitingWords waiting;
  ReturnWords returned;
};

/// "en", "de" or "es"; what is none of these is "en".
const LetterWords& letter_words(std::string_view language);

}  // namespace timeshelf::commerce
