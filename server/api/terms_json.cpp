#include "server/api/terms_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "ical/edit_terms.hpp"
#include "ical/shelf_grammar.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using ical::ShelfTerms;

constexpr std::array<std::string_view, 4> kWays{"PICKUP", "DELIVERY", "SAME-DAY", "DIGITAL"};
constexpr std::size_t kMostOfAList = 200;
constexpr std::int64_t kMinutesOfDay = 1440;
constexpr std::string_view kMomentAdvice =
    "must be a duration before the start like -P7D or -PT4H, or a time like 20260501T180000";

template <class T>
json::value number_or_null(const std::optional<T>& number) {
  return number ? json::value(static_cast<std::int64_t>(*number)) : json::value(nullptr);
}
json::value minutes_or_null(const std::optional<std::chrono::minutes>& minutes) {
  return minutes ? json::value(minutes->count()) : json::value(nullptr);
}
json::value moment_or_null(const std::optional<ical::Moment>& moment) {
  return moment ? json::value(ical::format(*moment)) : json::value(nullptr);
}
json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array stock_json(const std::vector<ical::AuthoredStock>& list) {
  json::array written;
  for (const auto& stock : list) written.push_back({{"sku", stock.sku}, {"units", stock.units}});
  return written;
}

json::array prices_json(const std::vector<ical::AuthoredPrice>& prices) {
  json::array written;
  for (const auto& price : prices) {
    written.push_back({{"sku", price.sku},
                       {"tier", text_or_null(price.tier)},
                       {"until", moment_or_null(price.until)},
                       {"quantity", number_or_null(price.quantity)},
                       {"amount", price.amount.decimal()},
                       {"currency", price.amount.currency.code()}});
  }
  return written;
}

std::string clock_text(std::chrono::minutes time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

json::value windows_json(const std::optional<ical::AuthoredWindows>& windows) {
  if (!windows) return nullptr;
  json::array list;
  for (const auto& window : windows->list) {
    list.push_back({{"begins", clock_text(window.begins)},
                    {"ends", clock_text(window.ends)},
                    {"capacity", number_or_null(window.capacity)}});
  }
  return json::object{{"length_minutes", minutes_or_null(windows->length)},
                      {"capacity", number_or_null(windows->capacity)},
                      {"list", std::move(list)}};
}

json::value staffing_json(const std::optional<ical::AuthoredStaffing>& staffing) {
  if (!staffing) return nullptr;
  return json::object{{"people", staffing->people},
                      {"per_bookings", staffing->per_bookings},
                      {"at_least", number_or_null(staffing->at_least)},
                      {"set_up_minutes", minutes_or_null(staffing->set_up)},
                      {"tear_down_minutes", minutes_or_null(staffing->tear_down)}};
}

// Reads the members of one object; the first thing that is wrong is kept.
class TermsReader {
 public:
  TermsReader(json::object object, std::string where, Currency currency)
      : object_(std::move(object)),
        where_(std::move(where)),
        members_(object_, where_),
        currency_(currency) {}

  bool has(std::string_view name) const { return object_.contains(name); }
  MemberReader& members() { return members_; }

  std::optional<std::int64_t> units(std::string_view name, std::int64_t least) {
    if (!has(name)) return std::nullopt;
    const std::int64_t number = members_.whole(name);
    if (number < least || number > ical::grammar::kMostUnits)
      wrong(name, fmt::format("must be a whole number from {} to 1,000,000", least),
            {"range", least, ical::grammar::kMostUnits});
    return number;
  }
  std::optional<std::chrono::minutes> minutes(std::string_view name, std::int64_t least) {
    if (!has(name)) return std::nullopt;
    const std::int64_t number = members_.whole(name);
    if (number < least || number > kMinutesOfDay)
      wrong(name, fmt::format("must be from {} minutes to a day", least), {"range", least, kMinutesOfDay});
    return std::chrono::minutes(std::clamp<std::int64_t>(number, 0, kMinutesOfDay));
  }
  std::optional<ical::Moment> moment(std::string_view name) {
    if (!has(name)) return std::nullopt;
    auto moment = ical::parse_moment(members_.text(name, 40));
    if (!moment) wrong(name, kMomentAdvice, {"moment"});
    return moment;
  }
  std::string slug(std::string_view name) {
    std::string text = to_lower(members_.text(name, 64, ""));
    if (has(name) && !ical::grammar::is_slug(text))
      wrong(name, "must be letters, digits and hyphens", {"slug"});
    return text;
  }
  std::string sku() {
    std::string text = to_upper(members_.text("sku", 64, std::string(ical::kSeatSku)));
    if (!ical::grammar::is_sku(text)) wrong("sku", "must be upper-case letters, digits and hyphens", {"sku"});
    return text;
  }
  std::optional<Money> money(std::string_view name, bool with_currency) {
    const std::string code = with_currency
                                 ? to_upper(members_.text("currency", 3, std::string(currency_.code())))
                                 : std::string(currency_.code());
    const auto currency = Currency::parse(code);
    if (!currency) wrong("currency", "must be an ISO 4217 currency like EUR", {"currency"});
    if (!has(name) && !with_currency) return std::nullopt;
    const std::string text = members_.text(name, 20);
    const auto money = Money::parse(text, currency.value_or(currency_));
    if (!money) wrong(name, fmt::format("must be an amount in {} like 18.50", code), {"amount"});
    return money;
  }
  void wrong(std::string_view name, std::string_view sentence, const Fault& fault) {
    if (!wrong_) wrong_ = invalid_member(where_ + "." + std::string(name), sentence, fault);
  }
  std::optional<Problem> problem() const {
    if (auto problem = members_.problem()) return problem;
    return wrong_;
  }
  /// The same while members are still to be read: those that nobody asked for yet may be known.
  std::optional<Problem> problem_so_far() const {
    auto problem = members_.problem();
    return problem && problem->kind->name == "invalid-member" ? problem : wrong_;
  }

 private:
  json::object object_;
  std::string where_;
  MemberReader members_;
  Currency currency_;
  std::optional<Problem> wrong_;
};

json::object without_nulls(const json::object& object) {
  json::object kept;
  for (const auto& member : object) {
    if (!member.value().is_null()) kept.emplace(member.key(), member.value());
  }
  return kept;
}

// Each object of a list, by a function that reads one.
template <class Item, class ReadOne>
Read<std::vector<Item>> read_list(TermsReader& reader, std::string_view name, Currency currency,
                                  ReadOne read_one) {
  std::vector<Item> list;
  const auto objects = reader.members().objects(name, 0, kMostOfAList);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    TermsReader one(without_nulls(*objects[i]), fmt::format("terms.{}[{}]", name, i), currency);
    Item item = read_one(one);
    if (auto problem = one.problem()) return *problem;
    list.push_back(std::move(item));
  }
  return list;
}

