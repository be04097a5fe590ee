// X-SHELF properties, and what wins where properties and lines both speak.
#include "ical/shelf_terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.hpp"
#include "ical/shelf_grammar.hpp"

namespace timeshelf::ical {

namespace grammar {

bool is_sku(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool is_audience(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::optional<std::int64_t> units(std::string_view text) {
  const auto number = parse_whole(text);
  if (!number || *number > kMostUnits) return std::nullopt;
  return number;
}

std::optional<FulfilmentKind> fulfilment(std::string_view text) {
  const std::string name = to_upper(text);
  if (name == "PICKUP") return FulfilmentKind::pickup;
  if (name == "DELIVERY") return FulfilmentKind::delivery;
  if (name == "SAME-DAY") return FulfilmentKind::same_day;
  if (name == "DIGITAL") return FulfilmentKind::digital;
  return std::nullopt;
}

std::optional<AuthoredStaffing> staffing(std::string_view text) {
  const std::string upper = to_upper(trim(text));
  const auto per = upper.find(" PER ");
  if (per == std::string::npos) return std::nullopt;
  const auto people = units(trim(std::string_view(upper).substr(0, per)));
  const auto bookings = units(trim(std::string_view(upper).substr(per + 5)));
  if (!people || !bookings || *people < 1 || *bookings < 1) return std::nullopt;
  return AuthoredStaffing{*people, *bookings, {}, {}, {}};
}

std::optional<std::int64_t> crew(std::string_view text) {
  const auto people = units(text);
  return people && *people >= 1 && *people <= 100 ? people : std::nullopt;
}

namespace {

// Whether `next` ends later than `step`, as far as that can be said without knowing when the slot starts.
bool ends_later(const AuthoredPrice& step, const AuthoredPrice& next) {
  if (step.quantity && next.quantity && *next.quantity <= *step.quantity && !step.until) return false;
  if (!step.until || !next.until || step.quantity) return true;
  if (const auto* first = std::get_if<Duration>(&*step.until), *second = std::get_if<Duration>(&*next.until);
      first && second) {
    return first->days + first->seconds < second->days + second->seconds;
  }
  const auto *first = std::get_if<DateTime>(&*step.until), *second = std::get_if<DateTime>(&*next.until);
  return !first || !second || first->form != second->form || first->local < second->local;
}

// Why two steps that follow each other cannot, or "".
std::string overlap_of(const std::string& sku, const AuthoredPrice& step, const AuthoredPrice& next) {
  if (!step.until && !step.quantity) {
    return fmt::format(
        "{} has a price without end before another one: they overlap. Give each but the last an UNTIL or a "
        "quantity.",
        sku);
  }
  if (ends_later(step, next)) return "";
  return fmt::format(
      "{} has a price that ends no later than the one in front of it: they overlap, and it would never be "
      "asked. Put the earlier end first.",
      sku);
}

}  // namespace

void check_ladder(Reading& reading, bool in_property) {
  const std::string where = in_property ? "X-SHELF-PRICE" : "price";
  std::map<std::pair<std::string, std::string_view>, const AuthoredPrice*> last;
  std::set<std::string> told;
  for (const AuthoredPrice& price : reading.terms.prices) {
    const AuthoredPrice*& before = last[{price.sku, price.amount.currency.code()}];
    const std::string why = before ? overlap_of(price.sku, *before, price) : std::string();
    if (!why.empty() && told.insert(price.sku).second) reading.problems.push_back({in_property, where, why});
    before = &price;
  }
}

void check_stock(Reading& reading, bool in_property) {
  std::set<std::string> stocked;
  const auto check = [&](const std::vector<AuthoredStock>& list, const std::string& name) {
    const std::string where = in_property ? "X-SHELF-" + to_upper(name) : name;
    for (const AuthoredStock& stock : list) {
      if (name == "preorder" && stock.sku == kSeatSku) {
        reading.problems.push_back(
            {in_property, where, "A seat is not made: write how many SEATS there are."});
      } else if (!stocked.insert(stock.sku).second) {
        reading.problems.push_back(
            {in_property, where,
             fmt::format("{} stands twice; a SKU is in stock or on preorder, once.", stock.sku)});
      }
    }
  };
  check(reading.terms.stock, "stock");
  check(reading.terms.preorders, "preorder");
}

}  // namespace grammar

namespace {

std::optional<Moment> read_moment(std::string_view text) {
  if (const auto duration = parse_duration(text)) return *duration;
  if (const auto date = parse_date_time(text)) return *date;
  return std::nullopt;
}

std::string read_price(const Property& line, Currency currency, ShelfTerms& terms) {
  if (const auto code = line.parameter("CURRENCY"); !code.empty()) {
    const auto named = Currency::parse(to_upper(code));
    if (!named) return fmt::format("{} is not an ISO 4217 currency.", code);
    currency = *named;
  }
  if (line.value().starts_with('-')) return "a price is not negative.";
  const auto amount = Money::parse(trim(line.value()), currency);
  if (!amount)
    return fmt::format("'{}' is not an amount in {}.", line.value().substr(0, 40), currency.code());
  AuthoredPrice price{
      std::string(line.parameter("SKU")), std::string(line.parameter("TIER")), {}, {}, *amount};
  if (price.sku.empty()) price.sku = kSeatSku;
  if (!grammar::is_sku(price.sku)) return "SKU is upper-case letters, digits and hyphens.";
  if (const auto until = line.parameter("UNTIL"); !until.empty()) {
    price.until = read_moment(until);
    if (!price.until) return fmt::format("UNTIL={} is neither a duration (-P7D) nor a date-time.", until);
  }
  if (const auto quantity = line.parameter("QTY"); !quantity.empty()) {
    price.quantity = grammar::units(quantity);
    if (!price.quantity || *price.quantity < 1) return "QTY is a whole number from 1.";
  }
  terms.prices.push_back(std::move(price));
  return "";
}

std::string read_stock(const Property& line, std::vector<AuthoredStock>& list) {
  const std::string sku(line.parameter("SKU"));
  if (!grammar::is_sku(sku)) return "needs SKU=, upper-case letters, digits and hyphens.";
  const auto count = grammar::units(trim(line.value()));
  if (!count)
    return fmt::format("'{}' is not a whole number from 0 to 1,000,000.", line.value().substr(0, 40));
  list.push_back({sku, *count});
  return "";
}

// WINDOW=PT30M or WINDOW=1000-1030,1030-1100/6, with CAPACITY= for all that name none.
std::string read_windows(const Property& line, FulfilmentKind kind, ShelfTerms& terms) {
  const auto capacity_text = line.parameter("CAPACITY");
  const auto found = std::find_if(line.parameters().begin(), line.parameters().end(),
                                  [](const Parameter& parameter) { return parameter.name == "WINDOW"; });
  if (found == line.parameters().end())
    return capacity_text.empty() ? "" : "CAPACITY is of pickup windows; add WINDOW=.";
  if (kind != FulfilmentKind::pickup) return "WINDOW is of PICKUP alone.";
  AuthoredWindows windows;
  windows.in_property = true;
  if (!capacity_text.empty()) {
    windows.capacity = grammar::units(capacity_text);
    if (!windows.capacity || *windows.capacity < 1) return "CAPACITY is a whole number from 1.";
  }
  windows.length = found->values.size() == 1 ? grammar::window_length(found->values.front()) : std::nullopt;
  if (!windows.length) {
    for (const std::string& text : found->values) {
      auto window = grammar::window(text);
      if (!window)
        return fmt::format("WINDOW={} is neither a duration (PT30M) nor times like 1000-1030.",
                           text.substr(0, 40));
      if (!window->capacity) window->capacity = windows.capacity;
      windows.list.push_back(*window);
    }
  }
  terms.windows = std::move(windows);
  return "";
}

std::string read_fulfilment(const Property& line, Currency currency, ShelfTerms& terms) {
  const auto kind = grammar::fulfilment(trim(line.value()));
  if (!kind) return "is PICKUP, DELIVERY, SAME-DAY or DIGITAL.";
  AuthoredFulfilment fulfilment{*kind, {}, {}};
  if (const auto fee = line.parameter("FEE"); !fee.empty()) {
    fulfilment.fee = Money::parse(fee, currency);
    if (!fulfilment.fee) return fmt::format("FEE={} is not an amount in {}.", fee, currency.code());
  }
  if (const auto cut_off = line.parameter("CUTOFF"); !cut_off.empty()) {
    fulfilment.cut_off = read_moment(cut_off);
    if (!fulfilment.cut_off) return fmt::format("CUTOFF={} is neither a duration nor a date-time.", cut_off);
  }
  terms.fulfilment.push_back(std::move(fulfilment));
  return read_windows(line, *kind, terms);
}

std::string read_count(const Property& line, std::optional<std::int64_t>& into, std::int64_t least) {
  into = grammar::units(trim(line.value()));
  if (into && *into >= least) return "";
  return fmt::format("'{}' is not a whole number from {} to 1,000,000.", line.value().substr(0, 40), least);
}

std::string read_slug(const Property& line, std::string& into) {
  into = to_lower(trim(line.value()));
  return grammar::is_slug(into) ? "" : "is letters, digits and hyphens.";
}

std::string read_window(const Property& line, std::optional<Moment>& into) {
  into = read_moment(trim(line.value()));
  return into
             ? ""
             : fmt::format("'{}' is neither a duration (-P14D) nor a date-time.", line.value().substr(0, 40));
}

// "PT45M": whole minutes, up to a day.
std::optional<std::chrono::minutes> read_minutes(std::string_view value) {
  const auto duration = parse_duration(value);
  if (!duration) return std::nullopt;
  const auto length = duration->days + duration->seconds;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(length);
  if (length < length.zero() || minutes != length || minutes > grammar::kLongestSetUp) return std::nullopt;
  return minutes;
}

std::string read_staffing(const Property& line, ShelfTerms& terms) {
  auto staffing = grammar::staffing(line.value());
  if (!staffing) return "is written like '1 PER 8'.";
  if (const auto least = line.parameter("ATLEAST"); !least.empty()) {
    staffing->at_least = grammar::crew(least);
    if (!staffing->at_least)
      return fmt::format("ATLEAST={} is not a whole number from 1 to 100.", least.substr(0, 40));
  }
  const std::pair<std::string_view, std::optional<std::chrono::minutes>*> times[] = {
      {"SETUP", &staffing->set_up}, {"TEARDOWN", &staffing->tear_down}};
  for (const auto& [name, into] : times) {
    const auto value = line.parameter(name);
    if (value.empty()) continue;
    *into = read_minutes(value);
    if (!*into)
      return fmt::format("{}={} is not a duration like PT45M, of at most a day.", name, value.substr(0, 40));
  }
  terms.staffing = staffing;
  return "";
}

std::string read_opens(const Property& line, ShelfTerms& terms) {
  const std::string audience = to_upper(line.parameter("FOR"));
  if (audience.empty()) return read_window(line, terms.opens);
  if (!grammar::is_audience(audience)) return "FOR is letters, digits and hyphens.";
  std::optional<Moment> at;
  if (auto why = read_window(line, at); !why.empty()) return why;
  terms.early.push_back({audience, *at});
  return "";
}

std::string read_state(const Property& line, ShelfTerms& terms) {
  const std::string state = to_upper(trim(line.value()));
  if (state != "OFF" && state != "ON") return "is OFF or ON.";
  terms.off = state == "OFF";
  return "";
}

// One property; why it cannot be read, or "".
std::string read_property(const Property& line, Currency currency, ShelfTerms& terms) {
  const std::string_view name = std::string_view(line.name()).substr(8);
  if (name == "SEATS") return read_count(line, terms.seats, 0);
  if (name == "STOCK") return read_stock(line, terms.stock);
  if (name == "PRICE") return read_price(line, currency, terms);
  if (name == "FULFILMENT") return read_fulfilment(line, currency, terms);
  if (name == "LIMIT") return read_count(line, terms.limit, 1);
  if (name == "PREORDER") return read_stock(line, terms.preorders);
  if (name == "OPENS") return read_opens(line, terms);
  if (name == "CLOSES") return read_window(line, terms.closes);
  if (name == "CANCEL") return read_window(line, terms.cancel);
  if (name == "DROP") return read_slug(line, terms.drop);
  if (name == "BUNDLE") return read_slug(line, terms.bundle);
  if (name == "QUEUE") return read_count(line, terms.queue, 0);
  if (name == "THRESHOLD") return read_stock(line, terms.thresholds);
  if (name == "STATE") return read_state(line, terms);
  if (name == "STAFFING") return read_staffing(line, terms);
  return "is not a property of the X-SHELF vocabulary.";
}

// What the live calendar publishes: a client that copies it back sets nothing.
bool is_published(const Property& line) {
  const std::string& name = line.name();
  if (name == "X-SHELF-STATE") {
    static constexpr std::array<std::string_view, 7> kStates = {
        "UPCOMING", "OPEN", "LOW", "SOLD-OUT", "CLOSED", "CANCELLED", "NOT-ON-SALE"};
    return std::find(kStates.begin(), kStates.end(), to_upper(trim(line.value()))) != kStates.end();
  }
  return name == "X-SHELF-REMAINING" || name == "X-SHELF-PRICE-NOW";
}

// What the properties leave unsaid, the lines say.
void fill(ShelfTerms& into, ShelfTerms&& from) {
  into.off = into.off || from.off;
  if (!into.seats) into.seats = from.seats;
  if (into.stock.empty()) into.stock = std::move(from.stock);
  if (into.preorders.empty()) into.preorders = std::move(from.preorders);
  if (into.prices.empty()) into.prices = std::move(from.prices);
  if (into.fulfilment.empty()) into.fulfilment = std::move(from.fulfilment);
  if (!into.windows) into.windows = std::move(from.windows);
  if (!into.limit) into.limit = from.limit;
  if (!into.opens) into.opens = std::move(from.opens);
  if (into.early.empty()) into.early = std::move(from.early);
  if (!into.closes) into.closes = std::move(from.closes);
  if (!into.cancel) into.cancel = std::move(from.cancel);
  if (into.drop.empty()) into.drop = std::move(from.drop);
  if (into.bundle.empty()) into.bundle = std::move(from.bundle);
  if (!into.queue) into.queue = from.queue;
  if (!into.staffing) into.staffing = from.staffing;
  if (into.thresholds.empty()) into.thresholds = std::move(from.thresholds);
}

}  // namespace

bool ShelfTerms::any() const {
  return off || seats || !stock.empty() || !prices.empty() || !fulfilment.empty() || windows || limit ||
         opens || closes || cancel || !drop.empty() || !bundle.empty() || queue || staffing ||
         !thresholds.empty() || !preorders.empty() || !early.empty();
}

AuthoredTerms read_terms(const Component& event, Currency currency) {
  grammar::Reading reading;
  AuthoredTerms result;
  for (const Property& line : event.properties) {
    if (!line.name().starts_with("X-SHELF-") || is_published(line)) continue;
    result.lines.push_back(line);
    const std::string why = read_property(line, currency, reading.terms);
    if (!why.empty()) reading.problems.push_back({true, line.name(), line.name() + " " + why});
  }
  grammar::check_stock(reading, true);
  grammar::check_ladder(reading, true);
  grammar::check_windows(reading, true);
  const bool queue_in_property = reading.terms.queue.has_value();
  if (auto lines = grammar::read_lines(unescape_text(event.value("DESCRIPTION")), currency)) {
    fill(reading.terms, std::move(lines->terms));
    std::move(lines->problems.begin(), lines->problems.end(), std::back_inserter(reading.problems));
  }
  if (reading.terms.queue.value_or(0) > 0 && reading.terms.drop.empty()) {
    reading.problems.push_back({queue_in_property, queue_in_property ? "X-SHELF-QUEUE" : "queue",
                                "A line (queue) belongs to a drop: name the drop, too."});
  }
  result.terms = std::move(reading.terms);
  result.problems = std::move(reading.problems);
  return result;
}

}  // namespace timeshelf::ical
