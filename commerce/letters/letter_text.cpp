#include "commerce/letters/letter_text.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

// Wall-clock time in one zone.
class Clockwork {
 public:
  explicit Clockwork(std::string_view time_zone) : known_(ical::find_zone(time_zone)), name_(time_zone) {}

  date::local_seconds local(Instant at) const {
    const ical::Zone& zone = known_ ? *known_ : ical::utc_zone();
    return date::local_seconds(
        zone.to_local(std::chrono::floor<std::chrono::seconds>(at)).time_since_epoch());
  }
  std::string_view zone() const { return known_ ? std::string_view(name_) : "UTC"; }

 private:
  const ical::Zone* known_;
  std::string name_;
};

std::string day(date::local_seconds at, const LetterWords& words) {
  const auto days = date::floor<date::days>(at);
  const date::year_month_day date(days);
  return fmt::format(fmt::runtime(words.date),
                     fmt::arg("weekday", words.weekdays.at(date::weekday(days).c_encoding())),
                     fmt::arg("day", static_cast<unsigned>(date.day())),
                     fmt::arg("month", words.months.at(static_cast<unsigned>(date.month()) - 1)),
                     fmt::arg("year", static_cast<int>(date.year())));
}

std::string time(date::local_seconds at) {
  return date::format("%H:%M", at);
}

}  // namespace

std::string filled(std::string_view format, const char* name, std::string_view value) {
  return fmt::format(fmt::runtime(format), fmt::arg(name, value));
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return std::string(trim(line));
}

std::string offer_name(const Slot& slot, std::string_view sku, const LetterWords& words) {
  if (sku == ical::kSeatSku) return std::string(words.seat);
  const auto offer = std::find_if(slot.offers.begin(), slot.offers.end(),
                                  [&](const Offer& candidate) { return candidate.sku == sku; });
  return offer == slot.offers.end() || offer->name.empty() ? std::string(sku) : offer->name;
}

std::string money_text(const Money& money, const LetterWords& words) {
  std::string text = money.text();
  std::replace(text.begin(), text.end(), '.', words.decimal_mark);
  return text;
}

std::string when_text(const Slot& slot, const LetterWords& words) {
  const Clockwork clock(slot.time_zone);
  const auto from = clock.local(slot.starts_at);
  const auto to = clock.local(slot.ends_at);
  const bool same_day = date::floor<date::days>(from) == date::floor<date::days>(to);
  return fmt::format("{}, {}–{}{} ({})", day(from, words), time(from), same_day ? "" : day(to, words) + ", ",
                     time(to), clock.zone());
}

std::string clock_text(Instant from, Instant to, std::string_view time_zone) {
  const Clockwork clock(time_zone);
  return fmt::format("{}–{}", time(clock.local(from)), time(clock.local(to)));
}

std::string moment_text(Instant at, std::string_view time_zone, const LetterWords& words) {
  const Clockwork clock(time_zone);
  const auto local = clock.local(at);
  return fmt::format("{}, {} ({})", day(local, words), time(local), clock.zone());
}

}  // namespace timeshelf::commerce
