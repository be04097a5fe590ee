#include "server/demo/catalog.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::server::demo {
namespace {

using namespace std::chrono_literals;
using ical::Component;
using ical::Property;

struct Sketch {
  std::string_view segment;
  std::string_view summary;
  std::string_view story;
  int day;                  // days from today
  std::chrono::minutes at;  // after midnight, in Berlin
  std::chrono::minutes lasts;
  std::string_view lines;  // the plain #shelf lines, or ""
  std::vector<std::pair<std::string_view, std::string_view>>
      shelf;              // or X-SHELF lines: "NAME;PARAMETERS", value
  std::string_view rule;  // RRULE, or ""
};

const std::vector<Sketch>& sketches() {
  static const std::vector<Sketch> all = {
      {"drop-1",
       "Spring glaze: first pick",
       "Be there when the kiln opens. The first mugs of the new blue.",
       3,
       10h,
       2h,
       "#shelf\nseats 12\nstock MUG-BLUE 24\nprice MUG-BLUE 22 EUR until 1 day before, 26\npickup\nlimit 2\n"
       "drop spring-glaze\nstaff 1 per 6",
       {},
       ""},
      {"drop-2",
       "Spring glaze: afternoon pickup",
       "Mugs and bowls, with time to look.",
       3,
       14h,
       3h,
       "",
       {{"X-SHELF-STOCK;SKU=MUG-BLUE", "18"},
        {"X-SHELF-STOCK;SKU=BOWL-CELADON", "10"},
        {"X-SHELF-PRICE;SKU=MUG-BLUE;TIER=early;UNTIL=-P1D;CURRENCY=EUR", "22.00"},
        {"X-SHELF-PRICE;SKU=MUG-BLUE;TIER=standard;CURRENCY=EUR", "26.00"},
        {"X-SHELF-PRICE;SKU=BOWL-CELADON;CURRENCY=EUR", "34.00"},
        {"X-SHELF-FULFILMENT", "PICKUP"},
        {"X-SHELF-LIMIT", "4"},
        {"X-SHELF-DROP", "spring-glaze"},
        {"X-SHELF-STAFFING", "1 PER 8"}},
       ""},
      {"drop-3",
       "Spring glaze: bowls at noon",
       "Celadon bowls only, each one different.",
       5,
       12h,
       90min,
       "#shelf\nstock BOWL-CELADON 16\nprice BOWL-CELADON 30 EUR until 5 sold, 34\npickup, delivery 6.50 "
       "until 1 day before\nwindows 30 minutes for 6\n"
       "limit 3\ndrop spring-glaze",
       {},
       ""},
      {"drop-4",
       "Spring glaze: the tall vases",
       "Six vases, no more.",
       6,
       11h,
       1h,
       "",
       {{"X-SHELF-STOCK;SKU=VASE-TALL", "6"},
        {"X-SHELF-PRICE;SKU=VASE-TALL;CURRENCY=EUR", "78.00"},
        {"X-SHELF-FULFILMENT", "PICKUP"},
        {"X-SHELF-LIMIT", "1"},
        {"X-SHELF-DROP", "spring-glaze"}},
       ""},
      {"drop-5",
       "Spring glaze: plates for a table",
       "Speckled plates, in fours or alone.",
       8,
       15h,
       2h,
       "#shelf\nstock PLATE-SPECKLE 32\nprice PLATE-SPECKLE 19 EUR until 3 days before, 24\npickup\nlimit 8\n"
       "drop spring-glaze",
       {},
       ""},
      {"drop-6",
       "Spring glaze: evening with a glass",
       "Everything on the shelf, and a drink.",
       10,
       18h,
       3h,
       "#shelf\nseats 20\nstock MUG-BLUE 12\nstock PLATE-SPECKLE 12\nprice MUG-BLUE 26 EUR\nprice "
       "PLATE-SPECKLE 24 EUR\n"
       "pickup\ndrop spring-glaze\nstaff 1 per 10",
       {},
       ""},
      {"drop-7",
       "Spring glaze: glaze your own",
       "Two hours, one mug, every glaze we have.",
       12,
       16h,
       2h,
       "#shelf\nseats 8\nprice 39 EUR until 7 days before, 45 until 1 day before, 49\nlimit 2\ndrop "
       "spring-glaze\n"
       "staff 1 per 4",
       {},
       ""},
      {"drop-8",
       "Spring glaze: last call",
       "What is left, at the stall on the market.",
       14,
       9h,
       5h,
       "#shelf\nstock MUG-BLUE 10\nstock BOWL-CELADON 6\nprice MUG-BLUE 20 EUR\nprice BOWL-CELADON 28 "
       "EUR\npickup\n"
       "drop spring-glaze",
       {},
       ""},
      {"made-to-order",
       "Plates, made to order",
       "Say how many before we throw them; collect them when they are fired.",
       28,
       15h,
       3h,
       "",
       {{"X-SHELF-PREORDER;SKU=PLATE-SPECKLE", "40"},
        {"X-SHELF-PRICE;SKU=PLATE-SPECKLE;CURRENCY=EUR", "21.00"},
        {"X-SHELF-FULFILMENT", "PICKUP"},
        {"X-SHELF-LIMIT", "12"},
        {"X-SHELF-CLOSES", "-P14D"}},
       ""},
      {"open-wheel",
       "Open wheel evening",
       "Every week: a wheel, clay, and somebody who helps.",
       2,
       18h,
       3h,
       "",
       {{"X-SHELF-SEATS", "6"},
        {"X-SHELF-PRICE;CURRENCY=EUR", "25.00"},
        {"X-SHELF-CLOSES", "-PT1H"},
        {"X-SHELF-STAFFING", "1 PER 6"}},
       "FREQ=WEEKLY"},
      {"kiln-opening",
       "Kiln opening, by turns",
       "The kiln is opened once a season, and everybody wants to be there.",
       11,
       17h,
       2h,
       "#shelf\nstock MUG-BLUE 8\nstock BOWL-CELADON 8\nprice MUG-BLUE 24 EUR\nprice BOWL-CELADON 31 EUR\n"
       "limit 2\ndrop kiln-opening\nqueue 60",
       {},
       ""},
      {"raku",
       kSoldOut,
       "Two people, one kiln, a bucket of sawdust.",
       9,
       19h,
       3h,
       "#shelf\nseats 2\nprice 55 EUR\nstaff 1 per 2",
       {},
       ""},
      {"course-1",
       "Wheel course, day one: centre and open",
       "The first of two days.",
       17,
       10h,
       5h,
       "#shelf\nseats 8\nprice 65 EUR\nbundle wheel-course\nstaff 1 per 4",
       {},
       ""},
      {"course-2",
       "Wheel course, day two: pull and trim",
       "The second of two days.",
       18,
       10h,
       5h,
       "#shelf\nseats 8\nprice 65 EUR\nbundle wheel-course\nstaff 1 per 4",
       {},
       ""},
  };
  return all;
}

// "X-SHELF-STOCK;SKU=MUG-BLUE" and its value as a line.
Property shelf_line(std::string_view name, std::string_view value) {
  const auto parts = split(name, ';');
  std::vector<ical::Parameter> parameters;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto equals = parts[i].find('=');
    parameters.push_back(
        {std::string(parts[i].substr(0, equals)), {std::string(parts[i].substr(equals + 1))}});
  }
  return Property(std::string(parts[0]), std::string(value), std::move(parameters));
}