ical::AuthoredStock read_stock(TermsReader& one) {
  ical::AuthoredStock stock{one.sku(), 0};
  if (!one.has("units")) one.members().whole("units");
  stock.units = one.units("units", 0).value_or(0);
  return stock;
}

ical::AuthoredPrice read_price(TermsReader& one, Currency currency) {
  ical::AuthoredPrice price{one.sku(), one.members().text("tier", 64, ""), one.moment("until"),
                            one.units("quantity", 1), Money{0, currency}};
  price.amount = one.money("amount", true).value_or(price.amount);
  return price;
}

ical::AuthoredFulfilment read_way(TermsReader& one) {
  const auto kind = ical::grammar::fulfilment(one.members().text("kind", 16));
  if (!kind) one.wrong("kind", "must be PICKUP, DELIVERY, SAME-DAY or DIGITAL", {"kind"});
  return {kind.value_or(ical::FulfilmentKind::pickup), one.money("fee", false), one.moment("cut_off")};
}

ical::AuthoredOpening read_opening(TermsReader& one) {
  const std::string audience = to_upper(one.members().text("audience", 64));
  if (!ical::grammar::is_audience(audience))
    one.wrong("audience", "must be letters, digits and hyphens", {"slug"});
  if (!one.has("at")) one.members().text("at", 40);
  return {audience, one.moment("at").value_or(ical::Duration{})};
}

ical::AuthoredWindow read_window(TermsReader& one) {
  const std::string span = one.members().text("begins", 5) + "-" + one.members().text("ends", 5);
  auto window = ical::grammar::window(span);
  if (!window)
    one.wrong("begins", "and \"ends\" must be different times of the day like 10:00 and 10:30", {"times"});
  ical::AuthoredWindow read = window.value_or(ical::AuthoredWindow{});
  read.capacity = one.units("capacity", 1);
  return read;
}

