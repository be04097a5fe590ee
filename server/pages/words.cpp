#include "server/pages/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::server::pages {
namespace {

using commerce::SlotState;
using std::chrono::seconds;

std::chrono::local_days day_of(std::chrono::local_seconds local) {
  return std::chrono::floor<std::chrono::days>(local);
}

unsigned weekday_of(std::chrono::local_days day) {
  return std::chrono::weekday(day).c_encoding();
}

}  // namespace

WallClock::WallClock(std::string_view time_zone, Instant now, const PageWords& words)
    : time_zone_(time_zone), words_(words), year_(0) {
  year_ = std::chrono::year_month_day(day_of(local(now))).year();
}

std::chrono::local_seconds WallClock::local(Instant instant) const {
  const ical::Zone* zone = ical::find_zone(time_zone_);
  return (zone ? *zone : ical::utc_zone()).to_local(std::chrono::floor<seconds>(instant));
}

std::string WallClock::day(Instant instant) const {
  const auto day = day_of(local(instant));
  const std::chrono::year_month_day date(day);
  const std::string short_weekdays = words_("shortWeekdays");
  return words_.say(date.year() == year_ ? Word("day") : Word("dayOfYear"),
                    {{"weekday", split(short_weekdays, ' ').at(weekday_of(day))},
                     {"day", day_of_month(instant)},
                     {"month", month(instant)},
                     {"year", std::to_string(static_cast<int>(date.year()))}});
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

std::string WallClock::weekday(Instant instant) const {
  return std::string(words_.letters().weekdays.at(weekday_of(day_of(local(instant)))));
}

std::string WallClock::day_of_month(Instant instant) const {
  return fmt::format("{}", static_cast<unsigned>(std::chrono::year_month_day(day_of(local(instant))).day()));
}

std::string WallClock::month(Instant instant) const {
  const std::chrono::year_month_day date(day_of(local(instant)));
  return std::string(words_.letters().months.at(static_cast<unsigned>(date.month()) - 1));
}

std::string WallClock::zone() const {
  const auto slash = time_zone_.rfind('/');
  if (slash == std::string::npos) return time_zone_;
  std::string city = time_zone_.substr(slash + 1);
  std::replace(city.begin(), city.end(), '_', ' ');
  return words_.say("timeOfCity", {{"city", city}});
}

bool WallClock::same_day(Instant a, Instant b) const {
  return day_of(local(a)) == day_of(local(b));
}

std::string price_text(const Money& money, const PageWords& words) {
  std::string amount = money.decimal();
  std::replace(amount.begin(), amount.end(), '.', words.letters().decimal_mark);
  const commerce::LiveWords& ways = words.calendar().live;
  const std::string_view code = money.currency.code();
  const std::string_view format = code == "EUR"   ? ways.euro
                                  : code == "USD" ? ways.dollar
                                  : code == "GBP" ? ways.pound
                                                  : ways.other_currency;
  return fmt::format(fmt::runtime(format), fmt::arg("amount", amount), fmt::arg("currency", code));
}

std::string price_story(const commerce::Offer& offer, const WallClock& clock) {
  const PageWords& words = clock.words();
  if (!offer.price) return words("noPrice");
  std::string story = price_text(*offer.price, words);
  if (offer.price_until)
    story = words.say("priceUntil", {{"price", story}, {"when", clock.day_time(*offer.price_until)}});
  if (offer.next_price && offer.next_price != offer.price)
    story = words.say("priceThen", {{"price", story}, {"next", price_text(*offer.next_price, words)}});
  return story;
}

std::string fulfilment_name(std::string_view kind, const PageWords& words) {
  if (kind == "PICKUP") return words("pickup");
  if (kind == "DELIVERY") return words("delivery");
  if (kind == "SAME-DAY") return words("sameDay");
  if (kind == "DIGITAL") return words("digital");
  return std::string(kind);
}

std::string fulfilment_text(const commerce::FulfilmentChoice& choice, const WallClock& clock) {
  const PageWords& words = clock.words();
  std::string facts;
  if (choice.fee && choice.fee->minor > 0) facts = price_text(*choice.fee, words);
  if (choice.cut_off) {
    facts += (facts.empty() ? "" : ", ") + words.say("orderBy", {{"when", clock.day_time(*choice.cut_off)}});
  }
  const std::string name = fulfilment_name(choice.kind, words);
  return facts.empty() ? name : fmt::format("{} ({})", name, facts);
}

std::string progress_text(const commerce::Line& line, const PageWords& words) {
  using commerce::LineState;
  const bool seat = line.sku == ical::kSeatSku;
  std::string done = seat                           ? words("checkedIn")
                     : line.fulfilment == "PICKUP"  ? words("pickedUp")
                     : line.fulfilment == "DIGITAL" ? words("opened")
                                                    : words("delivered");
  if (line.state == LineState::returned) return words("broughtBack");
  if (line.handed_over > 0 && line.handed_over < line.quantity)
    return words.say("someOf", {{"units", std::to_string(line.handed_over)},
                                {"all", std::to_string(line.quantity)},
                                {"done", done}});
  if (line.state == LineState::handed_over) return done;
  if (seat) return "";  // nobody has to check in
  if (line.state == LineState::ready)
    return line.fulfilment == "PICKUP" ? words("readyForYou") : words("underWay");
  return line.state == LineState::missed ? words("notPickedUp") : "";
}

std::int64_t left_of(const commerce::Slot& slot) {
  const std::int64_t units =
      std::accumulate(slot.offers.begin(), slot.offers.end(), std::int64_t{0},
                      [](std::int64_t sum, const auto& offer) { return sum + offer.remaining; });
  return slot.seats_remaining ? std::min(units, *slot.seats_remaining) : units;
}

std::string left_text(const commerce::Slot& slot, const PageWords& words) {
  const std::int64_t units = commerce::units_left(slot);
  const bool made_to_order =
      !slot.offers.empty() &&
      std::all_of(slot.offers.begin(), slot.offers.end(), [](const auto& offer) { return offer.preorder; });
  if (made_to_order) return words.count("toPreorder", units);
  const bool low = slot.state == SlotState::low;
  if (!slot.seats_remaining || *slot.seats_remaining >= units)
    return words.count(low ? Word("onlyLeft") : Word("left"), units);
  return words.count(low ? Word("onlyPlaces") : Word("places"), *slot.seats_remaining);
}

std::string badge_text(const commerce::Slot& slot, const WallClock& clock) {
  const PageWords& words = clock.words();
  switch (slot.state) {
    case SlotState::upcoming:
      return slot.opens_at ? words.say("opens", {{"when", clock.day_time(*slot.opens_at)}})
                           : words("opensSoon");
    case SlotState::open:
    case SlotState::low:
      return left_text(slot, words);
    case SlotState::sold_out:
      return words("soldOut");
    case SlotState::closed:
      return words("closed");
    case SlotState::cancelled:
      return words("cancelled");
    case SlotState::off:
      return words("offSaleBadge");
    case SlotState::problem:
      return words("notOnSaleBadge");
  }
  return {};
}

std::string state_story(const commerce::Slot& slot, const WallClock& clock) {
  const PageWords& words = clock.words();
  // The reason is English, and knows more of the case; who has to mend it is better told that than nothing.
  const bool is_understood = words.language() == "en" || slot.state == SlotState::problem;
  if (!slot.reason.empty() && is_understood) return slot.reason;
  switch (slot.state) {
    case SlotState::upcoming:
      return slot.opens_at ? words.say("bookingOpens", {{"when", clock.day_time(*slot.opens_at)}})
                           : words("bookingOpensLater");
    case SlotState::open:
    case SlotState::low:
      return words("onSale");
    case SlotState::sold_out:
      return words("allSoldOrHeld");
    case SlotState::closed:
      return words("bookingHasClosed");
    case SlotState::cancelled:
      return words("calledOff");
    case SlotState::off:
      return words("offSale");
    case SlotState::problem:
      return words("termsUnreadable");
  }
  return {};
}

std::string ahead_text(std::int64_t ahead, const PageWords& words) {
  return ahead == 0 ? words("nobodyAhead") : words.count("ahead", ahead);
}

std::string duration_text(std::chrono::milliseconds duration, const PageWords& words) {
  const auto left = std::max<std::int64_t>(0, std::chrono::floor<seconds>(duration).count());
  if (left < 60) return words.count("seconds", left);
  return words.count("minutes", (left + 30) / 60);  // a new hold has ten minutes, not nine
}

std::string title_of_slug(std::string_view slug) {
  std::string title(slug);
  std::replace(title.begin(), title.end(), '-', ' ');
  if (!title.empty()) title.front() = to_upper(title.substr(0, 1)).front();
  return title;
}

}  // namespace timeshelf::server::pages
