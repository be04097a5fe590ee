#include "ical/terms_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ical/edit_terms.hpp"
#include "ical/shelf_grammar.hpp"

namespace timeshelf::ical::grammar {
namespace {

using Lines = std::optional<PlainLines>;
using Properties = std::vector<Property>;

constexpr std::array<std::string_view, 4> kWays{"PICKUP", "DELIVERY", "SAME-DAY", "DIGITAL"};

std::string_view name_of(FulfilmentKind kind) {
  return kWays[static_cast<std::size_t>(kind)];
}

Property property(std::string_view name, std::string value, std::vector<Parameter> parameters = {}) {
  return {fmt::format("X-SHELF-{}", name), std::move(value), std::move(parameters)};
}

std::string counted(std::int64_t number, std::string_view unit) {
  return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
}

// "7 days before", "2026-05-01 18:00"; nothing for what counts by two units, after the start, or in a zone.
std::optional<std::string> plain(const Moment& moment) {
  using namespace std::chrono;
  if (const auto* back = std::get_if<Duration>(&moment)) {
    const bool both = back->days.count() != 0 && back->seconds.count() != 0;
    if (both || back->days.count() > 0 || back->seconds.count() > 0 || back->seconds % minutes(1) != 0s)
      return std::nullopt;
    if (back->days.count() != 0) return counted(-back->days.count(), "day") + " before";
    const auto minutes_before = duration_cast<minutes>(-back->seconds).count();
    if (minutes_before % 60 == 0) return counted(minutes_before / 60, "hour") + " before";
    return counted(minutes_before, "minute") + " before";
  }
  const auto& at = std::get<DateTime>(moment);
  if (at.form != DateTime::Form::floating && at.form != DateTime::Form::date) return std::nullopt;
  const auto day = floor<days>(at.local);
  const year_month_day date(local_days(day.time_since_epoch()));
  const auto time = at.local - day;
  if (time % minutes(1) != 0s) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()), duration_cast<hours>(time).count(),
                     duration_cast<minutes>(time % hours(1)).count());
}

template <auto Member>
Properties count_property(const ShelfTerms& terms, std::string_view name) {
  const auto& count = terms.*Member;
  return count ? Properties{property(name, std::to_string(*count))} : Properties{};
}
template <auto Member>
Lines count_line(const ShelfTerms& terms, std::string_view keyword) {
  const auto& count = terms.*Member;
  return count ? PlainLines{fmt::format("{} {}", keyword, *count)} : PlainLines{};
}

Properties stock_properties(const std::vector<AuthoredStock>& list, std::string_view name) {
  Properties written;
  for (const auto& stock : list)
    written.push_back(property(name, std::to_string(stock.units), {{"SKU", {stock.sku}}}));
  return written;
}
Lines stock_lines(const std::vector<AuthoredStock>& list, std::string_view keyword) {
  PlainLines written;
  for (const auto& stock : list) written.push_back(fmt::format("{} {} {}", keyword, stock.sku, stock.units));
  return written;
}

Properties price_properties(const ShelfTerms& terms, Currency) {
  Properties written;
  for (const AuthoredPrice& price : terms.prices) {
    std::vector<Parameter> parameters;
    if (price.sku != kSeatSku) parameters.push_back({"SKU", {price.sku}});
    if (!price.tier.empty()) parameters.push_back({"TIER", {price.tier}});
    if (price.until) parameters.push_back({"UNTIL", {format(*price.until)}});
    if (price.quantity) parameters.push_back({"QTY", {std::to_string(*price.quantity)}});
    parameters.push_back({"CURRENCY", {std::string(price.amount.currency.code())}});
    written.push_back(property("PRICE", price.amount.decimal(), std::move(parameters)));
  }
  return written;
}

// "18.00 EUR until 7 days before"
std::optional<std::string> price_step(const AuthoredPrice& price) {
  if (!price.tier.empty() || (price.until && price.quantity)) return std::nullopt;
  std::string step = price.amount.text();
  if (price.quantity) step += fmt::format(" until {} sold", *price.quantity);
  if (price.until) {
    const auto when = plain(*price.until);
    if (!when) return std::nullopt;
    step += " until " + *when;
  }
  return step;
}

