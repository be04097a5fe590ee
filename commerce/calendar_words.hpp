// What the shop writes into calendars that are one for all who read them, in its own language: the live
// calendar, the staff's shifts and tasks, and orders.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// A thing in one and in several: "1 booking", "3 bookings". Formats of fmt, with {number}.
struct Counted {
  std::string_view one, several;
  std::string_view for_number(std::int64_t number) const { return number == 1 ? one : several; }
  std::string of(std::int64_t number) const;
};

/// Of the live calendar, which customers subscribe to.
struct LiveWords {
  std::string_view sold_out, cancelled, closed;  ///< in front of the title
  std::string_view soon;                         ///< behind it
  Counted left, places_left, to_preorder;
  std::string_view moment;                               ///< {day}, {month}, {short_month}, {time}
  std::string_view euro, dollar, pound, other_currency;  ///< in a title: {amount}, {currency}
  std::string_view price_until;                          ///< {moment}, {price}
  std::string_view one_each;                             ///< behind places: each booking takes one
  std::string_view as_of;                                ///< {moment}, {zone}, {link}
  std::string_view book;                                 ///< on the link
};

/// Of the staff's calendars.
struct StaffWords {
  std::string_view shifts, tasks;  ///< what the two calendars are called
  std::string_view uncovered;      ///< leads the SUMMARY of a shift that nobody has
  std::string_view shift;          ///< {slot}
  Counted bookings, people;
  std::string_view needed;      ///< {bookings}, {people}
  std::string_view called_off;  ///< to who had accepted it: {person}, {bookings}, {people}
  std::string_view nobody;
  std::string_view put_back;               ///< to who deleted it: {person}
  std::string_view set_up;                 ///< {slot}
  std::string_view prepare, prepare_more;  ///< {number}, {sku}, {slot}
  Counted hand_over, hand_over_more;       ///< {number}, {slot}
  std::string_view overruled;              ///< keeps what somebody had written: {line}, {value}
};

/// Of orders, and of the letter to the owner that there is a draft.
struct OrderWords {
  std::string_view goods, goods_from;        ///< {units}, {sku}, {supplier}
  std::string_view title;                    ///< {goods}, {slot}
  std::string_view because;                  ///< {demand}, {low}, {high}, {there}
  std::string_view to_do;                    ///< {cost}
  std::string_view last_day, last_day_text;  ///< {goods}; {cost}
  std::string_view expected, expected_text;
  std::string_view part_text;        ///< behind that, where a part came: {received}
  std::string_view came, came_text;  ///< {received}, {goods}; {cost}
  std::string_view missing_text;     ///< behind that, where not all came: {missing}
  std::string_view not_ordered, not_ordered_text;
  std::string_view subject;  ///< {goods}
  std::string_view letter;   ///< {slot}, {when}, {goods}, {cost}, {order_by}, {link}
};

struct CalendarWords {
  std::string_view language;  ///< BCP 47
  LiveWords live;
  StaffWords staff;
  OrderWords order;
};

/// "en", "de" or "es"; what is none of these is "en".
const CalendarWords& calendar_words(std::string_view language);
const std::array<const CalendarWords*, 3>& all_calendar_words();

/// units_left() in words: "24 left", or "12 places left" where fewer bookings fit than there are units.
std::string left_text(const Slot&, const LiveWords&);

}  // namespace timeshelf::commerce