Read<ical::AuthoredWindows> read_windows(const json::object& object, Currency currency) {
  TermsReader one(without_nulls(object), "terms.windows", currency);
  ical::AuthoredWindows windows;
  windows.length = one.minutes("length_minutes", 1);
  windows.capacity = one.units("capacity", 1);
  if (one.has("list")) {
    const auto objects = one.members().objects("list", 0, kMostOfAList);
    for (std::size_t i = 0; i < objects.size(); ++i) {
      TermsReader each(without_nulls(*objects[i]), fmt::format("terms.windows.list[{}]", i), currency);
      windows.list.push_back(read_window(each));
      if (auto problem = each.problem()) return *problem;
    }
  }
  if (windows.length.has_value() == !windows.list.empty())
    one.wrong("length_minutes", "says how long each window is, or \"list\" names them: one of both",
              {"one-of-both"});
  if (auto problem = one.problem()) return *problem;
  return windows;
}

Read<ical::AuthoredStaffing> read_staffing(const json::object& object, Currency currency) {
  TermsReader one(without_nulls(object), "terms.staffing", currency);
  ical::AuthoredStaffing rule;
  rule.people = one.units("people", 1).value_or(1);
  rule.per_bookings = one.units("per_bookings", 1).value_or(8);
  rule.at_least = one.units("at_least", 1);
  if (rule.at_least && *rule.at_least > 100) one.wrong("at_least", "must be at most 100", {"range", 0, 100});
  rule.set_up = one.minutes("set_up_minutes", 0);
  rule.tear_down = one.minutes("tear_down_minutes", 0);
  if (auto problem = one.problem()) return *problem;
  return rule;
}

// A SKU that a list has no longer is said to be none: what is left out would stay.
void empty_missing(std::vector<ical::AuthoredStock>& list, const std::vector<ical::AuthoredStock>& before) {
  for (const auto& stock : before) {
    const bool there =
        std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.sku == stock.sku; });
    if (!there) list.push_back({stock.sku, 0});
  }
}

bool is_nothing(const json::value& value) {
  return value.is_null() || (value.is_array() && value.get_array().empty());
}

std::set<std::string> unset_of(const json::object& object, const ShelfTerms& said) {
  const json::object before = terms_json(said);
  std::set<std::string> unset;
  for (const auto& member : object) {
    const json::value* was = before.if_contains(member.key());
    if (is_nothing(member.value()) && was && !is_nothing(*was)) unset.emplace(std::string_view(member.key()));
  }
  return unset;
}

std::optional<Problem> read_windows_into(ShelfTerms& terms, TermsReader& reader, const Currency& currency,
                                         const ShelfTerms& said) {
  terms.windows.reset();
  if (const json::object* windows = reader.members().object("windows"); windows || reader.has("windows")) {
    if (auto problem = reader.problem_so_far()) return problem;
    auto read = read_windows(*windows, currency);
    if (!read) return read.error();
    terms.windows = std::move(*read);
  }
  // Ways that are written anew without windows have none.
  if (!terms.windows && terms.fulfilment.empty() && said.windows)
    terms.fulfilment.push_back({ical::FulfilmentKind::pickup, {}, {}});
  return std::nullopt;
}

std::optional<Problem> read_staffing_into(ShelfTerms& terms, TermsReader& reader, const Currency& currency) {
  terms.staffing.reset();
  if (const json::object* staffing = reader.members().object("staffing");
      staffing || reader.has("staffing")) {
    if (auto problem = reader.problem_so_far()) return problem;
    auto read = read_staffing(*staffing, currency);
    if (!read) return read.error();
    terms.staffing = *read;
  }
  return std::nullopt;
}

}  // namespace

json::object terms_json(const ShelfTerms& terms) {
  json::array ways;
  for (const auto& way : terms.fulfilment) {
    ways.push_back({{"kind", kWays[static_cast<std::size_t>(way.kind)]},
                    {"fee", way.fee ? json::value(way.fee->decimal()) : json::value(nullptr)},
                    {"cut_off", moment_or_null(way.cut_off)}});
  }
  json::array early;
  for (const auto& opening : terms.early)
    early.push_back({{"audience", opening.audience}, {"at", ical::format(opening.at)}});
  return {{"seats", number_or_null(terms.seats)},     {"stock", stock_json(terms.stock)},
          {"preorders", stock_json(terms.preorders)}, {"thresholds", stock_json(terms.thresholds)},
          {"prices", prices_json(terms.prices)},      {"fulfilment", std::move(ways)},
          {"windows", windows_json(terms.windows)},   {"limit", number_or_null(terms.limit)},
          {"opens", moment_or_null(terms.opens)},     {"early", std::move(early)},
          {"closes", moment_or_null(terms.closes)},   {"cancel", moment_or_null(terms.cancel)},
          {"drop", text_or_null(terms.drop)},         {"bundle", text_or_null(terms.bundle)},
          {"queue", number_or_null(terms.queue)},     {"staffing", staffing_json(terms.staffing)}};
}