// A line for each SKU and currency, in the order in which they are named first.
Lines price_lines(const ShelfTerms& terms, Currency) {
  PlainLines written;
  std::vector<std::pair<std::string, std::string_view>> ladders;
  for (const AuthoredPrice& price : terms.prices) {
    const std::pair ladder(price.sku, price.amount.currency.code());
    const auto step = price_step(price);
    if (!step) return std::nullopt;
    const auto known = std::find(ladders.begin(), ladders.end(), ladder);
    if (known != ladders.end()) {
      written[static_cast<std::size_t>(known - ladders.begin())] += ", " + *step;
      continue;
    }
    ladders.push_back(ladder);
    written.push_back((price.sku == kSeatSku ? "price " : "price " + price.sku + " ") + *step);
  }
  return written;
}

std::string clock(std::chrono::minutes time, std::string_view between) {
  return fmt::format("{:02}{}{:02}", time.count() / 60 % 24, between, time.count() % 60);
}

void add_windows(std::vector<Parameter>& parameters, const AuthoredWindows& windows) {
  std::vector<std::string> values;
  if (windows.length) values.push_back(fmt::format("PT{}M", windows.length->count()));
  for (const AuthoredWindow& window : windows.list) {
    values.push_back(clock(window.begins, "") + "-" + clock(window.ends, "") +
                     (window.capacity ? fmt::format("/{}", *window.capacity) : ""));
  }
  parameters.push_back({"WINDOW", std::move(values)});
  if (windows.length && windows.capacity)
    parameters.push_back({"CAPACITY", {std::to_string(*windows.capacity)}});
}

// Windows are of pickup, which is the way of who names none.
std::vector<AuthoredFulfilment> ways_of(const ShelfTerms& terms) {
  if (terms.fulfilment.empty() && terms.windows) return {{FulfilmentKind::pickup, {}, {}}};
  return terms.fulfilment;
}

Properties way_properties(const ShelfTerms& terms, Currency) {
  Properties written;
  for (const AuthoredFulfilment& way : ways_of(terms)) {
    std::vector<Parameter> parameters;
    if (way.fee) parameters.push_back({"FEE", {way.fee->decimal()}});
    if (way.cut_off) parameters.push_back({"CUTOFF", {format(*way.cut_off)}});
    if (way.kind == FulfilmentKind::pickup && terms.windows) add_windows(parameters, *terms.windows);
    written.push_back(property("FULFILMENT", std::string(name_of(way.kind)), std::move(parameters)));
  }
  return written;
}

std::string windows_line(const AuthoredWindows& windows) {
  const auto room = [](const std::optional<std::int64_t>& capacity) {
    return capacity ? fmt::format(" for {}", *capacity) : std::string();
  };
  if (windows.length)
    return fmt::format("windows {} minutes{}", windows.length->count(), room(windows.capacity));
  std::string line = "windows";
  for (const AuthoredWindow& window : windows.list) {
    line += fmt::format("{} {}-{}{}", &window == &windows.list.front() ? "" : ",", clock(window.begins, ":"),
                        clock(window.ends, ":"), room(window.capacity));
  }
  return line;
}

Lines way_lines(const ShelfTerms& terms, Currency) {
  std::string line;
  for (const AuthoredFulfilment& way : terms.fulfilment) {
    line += (line.empty() ? "" : ", ") + to_lower(name_of(way.kind));
    if (way.fee) line += " " + way.fee->decimal();
    if (!way.cut_off) continue;
    const auto when = plain(*way.cut_off);
    if (!when) return std::nullopt;
    line += " until " + *when;
  }
  PlainLines written;
  if (!line.empty()) written.push_back(line);
  if (terms.windows) written.push_back(windows_line(*terms.windows));
  return written;
}