// Whether there is nothing to carry home whose picture could stand for the slot.
bool sells_seats_alone(const Sketch& sketch) {
  return sketch.lines.find("stock") == std::string_view::npos &&
         std::none_of(sketch.shelf.begin(), sketch.shelf.end(), [](const auto& line) {
           return line.first.starts_with("X-SHELF-STOCK") || line.first.starts_with("X-SHELF-PREORDER");
         });
}

DemoEvent write(const Sketch& sketch, Instant now, std::string_view workshop_image) {
  const ical::Zone& zone = *ical::find_zone(kTimeZone);
  const auto today = date::floor<date::days>(zone.to_local(std::chrono::floor<std::chrono::seconds>(now)));
  const ical::LocalSeconds start = today + date::days(sketch.day) + sketch.at;
  const auto local = [](ical::LocalSeconds at) {
    return ical::DateTime{ical::DateTime::Form::zoned, at, std::string(kTimeZone)};
  };

  Component event{"VEVENT", {}, {}};
  event.properties.emplace_back("UID", fmt::format("{}@demo.timeshelf", sketch.segment));
  event.properties.emplace_back("DTSTAMP", to_ical_utc(now));
  event.properties.push_back(date_time_property("DTSTART", local(start)));
  event.properties.push_back(date_time_property("DTEND", local(start + sketch.lasts)));
  if (!sketch.rule.empty()) event.properties.emplace_back("RRULE", std::string(sketch.rule));
  event.properties.emplace_back("SUMMARY", ical::escape_text(sketch.summary));
  event.properties.emplace_back("LOCATION", ical::escape_text(fmt::format("{}, {}", kVenue, kVenueAddress)));
  std::string description(sketch.story);
  if (!sketch.lines.empty()) description += "\n\n" + std::string(sketch.lines);
  event.properties.emplace_back("DESCRIPTION", ical::escape_text(description));
  if (sells_seats_alone(sketch)) {
    event.properties.push_back(
        Property("IMAGE", std::string(workshop_image), {{"VALUE", {"URI"}}}));  // RFC 7986 5.10
  }
  for (const auto& [name, value] : sketch.shelf) event.properties.push_back(shelf_line(name, value));

  Component calendar{"VCALENDAR", {}, {}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Demo//EN");
  if (auto described = ical::vtimezone_for(kTimeZone, now))
    calendar.components.push_back(std::move(*described));
  calendar.components.push_back(std::move(event));
  return {std::string(sketch.segment) + ".ics", ical::serialize(calendar)};
}

}  // namespace

const std::vector<DemoProduct>& products() {
  static const std::vector<DemoProduct> all = {
      {"MUG-BLUE", "Blue mug", "Thrown stoneware, 300 ml, the new blue.", "26.00", "mug.svg"},
      {"BOWL-CELADON", "Celadon bowl", "For soup or for looking at, 18 cm.", "34.00", "bowl.svg"},
      {"PLATE-SPECKLE", "Speckled plate", "24 cm, dishwasher safe.", "24.00", "plate.svg"},
      {"VASE-TALL", "Tall vase", "Terracotta, 32 cm, one of six.", "78.00", "vase.svg"},
  };
  return all;
}

std::vector<DemoEvent> events(Instant now, std::string_view workshop_image) {
  std::vector<DemoEvent> all;
  for (const Sketch& sketch : sketches()) all.push_back(write(sketch, now, workshop_image));
  return all;
}

}  // namespace timeshelf::server::demo