Read<WrittenTerms> read_terms(const json::object& object, const ShelfTerms& said, Currency currency) {
  const json::object all = terms_json(said);
  for (const auto& member : object) {
    if (!all.contains(member.key()))
      return Problem::make("unknown-member",
                           fmt::format("There is no member \"{}\" here.", std::string_view(member.key())),
                           fmt::format("terms.{}", std::string_view(member.key())));
  }
  TermsReader reader(without_nulls(object), "terms", currency);
  WrittenTerms written{said, unset_of(object, said)};
  ShelfTerms& terms = written.terms;
  const auto given = [&](std::string_view name) { return object.contains(name); };
  const auto list = [&](std::string_view name, auto& into, auto read_one) -> std::optional<Problem> {
    if (!given(name)) return std::nullopt;
    into.clear();
    if (!reader.has(name)) return std::nullopt;
    using Item = typename std::decay_t<decltype(into)>::value_type;
    auto read = read_list<Item>(reader, name, currency, read_one);
    if (!read) return read.error();
    into = std::move(*read);
    return std::nullopt;
  };
  if (auto problem = list("stock", terms.stock, read_stock)) return *problem;
  if (auto problem = list("preorders", terms.preorders, read_stock)) return *problem;
  if (auto problem = list("thresholds", terms.thresholds, read_stock)) return *problem;
  if (auto problem =
          list("prices", terms.prices, [&](TermsReader& one) { return read_price(one, currency); }))
    return *problem;
  if (auto problem = list("fulfilment", terms.fulfilment, read_way)) return *problem;
  if (auto problem = list("early", terms.early, read_opening)) return *problem;
  empty_missing(terms.stock, said.stock);
  empty_missing(terms.preorders, said.preorders);
  empty_missing(terms.thresholds, said.thresholds);
  if (given("seats")) {
    terms.seats = reader.units("seats", 0);
    if (!terms.seats && said.seats)
      reader.wrong("seats", "can be 0, but not be taken away: write how many people fit", {"missing"});
  }
  if (given("limit")) terms.limit = reader.units("limit", 1);
  if (given("queue")) terms.queue = reader.units("queue", 0);
  if (given("opens")) terms.opens = reader.moment("opens");
  if (given("closes")) terms.closes = reader.moment("closes");
  if (given("cancel")) terms.cancel = reader.moment("cancel");
  if (given("drop")) terms.drop = reader.slug("drop");
  if (given("bundle")) terms.bundle = reader.slug("bundle");
  if (given("windows")) {
    if (auto problem = read_windows_into(terms, reader, currency, said)) return *problem;
  }
  if (given("staffing")) {
    if (auto problem = read_staffing_into(terms, reader, currency)) return *problem;
  }
  if (auto problem = reader.problem_so_far()) return *problem;
  return written;
}

std::string member_of(std::string_view field) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kMembers{
      {{"SEATS", "seats"},
       {"STOCK", "stock"},
       {"PREORDER", "preorders"},
       {"PRICE", "prices"},
       {"FULFILMENT", "fulfilment"},
       {"LIMIT", "limit"},
       {"OPENS", "opens"},
       {"CLOSES", "closes"},
       {"CANCEL", "cancel"},
       {"DROP", "drop"},
       {"QUEUE", "queue"},
       {"BUNDLE", "bundle"},
       {"STAFFING", "staffing"},
       {"THRESHOLD", "thresholds"},
       {"STATE", "off"}}};
  if (!field.starts_with("X-SHELF-")) return std::string(field);
  for (const auto& [property, member] : kMembers) {
    if (field.substr(8) == property) return member == "off" ? "off" : fmt::format("terms.{}", member);
  }
  return "terms";
}

}  // namespace timeshelf::server::api
