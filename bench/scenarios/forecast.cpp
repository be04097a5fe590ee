// How good forecasts are, on simulated arrivals whose truth is known.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "bench/scenarios/scenario.hpp"
#include "insight/forecast/belief.hpp"
#include "insight/forecast/profile.hpp"
#include "insight/forecast/rivals.hpp"
#include "insight/forecast/score.hpp"
#include "insight/forecast/updated.hpp"

namespace timeshelf::bench {
namespace {

using insight::Course;
using insight::kHorizon;
using insight::Profile;
using insight::Score;

constexpr int kShops = 1'000;
constexpr unsigned kSeed = 20'261'129;
constexpr std::array kPasts{0, 1, 3, 8, 20};
constexpr std::array kDaysBefore{30, 14, 7, 1};
constexpr double kEndless = 1e9;
constexpr std::array kOpenings{3, 7, 14, 30};
constexpr double kUsualPrior = 0.6;  // of what there is
constexpr double kRushDays = 1.0 / 24;

// A shop as nobody knows it: how much its slots are asked for, how far they differ, and how early people
// book. Its arrivals are a Poisson process whose rate varies with time, and from slot to slot.
class SimulatedShop {
 public:
  explicit SimulatedShop(std::mt19937& random)
      : random_(random),
        mean_(std::exp(std::uniform_real_distribution<double>(std::log(10), std::log(150))(random))),
        shape_(std::exp(std::uniform_real_distribution<double>(std::log(4), std::log(40))(random))),
        early_(std::uniform_real_distribution<double>(0.2, 0.8)(random)),
        slow_(std::uniform_real_distribution<double>(8, 25)(random)),
        fast_(std::uniform_real_distribution<double>(1.5, 5)(random)) {}

  double mean() const { return mean_; }

  struct Drawn {
    Course seen;    ///< what the shop sees of it
    Course wanted;  ///< what would have been booked if there had been enough
  };
  Drawn draw(double seats) {
    const double rate = draw_rate();
    std::vector<double> times;
    come(times, rate, kHorizon);
    return booked(times, kHorizon, seats);
  }
  /// Opens so many days before; of those who would have come earlier, a share waits for that and comes in its
  /// first hours.
  Drawn draw_rush(double seats, int opened, double patient) {
    const double rate = draw_rate();
    std::vector<double> times;
    come(times, rate, opened - 1);
    const int waiting = std::poisson_distribution<int>(rate * share_at(opened) * patient)(random_);
    std::exponential_distribution<double> after(1.0 / kRushDays);
    for (int i = 0; i < waiting; ++i) times.push_back(std::max(0.0, opened - after(random_)));
    return booked(times, opened, seats);
  }

 private:
  double share_at(int day) const {
    return early_ * std::exp(-day / slow_) + (1 - early_) * std::exp(-day / fast_);
  }
  double draw_rate() { return std::gamma_distribution<double>(shape_, mean_ / shape_)(random_); }
  // Days before the slot at which people come, from the beginning of that day on.
  void come(std::vector<double>& times, double rate, int first_day) {
    for (int day = first_day; day >= 0; --day) {
      const double share = day == kHorizon ? share_at(day) : share_at(day) - share_at(day + 1);
      const int arrivals = std::poisson_distribution<int>(rate * share)(random_);
      for (int i = 0; i < arrivals; ++i)
        times.push_back(std::min<double>(day + std::uniform_real_distribution<double>()(random_), kHorizon));
    }
  }
  static Drawn booked(std::vector<double>& times, double opened, double seats) {
    std::sort(times.rbegin(), times.rend());
    Drawn drawn{{std::vector<double>(kHorizon + 1, 0), opened, 0},
                {std::vector<double>(kHorizon + 1, 0), opened, 0}};
    for (std::size_t i = 0; i < times.size(); ++i) {
      const bool there = static_cast<double>(i) < seats;
      if (there && static_cast<double>(i + 1) >= seats) drawn.seen.closed = times[i];
      for (int day = 0; day <= static_cast<int>(times[i]); ++day) {
        drawn.wanted.booked[static_cast<std::size_t>(day)] += 1;
        drawn.seen.booked[static_cast<std::size_t>(day)] += there ? 1 : 0;
      }
    }
    return drawn;
  }

  std::mt19937& random_;
  double mean_;
  double shape_;
  double early_;
  double slow_;
  double fast_;
};

// A slot under way as it looks with so many days left.
Course with_days_left(const Course& whole, int days) {
  Course course = whole;
  if (course.closed < days) course.closed = course.until = days;
  for (int day = 0; day < days; ++day)
    course.booked[static_cast<std::size_t>(day)] = course.booked[static_cast<std::size_t>(days)];
  return course;
}

insight::Scored forecast(const std::vector<Course>& past, const Course& now, double prior_mean,
                         double outcome) {
  const Profile profile = Profile::from(past);
  const auto learned = insight::learn(past, profile, prior_mean);
  const insight::Evidence told = insight::evidence_of(now, profile);
  const double ahead = 1 - profile.share(std::min(now.closed, now.opened));
  const insight::Remaining remaining(insight::updated(learned, told),
                                     told.unseen > 0 ? std::min(ahead, told.unseen) : ahead);
  const auto at = [&](double probability) {
    return told.units + static_cast<double>(remaining.quantile(probability));
  };
  return {told.units + remaining.mean(), at(0.1), at(0.5), at(0.9), 0, outcome, false};
}

insight::Scored point(double units, double outcome) {
  return {units, units, units, units, 0, outcome, false};
}

struct Scores {
  Score ours, last, trend, additive, multiplicative;

