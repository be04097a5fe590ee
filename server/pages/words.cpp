#include "server/pages/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::server::pages {
namespace {

using commerce::SlotState;
using std::chrono::seconds;

constexpr std::array kDays = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};

std::chrono::local_days day_of(std::chrono::local_seconds local) {
  return std::chrono::floor<std::chrono::days>(local);
}

std::string_view weekday_name(std::chrono::local_days day) {
  return kDays.at(std::chrono::weekday(day).c_encoding());
}

}  // namespace

WallClock::WallClock(std::string_view time_zone, Instant now) : time_zone_(time_zone), year_(0) {
  year_ = std::chrono::year_month_day(day_of(local(now))).year();
}

std::chrono::local_seconds WallClock::local(Instant instant) const {
  const ical::Zone* zone = ical::find_zone(time_zone_);
  return (zone ? *zone : ical::utc_zone()).to_local(std::chrono::floor<seconds>(instant));
}

std::string WallClock::day(Instant instant) const {
  const auto day = day_of(local(instant));
  const std::chrono::year_month_day date(day);
  const std::string text =
      fmt::format("{} {} {}", weekday_name(day).substr(0, 3), static_cast<unsigned>(date.day()),
                  kMonths.at(static_cast<unsigned>(date.month()) - 1));
  return date.year() == year_ ? text : fmt::format("{} {}", text, static_cast<int>(date.year()));
}

std::string WallClock::time(Instant instant) const {
  const auto at = local(instant);
  const std::chrono::hh_mm_ss clock(at - day_of(at));
  return fmt::format("{:02}:{:02}", clock.hours().count(), clock.minutes().count());
}

std::string WallClock::day_time(Instant instant) const {
  return day(instant) + ", " + time(instant);
}

std::string WallClock::range(Instant from, Instant to) const {
  if (from == to) return day_time(from);
  // An end at midnight still belongs to the day before.
  if (same_day(from, to - seconds(1))) return day_time(from) + "–\u2060" + time(to);  // no line break inside
  return day_time(from) + " – " + day_time(to);
}

std::string WallClock::times(Instant from, Instant to) const {
  return time(from) + "–\u2060" + time(to);  // no line break inside
}

std::string WallClock::weekly(Instant instant) const {
  return fmt::format("{}s, {}", weekday_name(day_of(local(instant))), time(instant));
}

std::string WallClock::weekday(Instant instant) const {
  return std::string(weekday_name(day_of(local(instant))));
}

std::string WallClock::day_of_month(Instant instant) const {
  return fmt::format("{}", static_cast<unsigned>(std::chrono::year_month_day(day_of(local(instant))).day()));
}

std::string WallClock::month(Instant instant) const {
  return kMonths.at(static_cast<unsigned>(std::chrono::year_month_day(day_of(local(instant))).month()) - 1);
}

std::string WallClock::zone() const {
  const auto slash = time_zone_.rfind('/');
  if (slash == std::string::npos) return time_zone_;
  std::string city = time_zone_.substr(slash + 1);
  std::replace(city.begin(), city.end(), '_', ' ');
  return city + " time";
}

bool WallClock::same_day(Instant a, Instant b) const {
  return day_of(local(a)) == day_of(local(b));
}

std::string price_text(const Money& money) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSymbols = {
      {{"EUR", "€"}, {"GBP", "£"}, {"USD", "$"}}};
  for (const auto& [code, symbol] : kSymbols) {
    if (money.currency.code() == code) return std::string(symbol) + money.decimal();
  }
  return money.text();
}

std::string price_story(const commerce::Offer& offer, const WallClock& clock) {
  if (!offer.price) return "no price at the moment";
  std::string story = price_text(*offer.price);
  if (offer.price_until) story += " until " + clock.day_time(*offer.price_until);
  if (offer.next_price && offer.next_price != offer.price) story += ", then " + price_text(*offer.next_price);
  return story;
}

