// What pages put together out of words: dates in the slot's zone, prices, what is left.
#pragma once
#include <string>
#include <string_view>

#include "commerce/views.hpp"
#include "server/pages/page_words.hpp"

namespace timeshelf::server::pages {

/// Tells wall-clock time in one zone, in a language. Unknown zones are read as UTC.
class WallClock {
 public:
  /// `now` decides whether a date needs its year.
  WallClock(std::string_view time_zone, Instant now, const PageWords& words);

  const PageWords& words() const { return words_; }
  std::string day(Instant instant) const;       ///< "Sat 7 March", "Sa., 2. Januar 2027"
  std::string time(Instant instant) const;      ///< "10:00"
  std::string day_time(Instant instant) const;  ///< "Sat 7 March, 10:00"
  /// "Sat 7 March, 10:00–12:00", or with both days where it ends on another.
  std::string range(Instant from, Instant to) const;
  /// "10:00–12:00"
  std::string times(Instant from, Instant to) const;
  std::string weekday(Instant instant) const;       ///< "Saturday"
  std::string day_of_month(Instant instant) const;  ///< "7"
  std::string month(Instant instant) const;         ///< "March"
  std::string zone() const;                         ///< "Berlin time" for Europe/Berlin, "UTC"
  bool same_day(Instant a, Instant b) const;

 private:
  std::chrono::local_seconds local(Instant instant) const;
  std::string time_zone_;
  PageWords words_;
  std::chrono::year year_;
};

/// "€22.00", "22,00 €", "22.00 CHF"
std::string price_text(const Money& money, const PageWords& words);
/// "€22.00 until Fri 6 March, 10:00, then €26.00"
std::string price_story(const commerce::Offer& offer, const WallClock& clock);
/// "Pickup", "Delivery (€6.50, order by Thu 5 March, 12:00)"
std::string fulfilment_text(const commerce::FulfilmentChoice& choice, const WallClock& clock);
/// "Pickup"
std::string fulfilment_name(std::string_view kind, const PageWords& words);
/// How far a line of a booking is, for who booked it: "Ready for you", "1 of 3: Picked up"; "" while nothing
/// happened.
std::string progress_text(const commerce::Line& line, const PageWords& words);
/// Units that can be booked now, in all.
std::int64_t left_of(const commerce::Slot& slot);
/// What is left of a slot that is on sale: "12 left", "Only 3 places left", "4 to preorder"
std::string left_text(const commerce::Slot& slot, const PageWords& words);
/// "12 left", "Only 3 left", "Sold out", "Opens Fri 6 March, 10:00"
std::string badge_text(const commerce::Slot& slot, const WallClock& clock);
/// Why a slot is (not) on sale.
std::string state_story(const commerce::Slot& slot, const WallClock& clock);
/// How many wait before somebody: "Nobody is ahead of you."
std::string ahead_text(std::int64_t ahead, const PageWords& words);
/// "9 minutes", "40 seconds", "1 minute"; minutes are rounded
std::string duration_text(std::chrono::milliseconds duration, const PageWords& words);
/// "spring-glaze" as "Spring glaze"
std::string title_of_slug(std::string_view slug);

}  // namespace timeshelf::server::pages