  void add(const std::vector<Course>& past, const Course& now, int days, double prior_mean, double outcome) {
    ours.add(forecast(past, now, prior_mean, outcome));
    const double booked = now.units();
    last.add(point(std::max(booked, insight::last_value(past)), outcome));
    trend.add(point(std::max(booked, insight::linear_trend(past)), outcome));
    additive.add(point(insight::additive_pickup(past, booked, days), outcome));
    multiplicative.add(point(insight::multiplicative_pickup(past, booked, days), outcome));
  }
};

void print(Bench& bench, const std::string& label, const Scores& scores) {
  const auto line = [&](std::string_view name, const Score& score, bool has_range) {
    std::vector<std::pair<std::string, double>> figures{{"n", static_cast<double>(score.count())}};
    if (has_range) figures.emplace_back("in80", score.coverage());
    figures.insert(figures.end(),
                   {{"mae", score.mae()}, {"wape", score.wape()}, {"pinball", score.pinball()}});
    bench.report().figures(fmt::format("{}, {}", label, name), figures);
  };
  line("forecast", scores.ours, true);
  line("last value", scores.last, false);
  line("linear trend", scores.trend, false);
  line("additive pickup", scores.additive, false);
  line("multiplicative pickup", scores.multiplicative, false);
  if (scores.ours.coverage() < 0.75 || scores.ours.coverage() > 0.85)
    bench.report().complain(
        fmt::format("{}: the 80 % range held {:.1f} % of outcomes", label, 100 * scores.ours.coverage()));
  if (scores.ours.mae() >= scores.last.mae() || scores.ours.mae() >= scores.trend.mae())
    bench.report().complain(fmt::format("{}: a naive forecast was nearer", label));
}

// In the order in which they were first named.
class Tables {
 public:
  Scores& of(const std::string& name) {
    const auto known =
        std::find_if(tables_.begin(), tables_.end(), [&](const auto& each) { return each.first == name; });
    return known != tables_.end() ? known->second : tables_.emplace_back(name, Scores{}).second;
  }
  void print(Bench& bench) const {
    for (const auto& [name, scores] : tables_) bench::print(bench, name, scores);
  }

 private:
  std::vector<std::pair<std::string, Scores>> tables_;
};

using Key = std::function<std::string(int past, int days, bool censored)>;

void simulate(Bench& bench, std::string_view heading, const std::vector<int>& pasts, const Key& key) {
  bench.report().title(std::string(heading));
  std::mt19937 random(kSeed);
  Tables tables;
  for (int i = 0; i < kShops; ++i) {
    SimulatedShop shop(random);
    const bool censored = i % 2 == 1;
    // Half of the shops offer so little that a good part of their slots sells out.
    const double seats =
        censored ? std::ceil(shop.mean() * std::uniform_real_distribution<double>(0.8, 1.4)(random))
                 : kEndless;
    const double prior_mean = censored
                                  ? kUsualPrior * seats
                                  : shop.mean() * std::uniform_real_distribution<double>(0.4, 2.5)(random);
    for (const int count : pasts) {
      std::vector<Course> past;
      for (int slot = 0; slot < count; ++slot) past.push_back(shop.draw(seats).seen);
      const auto next = shop.draw(seats);
      for (const int days : kDaysBefore)
        tables.of(key(count, days, censored))
            .add(past, with_days_left(next.seen, days), days, prior_mean, next.wanted.units());
    }
  }
  tables.print(bench);
}

// Shops that offer a twentieth to a half of what they are asked for.
void simulate_scarce(Bench& bench, const std::vector<int>& pasts) {
  bench.report().title("Far too little: a twentieth to a half of what is asked for");
  std::mt19937 random(kSeed);
  Tables tables;
  for (int i = 0; i < kShops; ++i) {
    SimulatedShop shop(random);
    const double part =
        std::exp(std::uniform_real_distribution<double>(std::log(0.05), std::log(0.5))(random));
    const double seats = std::max(2.0, std::ceil(shop.mean() * part));
    const bool rush = i % 2 == 1;
    const int opened = kOpenings[static_cast<std::size_t>(i / 2) % kOpenings.size()];
    const double patient = std::uniform_real_distribution<double>(0.3, 1)(random);
    const auto draw = [&] { return rush ? shop.draw_rush(seats, opened, patient) : shop.draw(seats); };
    for (const int count : pasts) {
      std::vector<Course> past;
      for (int slot = 0; slot < count; ++slot) past.push_back(draw().seen);
      const auto next = draw();
      for (const int days : kDaysBefore)
        tables.of(fmt::format("{}, {} past", rush ? "rush at the opening" : "open from T-90 on", count))
            .add(past, with_days_left(next.seen, days), days, kUsualPrior * seats, next.wanted.units());
    }
  }
  tables.print(bench);
}

}  // namespace

void run_forecast(Bench& bench) {
  simulate(bench, fmt::format("Forecasts of {} simulated shops, by slots of the past", kShops),
           {kPasts.begin() + 1, kPasts.end()},
           [](int past, int, bool) { return fmt::format("{} past", past); });
  simulate(bench, "By days before, 8 slots of the past", {8},
           [](int, int days, bool) { return fmt::format("T-{}", days); });
  simulate_scarce(bench, {1, 3, 8, 20});
  simulate(bench, "By whether slots sell out, 8 slots of the past", {8},
           [](int, int, bool censored) { return censored ? "sells out" : "never"; });
}

}  // namespace timeshelf::bench
