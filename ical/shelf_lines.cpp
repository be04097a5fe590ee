// Plain #shelf lines in a description, for calendar apps without a property editor.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ical/shelf_grammar.hpp"

namespace timeshelf::ical {
namespace {

using Words = std::vector<std::string_view>;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// Calendar apps rewrite what people type: Google sends HTML, phones send no-break spaces and odd dashes.
std::string plain(std::string_view description) {
  std::string text(description);
  for (const std::string_view tag : {"<br>", "<br/>", "<br />", "<BR>", "</p>", "</div>", "\r\n", "\r"}) {
    replace_all(text, tag, "\n");
  }
  for (const std::string_view tag : {"<p>", "<div>", "<span>", "</span>", "<b>", "</b>"})
    replace_all(text, tag, "");
  replace_all(text, "&nbsp;", " ");
  replace_all(text, "\xC2\xA0", " ");
  replace_all(text, "\xE2\x80\x93", "-");
  replace_all(text, "\xE2\x80\x91", "-");
  return text;
}

Words words_of(std::string_view line) {
  Words words;
  for (const std::string_view word : split(line, ' ')) {
    if (const auto trimmed = trim(word); !trimmed.empty()) words.push_back(trimmed);
  }
  return words;
}

bool is(std::string_view word, std::string_view expected) {
  return equals_ignoring_case(word, expected);
}

// "7 days", "1 hour", "2 weeks": negative, because it counts back from the start.
std::optional<Duration> before(std::string_view number, std::string_view unit) {
  const auto count = grammar::units(number);
  if (!count) return std::nullopt;
  const std::string name = to_lower(unit.ends_with('s') ? unit.substr(0, unit.size() - 1) : unit);
  Duration duration;
  if (name == "week")
    duration.days = std::chrono::days(-7 * *count);
  else if (name == "day")
    duration.days = std::chrono::days(-*count);
  else if (name == "hour")
    duration.seconds = std::chrono::hours(-*count);
  else if (name == "minute")
    duration.seconds = std::chrono::minutes(-*count);
  else
    return std::nullopt;
  return duration;
}

// "7 days before", "2026-05-01 18:00", "2026-05-01"
std::optional<Moment> moment(const Words& words) {
  if (words.size() == 3 && is(words[2], "before")) {
    if (const auto duration = before(words[0], words[1])) return *duration;
    return std::nullopt;
  }
  if (words.empty() || words.size() > 2) return std::nullopt;
  std::string date(words[0]);
  std::erase(date, '-');
  std::string time = words.size() == 2 ? std::string(words[1]) : "00:00";
  std::erase(time, ':');
  if (time.size() != 4) return std::nullopt;
  if (const auto value = parse_date_time(date + "T" + time + "00")) return *value;
  return std::nullopt;
}

class LineReader {
 public:
  LineReader(Currency currency, grammar::Reading& reading) : currency_(currency), reading_(reading) {}

  void read(std::string_view line) {
    const std::string why = take(words_of(line), line);
    if (!why.empty()) {
      reading_.problems.push_back(
          {false, std::string(line), fmt::format("The line '{}' cannot be read: {}", line, why)});
    }
  }

 private:
  std::string take(const Words& words, std::string_view line) {
    ShelfTerms& terms = reading_.terms;
    const std::string keyword = to_lower(words[0]);
    if (grammar::fulfilment(trim(split(keyword, ',')[0]))) return fulfilments(line);
    if (keyword == "price") return price(line.substr(line.find(words[0]) + words[0].size()));
    if (keyword == "stock" || keyword == "preorder" || keyword == "threshold") {
      if (words.size() != 3) return fmt::format("write '{} SKU NUMBER'.", keyword);
      const std::string sku = to_upper(words[1]);
      const auto count = grammar::units(words[2]);
      if (!grammar::is_sku(sku)) return "a SKU is letters, digits and hyphens.";
      if (!count) return "the number is whole, from 0 to 1,000,000.";
      auto& list = keyword == "stock"      ? terms.stock
                   : keyword == "preorder" ? terms.preorders
                                           : terms.thresholds;
      list.push_back({sku, *count});
      return "";
    }
    if (keyword == "seats" || keyword == "limit") {
      const auto count = words.size() == 2 ? grammar::units(words[1]) : std::nullopt;
      if (!count || (keyword == "limit" && *count < 1)) return fmt::format("write '{} NUMBER'.", keyword);
      (keyword == "seats" ? terms.seats : terms.limit) = count;
      return "";
    }
    if (keyword == "windows" || keyword == "window")
      return windows(line.substr(line.find(words[0]) + words[0].size()));
    if (keyword == "opens" && words.size() > 3 && is(words[words.size() - 2], "for")) return early(words);
    if (keyword == "opens" || keyword == "closes") {
      auto when = moment({words.begin() + 1, words.end()});
      if (!when) return "write a time like '14 days before' or '2026-05-01 18:00'.";
      (keyword == "opens" ? terms.opens : terms.closes) = std::move(when);
      return "";
    }
    if (keyword == "cancel") {
      const auto from = words.begin() + (words.size() > 1 && is(words[1], "until") ? 2 : 1);
      terms.cancel = moment({from, words.end()});
      return terms.cancel ? "" : "write 'cancel until 1 day before' or 'cancel until 2026-05-01 18:00'.";
    }
    if (keyword == "queue") {
      terms.queue = words.size() == 2 ? grammar::units(words[1]) : std::nullopt;
      return terms.queue ? "" : "write 'queue PEOPLE-A-MINUTE'.";
    }
    if (keyword == "drop" || keyword == "bundle") {
      const std::string name = words.size() == 2 ? to_lower(words[1]) : "";
      if (!grammar::is_slug(name)) return "its name is letters, digits and hyphens.";
      (keyword == "drop" ? terms.drop : terms.bundle) = name;
      return "";
    }
    if (keyword == "staff") return staffing(line.substr(line.find(words[0]) + words[0].size()));
    return "it begins with none of seats, stock, preorder, price, pickup, delivery, same-day, digital, "
           "limit, opens, closes, cancel, drop, bundle, queue, staff, threshold, windows.";
  }

