#include "commerce/orders/order_entry.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json/parse.hpp>

#include "commerce/letters/letter_text.hpp"
#include "commerce/reports/figures.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Property;

constexpr std::string_view kPrefix = "order-";
constexpr std::string_view kDayPrefix = "order-day-";
constexpr std::string_view kDomain = "@timeshelf";

std::string goods_of(const Order& order, std::int64_t units, const std::string& supplier,
                     const OrderWords& words) {
  return fmt::format(fmt::runtime(supplier.empty() ? words.goods : words.goods_from),
                     fmt::arg("units", units), fmt::arg("sku", order.sku), fmt::arg("supplier", supplier));
}
std::string goods_of(const Order& order, const std::string& supplier, const OrderWords& words) {
  return goods_of(order, order.units, supplier, words);
}

std::string_view status_of(OrderState state) {
  switch (state) {
    case OrderState::draft:
      return "NEEDS-ACTION";
    case OrderState::ordered:
    case OrderState::received:
      return "COMPLETED";
    case OrderState::declined:
    case OrderState::cancelled:
      break;
  }
  return "CANCELLED";
}

std::string cost_of(const Order& order, std::string_view language) {
  return money_text({order.cost.minor * order.units, order.cost.currency}, letter_words(language));
}

// "Wanted: about 20 (14 to 27), there: 10."
std::string because(const Order& order, const OrderWords& words) {
  boost::system::error_code unreadable;
  const auto parsed = boost::json::parse(order.reasons, unreadable);
  const auto* facts = unreadable ? nullptr : parsed.if_object();
  const auto number = [&](const char* name) {
    const auto* value = facts ? facts->if_contains(name) : nullptr;
    return value && value->is_number() ? value->to_number<double>() : -1;
  };
  if (number("demand") < 0 || number("there") < 0) return "";
  return fmt::format(fmt::runtime(words.because), fmt::arg("demand", number("demand")),
                     fmt::arg("low", number("low")), fmt::arg("high", number("high")),
                     fmt::arg("there", number("there"))) +
         "\n";
}

Property beside(const std::string& uid) {
  return {"RELATED-TO", uid, {{"RELTYPE", {"SIBLING"}}}};
}
Property of_slot(const Slot& slot) {
  return {"RELATED-TO", slot.uid, {{"RELTYPE", {"PARENT"}}}};
}

// By the calendar on the wall where the slot is.
std::chrono::sys_days day_there(const Slot& slot, Instant at) {
  const ical::Zone* zone = ical::find_zone(slot.time_zone);
  return day_of(zone ? *zone : ical::utc_zone(), at);
}
Property all_of(const char* name, std::chrono::sys_days day) {
  return {name, fmt::format("{:%Y%m%d}", day), {{"VALUE", {"DATE"}}}};
}

// What stands in a calendar at each step of an order.
struct Step {
  Instant at;
  std::string_view status;  ///< RFC 5545 3.8.1.11
  std::string summary;
  std::string description;
};

Step step_of(const Order& order, const std::string& supplier, const CalendarWords& spoken, Instant now) {
  const OrderWords& words = spoken.order;
  const std::string goods = goods_of(order, supplier, words);
  const auto of_goods = [&](std::string_view format) { return filled(format, "goods", goods); };
  const auto costing = [&](std::string_view format) {
    return filled(format, "cost", cost_of(order, spoken.language));
  };
  switch (order.state) {
    case OrderState::draft:
      return {order.order_by, "TENTATIVE", of_goods(words.last_day),
              because(order, words) + costing(words.last_day_text)};
    case OrderState::ordered:
      return {
          order.comes_at.value_or(order.order_by), "CONFIRMED",
          filled(words.expected, "goods", goods_of(order, order.expected(), supplier, words)),
          costing(words.expected_text) +
              (order.received ? filled(words.part_text, "received", std::to_string(*order.received)) : "")};
    case OrderState::received:
      return {
          now, "CONFIRMED",
          fmt::format(fmt::runtime(words.came), fmt::arg("received", order.received.value_or(order.units)),
                      fmt::arg("goods", goods)),
          costing(words.came_text) +
              (order.missing() > 0 ? filled(words.missing_text, "missing", std::to_string(order.missing()))
                                   : "")};
    case OrderState::declined:
    case OrderState::cancelled:
      break;
  }
  return {order.order_by, "CANCELLED", of_goods(words.not_ordered), std::string(words.not_ordered_text)};
}

}  // namespace

