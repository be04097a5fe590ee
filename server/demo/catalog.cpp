#include "server/demo/catalog.hpp"

#include <chrono>

#include "server/demo/sketch.hpp"

namespace timeshelf::server::demo {
namespace {

using namespace std::chrono_literals;
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
       std::string(kSoldOut),
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
  for (const Sketch& sketch : sketches()) all.push_back(draw(sketch, now, now, workshop_image));
  return all;
}

}  // namespace timeshelf::server::demo