  // "opens 21 days before for members"
  std::string early(const Words& words) {
    const std::string audience = to_upper(words.back());
    if (!grammar::is_audience(audience)) return "whom it opens for is letters, digits and hyphens.";
    const auto when = moment({words.begin() + 1, words.end() - 2});
    if (!when) return "write a time like '21 days before' in front of 'for'.";
    reading_.terms.early.push_back({audience, *when});
    return "";
  }

  // "[SKU] 18 EUR until 7 days before, 22 until 1 day before, 25"
  std::string price(std::string_view rest) {
    std::string sku(kSeatSku);
    std::optional<Currency> currency;
    bool first = true;
    for (const std::string_view step : split(rest, ',')) {
      Words words = words_of(step);
      if (first && !words.empty() && words[0].find_first_not_of("0123456789.-+") != std::string_view::npos) {
        sku = to_upper(words[0]);
        if (!grammar::is_sku(sku)) return fmt::format("'{}' is neither a SKU nor an amount.", words[0]);
        words.erase(words.begin());
      }
      first = false;
      if (auto why = price_step(words, sku, currency); !why.empty()) return why;
    }
    return "";
  }

  std::string price_step(Words words, const std::string& sku, std::optional<Currency>& currency) {
    if (words.empty()) return "an amount is missing.";
    const std::string_view amount_text = words[0];
    words.erase(words.begin());
    if (!words.empty() && !is(words[0], "until")) {
      const auto named = Currency::parse(to_upper(words[0]));
      if (!named) return fmt::format("'{}' is not an ISO 4217 currency.", words[0]);
      if (currency && !(*currency == *named))
        return "a line has one currency; write another line for another.";
      currency = named;
      words.erase(words.begin());
    }
    if (amount_text.starts_with('-')) return "a price is not negative.";
    const auto amount = Money::parse(amount_text, currency.value_or(currency_));
    if (!amount)
      return fmt::format("'{}' is not an amount in {}.", amount_text, currency.value_or(currency_).code());
    AuthoredPrice step{sku, "", {}, {}, *amount};
    if (!words.empty()) {
      words.erase(words.begin());  // until
      if (words.size() == 2 && is(words[1], "sold")) {
        step.quantity = grammar::units(words[0]);
        if (!step.quantity || *step.quantity < 1) return "'until N sold' needs a whole number.";
      } else {
        step.until = moment(words);
        if (!step.until) return "write 'until 7 days before', 'until 2026-05-01 18:00' or 'until 20 sold'.";
      }
    }
    reading_.terms.prices.push_back(std::move(step));
    return "";
  }

  // "1 per 8, at least 2, set up 45 minutes, tear down 1 hour"
  std::string staffing(std::string_view rest) {
    constexpr std::string_view kAdvice =
        "write 'staff 1 per 8', and behind it 'at least 2', 'set up 45 minutes' or 'tear down 1 hour'.";
    std::optional<AuthoredStaffing> read;
    for (const std::string_view part : split(rest, ',')) {
      const Words words = words_of(part);
      if (!read) {
        std::string rule;
        for (const std::string_view word : words) rule.append(rule.empty() ? "" : " ").append(word);
        read = grammar::staffing(rule);
        if (!read) return std::string(kAdvice);
      } else if (!staffing_detail(words, *read)) {
        return std::string(kAdvice);
      }
    }
    reading_.terms.staffing = read;
    return "";
  }

