#include "bench/engine/past_year.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include "bench/engine/checkout.hpp"
#include "bench/interrupt.hpp"
#include "commerce/experiments/experiments.hpp"
#include "commerce/experiments/exposures.hpp"
#include "commerce/forecasts/forecast_log.hpp"
#include "commerce/orders/orders.hpp"
#include "commerce/reports/page_views.hpp"

namespace timeshelf::bench {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr unsigned kSeed = 20'261'129;
constexpr std::size_t kAtOnce = 1'000;
constexpr std::size_t kOneInCancelled = 100;
constexpr int kNotedDays = 60;  // before each slot of the year
constexpr std::size_t kMessages = 50'000;
constexpr int kTalkDays = 60;
constexpr std::size_t kVisitors = 100'000;
constexpr std::size_t kHeldByVisitors = 20'000;
constexpr int kTrialDays = 28;
constexpr std::int64_t kPlenty = 1'000;

struct Sale {
  Instant at;
  std::uint32_t slot = 0;
  std::uint32_t sku = 0;
};

Instant begins(const YearSlot& slot, Instant now) {
  return std::chrono::floor<days>(now) + days(slot.day) + hours(slot.hour);
}

// Half of them in the last three days or so, half in the last weeks; as many as there are units.
std::vector<Sale> sales_of(const std::vector<YearSlot>& slots, Instant now, double each) {
  std::mt19937 random(kSeed);
  std::vector<Sale> all;
  for (std::uint32_t at = 0; at < slots.size(); ++at) {
    const YearSlot& slot = slots[at];
    const double mean = each * std::gamma_distribution<double>(12, 1.0 / 12)(random);
    for (std::uint32_t sku = 0; sku < slot.skus.size(); ++sku) {
      std::vector<Instant> times;
      for (int left = std::poisson_distribution<int>(mean)(random); left > 0; --left) {
        const double scale = std::bernoulli_distribution(0.5)(random) ? 3 : 14;
        const double before = std::clamp(std::exponential_distribution<double>(1 / scale)(random), 0.3, 60.0);
        times.push_back(begins(slot, now) -
                        std::chrono::milliseconds(static_cast<std::int64_t>(before * 86'400'000)));
      }
      std::sort(times.begin(), times.end());
      times.resize(std::min(times.size(), static_cast<std::size_t>(slot.there)));
      for (const Instant time : times) {
        if (time < now) all.push_back({time, at, sku});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Sale& a, const Sale& b) { return a.at < b.at; });
  return all;
}

class Filler {
 public:
  Filler(const std::string& database, const std::vector<YearSlot>& slots, const std::vector<Id>& ids,
         Instant now)
      : address_(database),
        slots_(slots),
        ids_(ids),
        now_(now),
        clock_(now - days(kYearDays + 100)),
        present_(now),
        database_(store::open(database)),
        services_({std::chrono::minutes(10), hours(24 * 400), "http://localhost"}, present_, random_) {
    database_->read([&](store::Transaction& transaction) { shop_ = store::list_shops(transaction).front(); });
  }

  YearFilled fill(double each) {
    sell(sales_of(slots_, now_, each));
    cancel();
    note_forecasts(each);
    show();
    talk();
    return filled_;
  }

 private:
  void write(FunctionRef<void(store::Transaction&)> work) { database_->write(work); }
  void in_steps(std::size_t count, const std::function<void(store::Transaction&, std::size_t)>& one) {
    for (std::size_t from = 0; from < count; from += kAtOnce) {
      throw_if_interrupted();
      write([&](store::Transaction& transaction) {
        for (std::size_t i = from; i < std::min(count, from + kAtOnce); ++i) one(transaction, i);
      });
    }
  }

  // Through the till, in the order of time.
  void sell(const std::vector<Sale>& sales) {
    Checkout checkout(address_, clock_);
    const std::size_t last = sales.size() - 1;
    // Those who come while the last ones are served take of the last slot, which has enough.
    checkout.book(sales.size(), [&](std::size_t customer) {
      if (customer > last) return Wish{ids_.back(), slots_.back().skus.front()};
      const Sale& sale = sales[customer];
      clock_.go_on_to(sale.at);
      return Wish{ids_[sale.slot], slots_[sale.slot].skus[sale.sku]};
    });
    database_->read([&](store::Transaction& transaction) {
      filled_.bookings =
          static_cast<std::size_t>(transaction
                                       .first("SELECT COUNT(*) FROM bookings WHERE shop = $1", {shop_.id},
                                              [](const store::Row& row) { return row.integer(0); })
                                       .value_or(0));
    });
  }

  void cancel() {
    std::vector<Id> bookings;
    std::size_t seen = 0;
    database_->read([&](store::Transaction& transaction) {
      transaction.query("SELECT b.id FROM bookings b WHERE b.shop = $1 AND b.id > $2 ORDER BY b.id",
                        {shop_.id, Id::make(now_ - days(20), random_)}, [&](const store::Row& row) {
                          if (seen++ % kOneInCancelled == 0) bookings.push_back(row.id(0));
                        });
    });
    in_steps(bookings.size(), [&](store::Transaction& transaction, std::size_t i) {
      if (services_.engine.cancel(transaction, shop_.id, bookings[i])) ++filled_.cancelled;
    });
  }

  // As the jobs of each day would have: of slots that are over with what came of them, of coming ones
  // without.
  void note_forecasts(double each) {
    const auto units = static_cast<std::int64_t>(each);
    in_steps(slots_.size(), [&](store::Transaction& transaction, std::size_t i) {
      const YearSlot& slot = slots_[i];
      for (const std::string& sku : slot.skus) {
        for (int before = kNotedDays; before > std::max(0, slot.day); --before) {
          commerce::note_forecast(
              transaction, shop_.id,
              {ids_[i], sku, before, begins(slot, now_) - days(before), 0, slot.there, 60,
               R"({"shape":12,"rate":0.1})", each, units * 2 / 3, units, units * 4 / 3, 0.3});
          ++filled_.forecasts;
        }
        if (slot.day < -1) commerce::score_forecasts(transaction, shop_.id, ids_[i], sku, units, false);
      }
    });
  }

  void show() {
    commerce::PageViews views;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      for (int before = 0; before < 14; ++before) {
        const auto day = std::chrono::floor<days>(begins(slots_[i], now_)) - days(before);
        if (day < now_) views[{shop_.id, ids_[i], day}] = 40;
      }
    }
    write([&](store::Transaction& transaction) { commerce::add_page_views(transaction, views); });

    PastClock then(now_ - days(kTrialDays));
    commerce::Experiments experiments(then, random_);
    commerce::ExperimentPlan plan;
    plan.name = "What is almost gone first";
    plan.kind = commerce::ExperimentKind::order;
    plan.variants.resize(2);
    plan.variants[0].name = "By their time";
    plan.variants[1].name = plan.name;
    plan.variants[1].ordering = commerce::kAlmostGone;
    write([&](store::Transaction& transaction) {
      const auto drafted = experiments.draft(transaction, shop_, plan, "ada").value();
      filled_.experiment = experiments.start(transaction, shop_, drafted.id, "ada").value().id;
    });
    const auto seen = [&](std::size_t i) {
      return commerce::Exposure{filled_.experiment, fmt::format("visitor-{:06}", i),
                                static_cast<std::int64_t>(i % 2)};
    };
    const auto at = [&](std::size_t i) {
      return now_ - days(kTrialDays) + std::chrono::seconds(i * kTrialDays * 86'400 / kVisitors);
    };
    in_steps(kVisitors, [&](store::Transaction& transaction, std::size_t i) {
      commerce::note_exposures(transaction, shop_.id, {seen(i)}, at(i));
    });
    filled_.visitors = kVisitors;
    std::vector<std::pair<Id, Instant>> holds;
    database_->read([&](store::Transaction& transaction) {
      transaction.query(
          "SELECT hold, created_at FROM bookings WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3",
          {shop_.id, Id::make(now_ - days(kTrialDays), random_), static_cast<std::int64_t>(kHeldByVisitors)},
          [&](const store::Row& row) { holds.emplace_back(row.id(0), row.instant(1)); });
    });
    in_steps(holds.size(), [&](store::Transaction& transaction, std::size_t i) {
      const auto ago = std::chrono::duration<double>(holds[i].second - (now_ - days(kTrialDays))).count();
      const auto visitor = static_cast<std::size_t>(ago * kVisitors / (kTrialDays * 86'400.0));
      commerce::note_hold(transaction, shop_.id, holds[i].first, {seen(std::min(visitor, kVisitors - 1))});
    });
  }

  void talk() {
    constexpr std::array kSaid{"I love this mug, but a bigger one would be great",
                               "Could you bring it in green? The blue is sold out again",
                               "The queue was terrible and nobody knew anything :(",
                               "What a wonderful evening, thank you so much!",
                               "It starts too early for me, an hour later please",
                               "Der Becher ist wunderschön, aber zu klein"};
    const auto skus = skus_of_year();
    for (std::size_t from = 0; from < kMessages; from += commerce::kMostMessagesAtOnce) {
      throw_if_interrupted();
      std::vector<commerce::SaidMessage> messages;
      for (std::size_t i = from; i < from + commerce::kMostMessagesAtOnce; ++i) {
        commerce::SaidMessage said;
        said.text = fmt::format("{} ({})", kSaid[i % kSaid.size()], i);
        said.author = fmt::format("@visitor{}", i % 9'973);
        said.source = "chat";
        said.at = now_ - days(kTalkDays) + std::chrono::seconds(i * kTalkDays * 86'400 / kMessages);
        if (i % 3 > 0) said.slot = ids_[i * 37 % ids_.size()].string();
        if (i % 2 > 0) said.sku = skus[i % skus.size()];
        messages.push_back(std::move(said));
      }
      write([&](store::Transaction& transaction) {
        filled_.messages += services_.voice.take(transaction, shop_, messages).taken;
      });
    }
  }

  std::string address_;
  const std::vector<YearSlot>& slots_;
  const std::vector<Id>& ids_;
  Instant now_;
  PastClock clock_;
  PastClock present_;
  SystemRandom random_;
  std::unique_ptr<store::Database> database_;
  commerce::Services services_;
  store::Shop shop_;
  YearFilled filled_;
};

}  // namespace

std::vector<std::string> skus_of_year() {
  return {"MUG", "VASE", "BOWL", "PLATE", "CUP", "JUG", "LAMP", "TILE"};
}

std::vector<YearSlot> slots_of_year(double each) {
  const auto skus = skus_of_year();
  std::mt19937 random(kSeed + 1);
  std::vector<YearSlot> slots;
  for (int day = -kYearDays; day < kComingDays; ++day) {
    for (int of_day = 0; of_day < kSlotsADay; ++of_day) {
      const bool scarce = std::bernoulli_distribution(0.2)(random);
      const auto first = static_cast<std::size_t>(of_day) % skus.size();
      slots.push_back({day,
                       8 + of_day,
                       fmt::format("Session {}", of_day + 1),
                       fmt::format("drop-{}", (day + kYearDays) / 30),
                       {skus[first], skus[(first + 1) % skus.size()]},
                       static_cast<std::int64_t>(std::ceil(each * (scarce ? 0.8 : 2.5)))});
    }
  }
  slots.back().there += kPlenty;
  return slots;
}

YearFilled fill_year(const std::string& database, const std::vector<YearSlot>& slots,
                     const std::vector<Id>& ids, Instant now, double each) {
  return Filler(database, slots, ids, now).fill(each);
}

void put_venue(const std::string& address) {
  SystemClock clock;
  SystemRandom random;
  const auto database = store::open(address);
  commerce::Services services({std::chrono::minutes(10), hours(24 * 400), "http://localhost"}, clock, random);
  database->write([&](store::Transaction& transaction) {
    const store::Shop shop = store::list_shops(transaction).front();
    const commerce::Venue venue{shop.id, Id::make(clock.now(), random), kVenue, "", "Europe/Berlin"};
    services.engine.put_venue(transaction, venue);
    commerce::Orders orders(services.engine, services.stock, clock, random);
    for (const std::string& sku : skus_of_year()) {
      commerce::StockStatement delivery;
      delivery.shop = shop.id;
      delivery.venue = venue.id;
      delivery.sku = sku;
      delivery.units = 1'000'000;
      delivery.actor = "ada";
      if (!services.stock.tell(transaction, delivery))
        throw std::runtime_error("The venue's stock could not be told.");
      orders.put_terms(transaction, shop, {venue.id, sku, "The wheel", 5, 400}, "ada").value();
    }
  });
}

}  // namespace timeshelf::bench
