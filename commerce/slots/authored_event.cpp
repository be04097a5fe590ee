#include "commerce/slots/authored_event.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

using ical::AuthoredTerms;

const ical::Component* find_master(const ical::Component& calendar) {
  for (const ical::Component& component : calendar.components) {
    if (component.name == "VEVENT" && !component.find("RECURRENCE-ID")) return &component;
  }
  return nullptr;
}

// What is wrong with the terms beyond their grammar.
void check_products(AuthoredTerms& authored, const std::vector<Product>& products) {
  const auto is_known = [&](const std::string& sku) {
    return sku == ical::kSeatSku ||
           std::any_of(products.begin(), products.end(), [&](const Product& p) { return p.sku == sku; });
  };
  const auto check = [&](const std::string& sku) {
    if (is_known(sku)) return;
    const bool in_property =
        std::any_of(authored.lines.begin(), authored.lines.end(),
                    [&](const ical::Property& line) { return line.parameter("SKU") == sku; });
    authored.problems.push_back(
        {in_property, sku,
         fmt::format("There is no product with the SKU {}. Add it to the shop, or correct the SKU.", sku)});
  };
  for (const auto& stock : authored.terms.stock) check(stock.sku);
  for (const auto& preorder : authored.terms.preorders) check(preorder.sku);
  for (const auto& price : authored.terms.prices) check(price.sku);
}

// A property was meant for us and can be refused; plain lines never lose the event.
Decided<AuthoredTerms> read_checked_terms(const ical::Component& event, const Currency& currency,
                                          const std::vector<Product>& products) {
  AuthoredTerms authored = ical::read_terms(event, currency);
  check_products(authored, products);
  for (const auto& problem : authored.problems) {
    if (problem.in_property) return refuse(Refusal::Code::terms_invalid, problem.reason, problem.where);
  }
  return authored;
}

bool has_shelf_block(const ical::Component& event) {
  return to_lower(ical::unescape_text(event.value("DESCRIPTION"))).find("#shelf") != std::string::npos;
}

std::vector<ical::Property> parse_lines(const std::string& text) {
  auto parsed = ical::parse("BEGIN:VCALENDAR\r\n" + text + "END:VCALENDAR\r\n", {}, ical::Leniency::repair);
  return parsed ? parsed->calendars.front().properties : std::vector<ical::Property>{};
}

bool is_picture(const ical::Property& line) {
  return to_lower(line.parameter("FMTTYPE")).starts_with("image/");
}
// Of what says nothing of its type nobody knows.
bool may_be_picture(const ical::Property& line) {
  return line.parameter("FMTTYPE").empty() || is_picture(line);
}

bool is_address(const std::string& value) {
  return value.starts_with("https://") || value.starts_with("http://") || value.starts_with("/");
}

// The managed attachment that a line is, or names by its address; null if neither.
const ical::Property* attached_as(const ical::Component& event, const ical::Property& line) {
  if (!line.parameter("MANAGED-ID").empty()) return &line;
  const auto found =
      std::find_if(event.properties.begin(), event.properties.end(), [&](const ical::Property& other) {
        return other.name() == "ATTACH" && !other.parameter("MANAGED-ID").empty() &&
               other.value() == line.value();
      });
  return found == event.properties.end() ? nullptr : &*found;
}

// Puts lines back behind the event's own ones, touching nothing else.
void put_back(ical::Component& calendar, const std::vector<ical::Property>& lines) {
  for (ical::Component& component : calendar.components) {
    if (component.name != "VEVENT" || component.find("RECURRENCE-ID")) continue;
    component.properties.insert(component.properties.end(), lines.begin(), lines.end());
  }
}

}  // namespace

const ical::Component& AuthoredEvent::master() const {
  return *find_master(calendar);
}

bool AuthoredEvent::is_recurring() const {
  return master().find("RRULE") || master().find("RDATE");
}

Decided<AuthoredTerms> terms_of(const AuthoredEvent& event, const ical::Component& occurrence,
                                const Currency& currency, const std::vector<Product>& products) {
  if (!occurrence.find("RECURRENCE-ID")) return event.terms;
  auto own = read_checked_terms(occurrence, currency, products);
  if (!own || own->terms.any() || !own->problems.empty()) return own;
  return event.terms;
}

Decided<std::optional<AuthoredEvent>> read_event(const ical::Component& sent, const std::string& kept,
                                                 const Currency& currency,
                                                 const std::vector<Product>& products) {
  if (!find_master(sent)) return std::optional<AuthoredEvent>();
  AuthoredEvent event{sent, {}, std::nullopt};
  if (!kept.empty() && ical::read_terms(event.master(), currency).lines.empty() &&
      !has_shelf_block(event.master())) {
    put_back(event.calendar, parse_lines(kept));
    event.restored = ical::serialize(event.calendar);
  }
  auto terms = read_checked_terms(event.master(), currency, products);
  if (!terms) return terms.error();
  event.terms = std::move(*terms);
  return std::optional(std::move(event));
}

std::string event_uid_of(const ical::Component& calendar) {
  const ical::Component* master = find_master(calendar);
  return master ? std::string(master->value("UID")) : std::string();
}

EventPicture picture_of(const ical::Component& event) {
  for (const auto* name : {"IMAGE", "ATTACH"}) {
    for (const ical::Property& line : event.properties) {
      if (line.name() != name || !may_be_picture(line)) continue;
      if (const ical::Property* attached = attached_as(event, line)) {
        const auto id = Id::parse(attached->parameter("MANAGED-ID"));
        if (id && is_picture(*attached)) return {"", id};
      } else if (is_address(line.value())) {
        return {line.value(), std::nullopt};
      }
    }
  }
  return {};
}

}  // namespace timeshelf::commerce