  static bool staffing_detail(const Words& words, AuthoredStaffing& into) {
    if (words.size() == 3 && is(words[0], "at") && is(words[1], "least")) {
      into.at_least = grammar::crew(words[2]);
      return into.at_least.has_value();
    }
    if (words.size() != 4) return false;
    const bool up = is(words[0], "set") && is(words[1], "up");
    if (!up && !(is(words[0], "tear") && is(words[1], "down"))) return false;
    const auto back = before(words[2], words[3]);
    if (!back || back->days.count() != 0 || -back->seconds > grammar::kLongestSetUp) return false;
    (up ? into.set_up : into.tear_down) = std::chrono::duration_cast<std::chrono::minutes>(-back->seconds);
    return true;
  }

  // "pickup, delivery 4.50 until 4 hours before"
  std::string fulfilments(std::string_view line) {
    for (const std::string_view part : split(line, ',')) {
      Words words = words_of(part);
      const auto kind = words.empty() ? std::nullopt : grammar::fulfilment(words[0]);
      if (!kind) return "it lists pickup, delivery, same-day, digital.";
      AuthoredFulfilment fulfilment{*kind, {}, {}};
      words.erase(words.begin());
      if (!words.empty() && !is(words[0], "until")) {
        fulfilment.fee = Money::parse(words[0], currency_);
        if (!fulfilment.fee) return fmt::format("'{}' is not an amount in {}.", words[0], currency_.code());
        words.erase(words.begin());
      }
      if (!words.empty()) {
        words.erase(words.begin());
        fulfilment.cut_off = moment(words);
        if (!fulfilment.cut_off) return "write 'until 4 hours before'.";
      }
      reading_.terms.fulfilment.push_back(std::move(fulfilment));
    }
    return "";
  }

  // "30 minutes for 6", "10:00-10:30 for 6, 10:30-11:00"
  std::string windows(std::string_view rest) {
    AuthoredWindows windows;
    const auto words = words_of(rest);
    if (words.size() == 2 || (words.size() == 4 && is(words[2], "for"))) {
      windows.length = grammar::window_length(fmt::format("{} {}", words[0], words[1]));
      if (words.size() == 4) windows.capacity = grammar::units(words[3]);
      if (words.size() == 4 && windows.capacity.value_or(0) < 1) windows.length.reset();
    }
    if (!windows.length) {
      for (const std::string_view part : split(rest, ',')) {
        const auto window = grammar::window(part);
        if (!window) return "write 'windows 30 minutes for 6' or 'windows 10:00-10:30 for 6, 10:30-11:00'.";
        windows.list.push_back(*window);
      }
    }
    reading_.terms.windows = std::move(windows);
    return "";
  }

  Currency currency_;
  grammar::Reading& reading_;
};

// The block as [begin, end) in lines: from "#shelf" to the first blank line.
struct Block {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<Block> find_block(std::string_view text) {
  Block block{split(text, '\n'), 0, 0};
  const auto is_head = [](std::string_view line) {
    const auto words = words_of(line);
    return !words.empty() && is(words[0], "#shelf");
  };
  const auto head = std::find_if(block.lines.begin(), block.lines.end(), is_head);
  if (head == block.lines.end()) return std::nullopt;
  const auto tail =
      std::find_if(head, block.lines.end(), [](std::string_view line) { return trim(line).empty(); });
  block.begin = static_cast<std::size_t>(head - block.lines.begin());
  block.end = static_cast<std::size_t>(tail - block.lines.begin());
  return block;
}

}  // namespace

std::optional<grammar::Reading> grammar::read_lines(std::string_view description, Currency currency) {
  const std::string text = plain(description);
  const auto block = find_block(text);
  if (!block) return std::nullopt;
  Reading reading;
  LineReader reader(currency, reading);
  const auto head = words_of(block->lines[block->begin]);
  if (head.size() > 1) {
    reading.terms.off = is(head[1], "off");
    if (!reading.terms.off && !is(head[1], "on")) {
      reading.problems.push_back(
          {false, std::string(trim(block->lines[block->begin])),
           "Behind #shelf stands nothing, 'on' or 'off'; terms begin on the next line."});
    }
  }
  for (std::size_t i = block->begin + 1; i < block->end; ++i) reader.read(trim(block->lines[i]));
  check_stock(reading, false);
  check_ladder(reading, false);
  check_windows(reading, false);
  return reading;
}

std::string without_shelf_lines(std::string_view description) {
  const std::string text = plain(description);
  const auto block = find_block(text);
  if (!block) return std::string(description);
  std::string result;
  for (std::size_t i = 0; i < block->lines.size(); ++i) {
    if (i < block->begin || i >= block->end) result.append(block->lines[i]).append("\n");
  }
  return std::string(trim(result));
}

}  // namespace timeshelf::ical