Properties open_properties(const ShelfTerms& terms, Currency) {
  Properties written;
  if (terms.opens) written.push_back(property("OPENS", format(*terms.opens)));
  for (const AuthoredOpening& early : terms.early)
    written.push_back(property("OPENS", format(early.at), {{"FOR", {early.audience}}}));
  return written;
}
Lines open_lines(const ShelfTerms& terms, Currency) {
  PlainLines written;
  const auto add = [&](const Moment& moment, const std::string& behind) {
    const auto when = plain(moment);
    if (when) written.push_back("opens " + *when + behind);
    return when.has_value();
  };
  if (terms.opens && !add(*terms.opens, "")) return std::nullopt;
  for (const AuthoredOpening& early : terms.early) {
    if (!add(early.at, " for " + to_lower(early.audience))) return std::nullopt;
  }
  return written;
}

template <auto Member>
Properties moment_property(const ShelfTerms& terms, std::string_view name) {
  const auto& moment = terms.*Member;
  return moment ? Properties{property(name, format(*moment))} : Properties{};
}
template <auto Member>
Lines moment_line(const ShelfTerms& terms, std::string_view keyword) {
  const auto& moment = terms.*Member;
  if (!moment) return PlainLines{};
  const auto when = plain(*moment);
  return when ? Lines(PlainLines{fmt::format("{} {}", keyword, *when)}) : std::nullopt;
}

Properties staff_property(const ShelfTerms& terms, Currency) {
  if (!terms.staffing) return {};
  const AuthoredStaffing& rule = *terms.staffing;
  std::vector<Parameter> parameters;
  if (rule.at_least) parameters.push_back({"ATLEAST", {std::to_string(*rule.at_least)}});
  if (rule.set_up) parameters.push_back({"SETUP", {fmt::format("PT{}M", rule.set_up->count())}});
  if (rule.tear_down) parameters.push_back({"TEARDOWN", {fmt::format("PT{}M", rule.tear_down->count())}});
  return {
      property("STAFFING", fmt::format("{} PER {}", rule.people, rule.per_bookings), std::move(parameters))};
}
Lines staff_line(const ShelfTerms& terms, Currency) {
  if (!terms.staffing) return PlainLines{};
  const AuthoredStaffing& rule = *terms.staffing;
  std::string line = fmt::format("staff {} per {}", rule.people, rule.per_bookings);
  if (rule.at_least) line += fmt::format(", at least {}", *rule.at_least);
  if (rule.set_up) line += fmt::format(", set up {} minutes", rule.set_up->count());
  if (rule.tear_down) line += fmt::format(", tear down {} minutes", rule.tear_down->count());
  return PlainLines{line};
}

template <auto Member>
Properties word_property(const ShelfTerms& terms, std::string_view name) {
  const std::string& word = terms.*Member;
  return word.empty() ? Properties{} : Properties{property(name, word)};
}
template <auto Member>
Lines word_line(const ShelfTerms& terms, std::string_view keyword) {
  const std::string& word = terms.*Member;
  return word.empty() ? PlainLines{} : PlainLines{fmt::format("{} {}", keyword, word)};
}