std::string order_uid(const Id& order) {
  return fmt::format("{}{}{}", kPrefix, order.text(), kDomain);
}

std::string order_day_uid(const Id& order) {
  return fmt::format("{}{}{}", kDayPrefix, order.text(), kDomain);
}

std::optional<Id> parse_order_uid(std::string_view uid) {
  if (!uid.starts_with(kPrefix) || !uid.ends_with(kDomain)) return std::nullopt;
  return Id::parse(uid.substr(kPrefix.size(), uid.size() - kPrefix.size() - kDomain.size()));
}

Emission order_entry(const Order& order, const Slot& slot, const std::string& supplier,
                     const CalendarWords& words) {
  Emission entry;
  entry.overruled = words.staff.overruled;
  entry.component = "VTODO";
  entry.uid = order_uid(order.id);
  entry.name = entry.uid.substr(0, entry.uid.find('@'));
  entry.make = order.state == OrderState::draft || order.state == OrderState::ordered;
  entry.lines = {
      Property("DUE", to_ical_utc(order.order_by)),
      Property("SUMMARY",
               ical::escape_text(fmt::format(fmt::runtime(words.order.title),
                                             fmt::arg("goods", goods_of(order, supplier, words.order)),
                                             fmt::arg("slot", slot.summary)))),
      Property("DESCRIPTION",
               ical::escape_text(because(order, words.order) +
                                 filled(words.order.to_do, "cost", cost_of(order, words.language)))),
      Property("STATUS", std::string(status_of(order.state))),
      of_slot(slot),
      beside(order_day_uid(order.id))};
  return entry;
}

Emission order_day(const Order& order, const Slot& slot, const std::string& supplier,
                   const CalendarWords& words, Instant now) {
  const Step step = step_of(order, supplier, words, now);
  const auto date = day_there(slot, step.at);
  Emission entry;
  entry.overruled = words.staff.overruled;
  entry.component = "VEVENT";
  entry.uid = order_day_uid(order.id);
  entry.name = entry.uid.substr(0, entry.uid.find('@'));
  entry.make = order.state == OrderState::draft;
  entry.lines = {all_of("DTSTART", date),
                 all_of("DTEND", date + std::chrono::days(1)),
                 Property("SUMMARY", ical::escape_text(fmt::format("{}: {}", step.summary, slot.summary))),
                 Property("DESCRIPTION", ical::escape_text(step.description)),
                 Property("STATUS", std::string(step.status)),
                 Property("TRANSP", "TRANSPARENT"),  // nobody is busy with it
                 of_slot(slot),
                 beside(order_uid(order.id))};
  return entry;
}

Letter order_letter(const Order& order, const Slot& slot, const std::string& supplier,
                    const store::Shop& shop, const std::string& base_url) {
  const CalendarWords& words = calendar_words(shop.language);
  const LetterWords& letter_language = letter_words(shop.language);
  const std::string goods = one_line(goods_of(order, supplier, words.order));
  Letter letter;
  letter.shop = shop.id;
  letter.subject = filled(words.order.subject, "goods", goods);
  letter.body =
      fmt::format(fmt::runtime(words.order.letter), fmt::arg("slot", one_line(slot.summary)),
                  fmt::arg("when", when_text(slot, letter_language)), fmt::arg("goods", goods),
                  fmt::arg("cost", cost_of(order, words.language)),
                  fmt::arg("order_by", moment_text(order.order_by, slot.time_zone, letter_language)),
                  fmt::arg("link", base_url + "/dashboard/forecast")) +
      "\n\n" + one_line(shop.name) + "\n";
  return letter;
}

}  // namespace timeshelf::commerce
