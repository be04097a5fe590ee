#include "server/demo/year_plan.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <string_view>

#include "base/text.hpp"
#include "server/demo/year_talk.hpp"

namespace timeshelf::server::demo {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::milliseconds;

constexpr std::array kFirst = {"Ada",   "Amir",  "Bea",   "Cem",  "Dora",  "Elif", "Emil", "Fatou",
                               "Georg", "Hanna", "Ines",  "Ivo",  "Jonas", "Jule", "Kaan", "Lena",
                               "Linus", "Mara",  "Mika",  "Nele", "Noor",  "Olga", "Paul", "Quynh",
                               "Rosa",  "Sami",  "Tilda", "Uwe",  "Vera",  "Yuki"};
constexpr std::array kLast = {"Abel",   "Brandt", "Costa", "Demir", "Eriksen", "Fischer", "Gomez", "Haddad",
                              "Ivanov", "Jansen", "Kaya",  "Lang",  "Moreau",  "Nowak",   "Okoye", "Peters",
                              "Rossi",  "Sato",   "Tran",  "Vogel", "Weber",   "Ziegler"};

// What people want of something on sale: the mean of a slot, and how much of it they take at once.
struct Appetite {
  std::string sku;
  double mean = 0;
  std::int64_t most_at_once = 2;
};

struct Kind {
  Sketch sketch;
  int published_before = 0;  // days
  std::vector<Appetite> appetites;
};

class Planner {
 public:
  Planner(Instant now, std::uint64_t seed) : now_(now), chance_(seed) {}

  Year year() {
    bring_what_is_on_sale_now();
    for (int day = -kYearDays; day < 0; ++day) {
      // The same days of the week and hours as what the demo has on sale by now, so that they compare.
      if ((day - 2) % 7 == 0) add(evening(day));
      if ((day - 12) % 21 == 0) add(glazing(day));
      if ((day - 9) % 28 == 0) add(raku(day));
      if ((day - 3) % 42 == 0) add_drop(day);
    }
    return std::move(year_);
  }

 private:
  // What the demo's slots of today ask for.
  void bring_what_is_on_sale_now() {
    const Instant lately = now_ - days(2);
    for (const auto& [sku, units] :
         {std::pair{"MUG-BLUE", 80}, {"BOWL-CELADON", 44}, {"PLATE-SPECKLE", 50}, {"VASE-TALL", 8}})
      year_.deliveries.push_back({lately, sku, units});
  }

  static Kind evening(int day) {
    return {{fmt::format("past-wheel{}", day), "Open wheel evening", "A wheel, clay, and somebody who helps.",
             day, 18h, 3h, "#shelf\nseats 6\nprice 25 EUR\nstaff 1 per 6"},
            35,
            {{"", 5.2, 2}}};
  }

  static Kind glazing(int day) {
    return {{fmt::format("past-glaze{}", day), "Glaze your own", "Two hours, one mug, every glaze we have.",
             day, 16h, 2h,
             "#shelf\nseats 8\nprice 39 EUR until 7 days before, 45 until 1 day before, 49\nlimit 2\nstaff 1 "
             "per 4"},
            42,
            {{"", 6.5, 2}}};
  }

  static Kind raku(int day) {
    return {
        {fmt::format("past-raku{}", day), "Raku in the yard", "Two people, one kiln, a bucket of sawdust.",
         day, 19h, 3h, "#shelf\nseats 2\nprice 55 EUR\nstaff 1 per 2"},
        30,
        {{"", 3.5, 1}}};
  }

  void add_drop(int day) {
    const std::string season = season_of(date_of(day));
    const std::string drop =
        fmt::format("{}-{:%Y-%m}", to_lower(season), std::chrono::sys_seconds(date_of(day)));
    const auto slot = [&](int number, std::string_view name, int after, std::chrono::minutes at,
                          std::chrono::minutes lasts, std::string_view lines,
                          std::vector<Appetite> appetites) {
      add({{fmt::format("past-{}-{}", drop, number), fmt::format("{} glaze: {}", season, name),
            "From the kiln to the table.", day + after, at, lasts,
            fmt::format("#shelf\n{}\npickup\nlimit 4\ndrop {}\nstaff 1 per 10", lines, drop)},
           28,
           std::move(appetites)});
    };
    slot(1, "first pick", 0, 10h, 2h, "stock MUG-BLUE 24\nprice MUG-BLUE 22 EUR until 1 day before, 26",
         {{"MUG-BLUE", 17, 3}});
    slot(2, "afternoon pickup", 0, 14h, 3h,
         "stock MUG-BLUE 18\nstock BOWL-CELADON 10\nprice MUG-BLUE 22 EUR until 1 day before, 26\n"
         "price BOWL-CELADON 34 EUR",
         {{"MUG-BLUE", 8, 3}, {"BOWL-CELADON", 6, 2}});
    slot(3, "bowls at noon", 2, 12h, 90min,
         "stock BOWL-CELADON 16\nprice BOWL-CELADON 30 EUR until 5 sold, 34", {{"BOWL-CELADON", 9, 3}});
    slot(4, "plates for a table", 5, 15h, 2h,
         "stock PLATE-SPECKLE 32\nprice PLATE-SPECKLE 19 EUR until 3 days before, 24",
         {{"PLATE-SPECKLE", 11, 4}});
    const Instant before = now_ + days(day - 29);
    for (const auto& [sku, units] : {std::pair{"MUG-BLUE", 42}, {"BOWL-CELADON", 26}, {"PLATE-SPECKLE", 32}})
      year_.deliveries.push_back({before, sku, units});
  }