const std::vector<TermsKind>& kinds() {
  using T = const ShelfTerms&;
  static const std::vector<TermsKind> all{
      {"SEATS", [](T t, Currency) { return count_property<&ShelfTerms::seats>(t, "SEATS"); },
       [](T t, Currency) { return count_line<&ShelfTerms::seats>(t, "seats"); }},
      {"STOCK", [](T t, Currency) { return stock_properties(t.stock, "STOCK"); },
       [](T t, Currency) { return stock_lines(t.stock, "stock"); }},
      {"PREORDER", [](T t, Currency) { return stock_properties(t.preorders, "PREORDER"); },
       [](T t, Currency) { return stock_lines(t.preorders, "preorder"); }},
      {"PRICE", price_properties, price_lines},
      {"FULFILMENT", way_properties, way_lines},
      {"LIMIT", [](T t, Currency) { return count_property<&ShelfTerms::limit>(t, "LIMIT"); },
       [](T t, Currency) { return count_line<&ShelfTerms::limit>(t, "limit"); }},
      {"OPENS", open_properties, open_lines},
      {"CLOSES", [](T t, Currency) { return moment_property<&ShelfTerms::closes>(t, "CLOSES"); },
       [](T t, Currency) { return moment_line<&ShelfTerms::closes>(t, "closes"); }},
      {"CANCEL", [](T t, Currency) { return moment_property<&ShelfTerms::cancel>(t, "CANCEL"); },
       [](T t, Currency) { return moment_line<&ShelfTerms::cancel>(t, "cancel until"); }},
      {"DROP", [](T t, Currency) { return word_property<&ShelfTerms::drop>(t, "DROP"); },
       [](T t, Currency) { return word_line<&ShelfTerms::drop>(t, "drop"); }},
      {"QUEUE", [](T t, Currency) { return count_property<&ShelfTerms::queue>(t, "QUEUE"); },
       [](T t, Currency) { return count_line<&ShelfTerms::queue>(t, "queue"); }},
      {"BUNDLE", [](T t, Currency) { return word_property<&ShelfTerms::bundle>(t, "BUNDLE"); },
       [](T t, Currency) { return word_line<&ShelfTerms::bundle>(t, "bundle"); }},
      {"STAFFING", staff_property, staff_line},
      {"THRESHOLD", [](T t, Currency) { return stock_properties(t.thresholds, "THRESHOLD"); },
       [](T t, Currency) { return stock_lines(t.thresholds, "threshold"); }},
  };
  return all;
}

std::string moment_text(const Duration& duration) {
  const bool back = duration.days.count() < 0 || duration.seconds.count() < 0;
  const auto days = std::abs(duration.days.count());
  const auto seconds = std::abs(duration.seconds.count());
  std::string text = back ? "-P" : "P";
  if (days > 0) text += fmt::format("{}D", days);
  if (seconds > 0 || days == 0) {
    text += "T";
    if (seconds >= 3600) text += fmt::format("{}H", seconds / 3600);
    if (seconds % 3600 >= 60) text += fmt::format("{}M", seconds % 3600 / 60);
    if (seconds % 60 > 0 || seconds == 0) text += fmt::format("{}S", seconds % 60);
  }
  return text;
}

}  // namespace

std::span<const TermsKind> terms_kinds() {
  return kinds();
}

std::string_view property_of_line(std::string_view line) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kKeywords{
      {{"seats", "SEATS"},
       {"stock", "STOCK"},
       {"preorder", "PREORDER"},
       {"price", "PRICE"},
       {"pickup", "FULFILMENT"},
       {"delivery", "FULFILMENT"},
       {"same-day", "FULFILMENT"},
       {"digital", "FULFILMENT"},
       {"windows", "FULFILMENT"},
       {"window", "FULFILMENT"},
       {"limit", "LIMIT"},
       {"opens", "OPENS"},
       {"closes", "CLOSES"},
       {"cancel", "CANCEL"},
       {"drop", "DROP"},
       {"queue", "QUEUE"},
       {"bundle", "BUNDLE"},
       {"staff", "STAFFING"},
       {"threshold", "THRESHOLD"}}};
  const std::string lower = to_lower(trim(line));
  const std::string_view word = std::string_view(lower).substr(0, lower.find_first_of(" ,"));
  for (const auto& [keyword, property] : kKeywords) {
    if (word == keyword) return property;
  }
  return "";
}

}  // namespace timeshelf::ical::grammar

namespace timeshelf::ical {

std::string format(const Moment& moment) {
  const auto* duration = std::get_if<Duration>(&moment);
  return duration ? grammar::moment_text(*duration) : format(std::get<DateTime>(moment));
}

std::optional<Moment> parse_moment(std::string_view text) {
  if (const auto duration = parse_duration(text)) return *duration;
  if (const auto date = parse_date_time(text)) return *date;
  return std::nullopt;
}

}  // namespace timeshelf::ical