std::string fulfilment_name(std::string_view kind) {
  if (kind == "PICKUP") return "Pickup";
  if (kind == "DELIVERY") return "Delivery";
  if (kind == "SAME-DAY") return "Same-day delivery";
  if (kind == "DIGITAL") return "Digital";
  return std::string(kind);
}

std::string fulfilment_text(const commerce::FulfilmentChoice& choice, const WallClock& clock) {
  std::string facts;
  if (choice.fee && choice.fee->minor > 0) facts = price_text(*choice.fee);
  if (choice.cut_off) {
    facts += (facts.empty() ? "order by " : ", order by ") + clock.day_time(*choice.cut_off);
  }
  const std::string name = fulfilment_name(choice.kind);
  return facts.empty() ? name : fmt::format("{} ({})", name, facts);
}

std::string progress_text(const commerce::Line& line) {
  using commerce::LineState;
  const bool seat = line.sku == ical::kSeatSku;
  const std::string done = seat                           ? "checked in"
                           : line.fulfilment == "PICKUP"  ? "picked up"
                           : line.fulfilment == "DIGITAL" ? "opened"
                                                          : "delivered";
  if (line.state == LineState::returned) return "Brought back";
  if (line.handed_over > 0 && line.handed_over < line.quantity)
    return fmt::format("{} of {} {}", line.handed_over, line.quantity, done);
  if (line.state == LineState::handed_over) return to_upper(done.substr(0, 1)) + done.substr(1);
  if (seat) return "";  // nobody has to check in
  if (line.state == LineState::ready) return line.fulfilment == "PICKUP" ? "Ready for you" : "On its way";
  return line.state == LineState::missed ? "Not picked up yet" : "";
}

std::int64_t left_of(const commerce::Slot& slot) {
  const std::int64_t units =
      std::accumulate(slot.offers.begin(), slot.offers.end(), std::int64_t{0},
                      [](std::int64_t sum, const auto& offer) { return sum + offer.remaining; });
  return slot.seats_remaining ? std::min(units, *slot.seats_remaining) : units;
}

std::string badge_text(const commerce::Slot& slot, const WallClock& clock) {
  switch (slot.state) {
    case SlotState::upcoming:
      return slot.opens_at ? "Opens " + clock.day_time(*slot.opens_at) : "Opens soon";
    case SlotState::open:
      return commerce::left_text(slot);
    case SlotState::low:
      return "Only " + commerce::left_text(slot);
    case SlotState::sold_out:
      return "Sold out";
    case SlotState::closed:
      return "Closed";
    case SlotState::cancelled:
      return "Cancelled";
    case SlotState::off:
      return "Off sale";
    case SlotState::problem:
      return "Not on sale";
  }
  return {};
}

std::string state_story(const commerce::Slot& slot, const WallClock& clock) {
  if (!slot.reason.empty()) return slot.reason;
  switch (slot.state) {
    case SlotState::upcoming:
      return slot.opens_at ? "Booking opens " + clock.day_time(*slot.opens_at) + "." : "Booking opens later.";
    case SlotState::open:
    case SlotState::low:
      return "On sale.";
    case SlotState::sold_out:
      return "Everything is sold or held.";
    case SlotState::closed:
      return "Booking has closed.";
    case SlotState::cancelled:
      return "Called off.";
    case SlotState::off:
      return "Taken off sale.";
    case SlotState::problem:
      return "The terms of sale cannot be read.";
  }
  return {};
}

std::string duration_text(std::chrono::milliseconds duration) {
  const auto left = std::max<std::int64_t>(0, std::chrono::floor<seconds>(duration).count());
  const bool in_minutes = left >= 60;
  const std::int64_t count = in_minutes ? (left + 30) / 60 : left;  // a new hold has ten minutes, not nine
  return fmt::format("{} {}{}", count, in_minutes ? "minute" : "second", count == 1 ? "" : "s");
}

std::string title_of_slug(std::string_view slug) {
  std::string title(slug);
  std::replace(title.begin(), title.end(), '-', ' ');
  if (!title.empty()) title.front() = to_upper(title.substr(0, 1)).front();
  return title;
}

}  // namespace timeshelf::server::pages