  std::chrono::sys_days date_of(int day) const { return std::chrono::floor<days>(now_) + days(day); }

  static std::string season_of(std::chrono::sys_days date) {
    const auto month = static_cast<unsigned>(std::chrono::year_month_day(date).month());
    constexpr std::array<std::string_view, 4> kSeasons = {"Winter", "Spring", "Summer", "Autumn"};
    return std::string(kSeasons[month % 12 / 3]);
  }

  void add(Kind kind) {
    const auto [starts, ends] = times_of(kind.sketch, now_);
    PastSlot slot{std::move(kind.sketch), starts - days(kind.published_before), {}, {}};
    // One slot is better liked than another in all that it sells.
    const double liking = std::gamma_distribution<>(16, 1.0 / 16)(chance_) * growth(slot.sketch.day);
    for (const Appetite& appetite : kind.appetites) {
      const int orders = std::poisson_distribution<>(appetite.mean * liking)(chance_);
      for (int i = 0; i < orders; ++i) {
        slot.wanted.push_back(want(appetite, slot.published_at, starts, ends));
        // Who buys looks, and so do others about as often.
        slot.looks.push_back(slot.wanted.back().at);
        for (auto more = between(2, 9); more > 0; --more)
          slot.looks.push_back(time_of_order(slot.published_at, starts));
      }
    }
    std::sort(slot.wanted.begin(), slot.wanted.end(),
              [](const auto& a, const auto& b) { return a.at < b.at; });
    year_.slots.push_back(std::move(slot));
  }

  // The shop became known over the year.
  static double growth(int day) { return 1.1 + 0.4 * day / kYearDays; }

  Wanted want(const Appetite& appetite, Instant published, Instant starts, Instant ends) {
    Wanted wanted;
    wanted.at = time_of_order(published, starts);
    wanted.name = name_of_somebody(chance_);
    wanted.email = wanted.name + "@customer.example";
    std::replace(wanted.email.begin(), wanted.email.end(), ' ', '.');
    wanted.sku = appetite.sku;
    wanted.quantity = happens(0.65) ? 1 : between(1, appetite.most_at_once);
    wanted.gives_up = happens(0.12);
    wanted.waits = happens(0.5);
    wanted.tender = happens(0.7) ? "card" : "cash";
    const Instant latest = starts - days(1);
    if (happens(0.07) && wanted.at < latest)
      wanted.cancelled_at = wanted.at + part_of(latest - wanted.at, share());
    if (happens(0.93)) wanted.comes_at = starts + part_of(ends - starts, 0.9 * share());
    return wanted;
  }

  // A third comes in the days after it was published, the others later and later towards the day.
  Instant time_of_order(Instant published, Instant starts) {
    const auto span = starts - 2h - published;
    const double mean_days = happens(0.33) ? 1.5 : -8;
    const double away = std::exponential_distribution<>(1 / std::abs(mean_days))(chance_);
    const auto gap = std::min<milliseconds>(milliseconds(static_cast<std::int64_t>(away * 86'400'000)), span);
    return mean_days > 0 ? published + gap : starts - 2h - gap;
  }

  static milliseconds part_of(milliseconds whole, double share) {
    return milliseconds(static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
  }
  double share() { return std::uniform_real_distribution<>(0, 1)(chance_); }
  bool happens(double probability) { return share() < probability; }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(chance_);
  }

  Instant now_;
  std::mt19937_64 chance_;
  Year year_;
};

}  // namespace

std::string name_of_somebody(std::mt19937_64& chance) {
  const auto pick = [&](const auto& all) {
    return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(chance)];
  };
  const char* first = pick(kFirst);
  return fmt::format("{} {}", first, pick(kLast));
}

Year plan_year(Instant now, std::uint64_t seed) {
  Year year = Planner(now, seed).year();
  year.messages = plan_talk(year.slots, now, seed);
  return year;
}

}  // namespace timeshelf::server::demo
