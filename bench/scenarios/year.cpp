// What the jobs and pages that run over a shop's past cost with a year of it, and what the server does while
// nothing changes.
#include <fmt/format.h>

#include <ctime>
#include <thread>

#include "bench/engine/counted.hpp"
#include "bench/engine/past_year.hpp"
#include "bench/interrupt.hpp"
#include "bench/scenarios/scenario.hpp"
#include "bench/scenarios/shelf.hpp"
#include "commerce/experiments/experiment_results.hpp"
#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/forecasts/pace.hpp"
#include "commerce/orders/orders.hpp"
#include "commerce/reports/drop_report.hpp"
#include "commerce/reports/figures.hpp"
#include "commerce/reports/next_drop.hpp"
#include "commerce/services.hpp"
#include "store/accounts.hpp"

namespace timeshelf::bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr auto kSettling = 15s;
constexpr auto kIdle = 60s;
constexpr double kMostSeconds = 10;  // "within seconds"
constexpr double kNoMatter = 1e9;
constexpr double kMostIdleCpu = 0.6;  // seconds of a minute: one part in a hundred of a processor

double seconds_of(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

// Of this process: of PostgreSQL's own work nothing is in it.
std::chrono::nanoseconds own_cpu() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

std::vector<Id> publish(const Server& server, const std::vector<YearSlot>& slots, Instant today) {
  make_shelf(server);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    throw_if_interrupted();
    const YearSlot& slot = slots[i];
    const Instant begins = std::chrono::floor<days>(today) + days(slot.day) + std::chrono::hours(slot.hour);
    // The venue's stock serves what is to come; of slots that are over it would want it back.
    const std::string place = slot.day > 0 ? fmt::format("LOCATION:{}\r\n", kVenue) : "";
    server.expect(
        201,
        server.dav(
            "PUT", fmt::format("/dav/calendars/ada/shelf/year-{}.ics", i), "Content-Type: text/calendar\r\n",
            fmt::format("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timeshelf//bench//EN\r\n"
                        "BEGIN:VEVENT\r\nUID:year-{}@bench.timeshelf\r\nDTSTAMP:20261101T080000Z\r\n"
                        "DTSTART:{}\r\nDTEND:{}\r\nSUMMARY:{}\r\n{}"
                        "DESCRIPTION:#shelf\\nstock {} {}\\nprice {} 18 EUR\\nstock {} {}\\n"
                        "price {} 24 EUR\\npickup\\ndrop {}\r\n"
                        "END:VEVENT\r\nEND:VCALENDAR\r\n",
                        i, to_ical_utc(begins), to_ical_utc(begins + 1h), slot.name, place, slot.skus[0],
                        slot.there, slot.skus[0], slot.skus[1], slot.there, slot.skus[1], slot.drop)));
  }
  std::vector<Id> ids(slots.size());
  store::open(server.database())->read([&](store::Transaction& transaction) {
    transaction.query("SELECT id, uid FROM slots", {}, [&](const store::Row& row) {
      const std::string uid = row.string(1);
      ids.at(std::stoul(uid.substr(uid.find('-') + 1))) = row.id(0);
    });
  });
  return ids;
}

// Works of one database, each timed, its statements counted.
class Works {
 public:
  Works(Bench& bench, const std::string& database)
      : bench_(bench),
        database_(store::open(database)),
        services_({10min, std::chrono::hours(9600), "http://localhost"}, clock_, random_) {
    database_->read([&](store::Transaction& transaction) { shop_ = store::list_shops(transaction).front(); });
  }

  void all(const YearFilled& filled, const std::vector<Id>& ids) {
    count();
    forecast(ids);
    look_back(filled);
    read("what is due next", [&](store::Transaction& transaction) {
      services_.due.next(transaction);
      return services_.due.works().size();
    });
  }

 private:
  using Work = std::function<std::size_t(store::Transaction&)>;

  void print(const std::string& name, std::size_t made, std::uint64_t statements, double seconds, double cpu,
             double most) {
    bench_.report().figures(name, {{"n", static_cast<double>(made)},
                                   {"statements", static_cast<double>(statements)},
                                   {"seconds", seconds},
                                   {"cpu_seconds", cpu}});
    if (seconds > most) bench_.report().complain(fmt::format("{} took {:.1f} s", name, seconds));
  }
  void read(const std::string& name, const Work& work) {
    timed(name, [&](std::uint64_t& statements) {
      std::size_t made = 0;
      database_->read([&](store::Transaction& transaction) {
        Counted counted(transaction, statements);
        made = work(counted);
      });
      return made;
    });
  }
  void write(const std::string& name, const Work& work) {
    timed(name, [&](std::uint64_t& statements) { return written(work, statements); });
  }
  // As the writer does it: again and again, each in a transaction of its own, until nothing is left.
  void write_all(const std::string& name, const Work& work, double most = kMostSeconds) {
    double longest = 0;
    const auto all_of_it = [&](std::uint64_t& statements) {
      std::size_t all = 0;
      for (std::size_t some = 1; some > 0; all += some) {
        throw_if_interrupted();
        const auto begin = std::chrono::steady_clock::now();
        some = written(work, statements);
        longest = std::max(longest, seconds_of(std::chrono::steady_clock::now() - begin));
      }
      return all;
    };
    timed(name, all_of_it, most);
    bench_.report().figures(name + ", longest step", {{"seconds", longest}});
  }
  std::size_t written(const Work& work, std::uint64_t& statements) {
    std::size_t made = 0;
    database_->write([&](store::Transaction& transaction) {
      Counted counted(transaction, statements);
      made = work(counted);
    });
    return made;
  }
  void timed(const std::string& name, const std::function<std::size_t(std::uint64_t&)>& work,
             double most = kMostSeconds) {
    if (!bench_.options().only.empty() && name.find(bench_.options().only) == std::string::npos) return;
    throw_if_interrupted();
    std::uint64_t statements = 0;
    const auto begin = std::chrono::steady_clock::now();
    const auto cpu = own_cpu();
    const std::size_t made = work(statements);
    const double used = seconds_of(own_cpu() - cpu);
    print(name, made, statements, seconds_of(std::chrono::steady_clock::now() - begin), used, most);
  }

  void count() {
    const Instant later = clock_.now() + 1min;
    const Work pace = [&](store::Transaction& transaction) {
      return commerce::count_pace(transaction, shop_.id, later);
    };
    write_all("count the pace of the whole year", pace);
    write("count the pace, nothing new", pace);
    // Shifts and tasks of all slots, and whatever else a year of sales owes: in life a little of it each day.
    write_all(
        "do what else a year owes",
        [&](store::Transaction& transaction) { return services_.due.run(transaction); }, kNoMatter);
  }

  void forecast(const std::vector<Id>& ids) {
    const Instant now = clock_.now();
    std::vector<commerce::Forecast> coming;
    write("forecasts of the day, and scores", [&](store::Transaction& transaction) {
      coming = services_.forecasts.note_day(transaction, shop_.id, random_);
      return coming.size();
    });
    write("orders that they ask for", [&](store::Transaction& transaction) {
      commerce::Orders(services_.engine, services_.stock, clock_, random_)
          .propose(transaction, shop_, coming);
      return coming.size();
    });
    read("forecasts of 30 days", [&](store::Transaction& transaction) {
      return services_.forecasts.of_slots(transaction, shop_.id, now, now + days(30)).size();
    });
    read("forecast of a slot", [&](store::Transaction& transaction) {
      return services_.forecasts.of_slot(transaction, shop_.id, ids.back()).size();
    });
    read("booking curve of a slot", [&](store::Transaction& transaction) {
      const auto curve =
          services_.forecasts.curve(transaction, shop_.id, ids[ids.size() - 2 * kSlotsADay], "MUG");
      return curve ? curve->points.size() : 0;
    });
  }

  void look_back(const YearFilled& filled) {
    const Instant now = clock_.now();
    std::string drop;
    read("drops of the year", [&](store::Transaction& transaction) {
      const auto drops = commerce::list_drops(transaction, shop_.id, now, 100);
      if (drops.size() > 1) drop = drops[1].drop;
      return drops.size();
    });
    if (drop.empty()) drop = "drop-10";
    read("report of a drop of 30 days", [&](store::Transaction& transaction) {
      const auto report = commerce::report_drop(transaction, shop_.id, drop, now);
      return report ? report->slots.size() : 0;
    });
    read("next drop", [&](store::Transaction& transaction) {
      return std::size_t(
          commerce::propose_next_drop(transaction, services_.engine, shop_, {}, now).drop.has_value());
    });
    read("mood by day, 60 days", [&](store::Transaction& transaction) {
      return services_.voice.mood(transaction, shop_.id, commerce::MoodSpan::day, now - days(60), now, "")
          .size();
    });
    read("wishes and topics, 60 days", [&](store::Transaction& transaction) {
      return services_.voice.wishes(transaction, shop_.id, now - days(60)).size() +
             services_.voice.topics(transaction, shop_.id, now - days(60)).size();
    });
    read("experiment's results", [&](store::Transaction& transaction) {
      const auto experiment = commerce::load_experiment(transaction, shop_.id, filled.experiment);
      return experiment ? static_cast<std::size_t>(
                              commerce::results_of(transaction, *experiment, now).variants.front().visitors)
                        : 0;
    });
    read("sales and holds by day, 30 days", [&](store::Transaction& transaction) {
      const auto today = std::chrono::floor<days>(now);
      std::vector<commerce::Day> all;
      for (int day = 30; day > 0; --day)
        all.push_back({today - days(day), today - days(day), today - days(day - 1)});
      return commerce::sales_by_day(transaction, shop_.id, all, std::nullopt).size() +
             commerce::holds_by_day(transaction, shop_.id, all, now).size();
    });
  }

  Bench& bench_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<store::Database> database_;
  commerce::Services services_;
  store::Shop shop_;
};

// Transactions that the database server has seen; nothing of SQLite.
std::optional<std::int64_t> transactions_of(const std::string& database) {
  if (!database.starts_with("postgres")) return std::nullopt;
  std::optional<std::int64_t> all;
  store::open(database)->read([&](store::Transaction& transaction) {
    all = transaction.first(
        "SELECT CAST(xact_commit + xact_rollback AS BIGINT) FROM pg_stat_database WHERE datname = "
        "current_database()",
        {}, [](const store::Row& row) { return row.integer(0); });
  });
  return all;
}

void idle(Bench& bench, Server& server) {
  const auto started = server.start();
  std::this_thread::sleep_for(kSettling);
  const Usage before = server.usage();
  const auto transactions = transactions_of(server.database());
  const auto until = std::chrono::steady_clock::now() + kIdle;
  while (std::chrono::steady_clock::now() < until) {
    throw_if_interrupted();
    std::this_thread::sleep_for(50ms);
  }
  const Usage after = server.usage();
  const double cpu = seconds_of(after.cpu - before.cpu);
  std::vector<std::pair<std::string, double>> figures{
      {"start", seconds_of(started)},
      {"cpu_seconds", cpu},
      {"io_calls", static_cast<double>(after.io_calls - before.io_calls)},
      {"wakings", static_cast<double>(after.wakings - before.wakings)},
      {"rss_mb", static_cast<double>(after.resident_bytes) / 1e6}};
  if (transactions)
    figures.emplace_back("transactions",
                         static_cast<double>(*transactions_of(server.database()) - *transactions));
  bench.report().figures("a minute of the server in which nothing changes", figures);
  if (cpu > kMostIdleCpu)
    bench.report().complain(fmt::format("an idle minute cost {:.2f} s of a processor", cpu));
  server.stop();
}

void run_on(Bench& bench, std::string_view engine, Server& server) {
  bench.report().title(fmt::format("A year of a shop, {}", engine));
  const Instant today = SystemClock().now();
  const double slots_that_sell = kSlotsADay * (kYearDays + 0.35 * kComingDays);
  // Scarce slots and what would come later leave some out.
  const double each = static_cast<double>(bench.options().history) / slots_that_sell / 2 * 1.05;
  for (const std::string& sku : skus_of_year()) {
    if (sku != "MUG" && sku != "VASE")
      server.command({"product", "add", sku, "--shop", "bench", "--name", sku, "--price", "24"});
  }
  const auto begin = std::chrono::steady_clock::now();
  put_venue(server.database());
  const auto slots = slots_of_year(each);
  const auto ids = publish(server, slots, today);
  server.stop();
  bench.report().figures("put on sale", {{"slots", static_cast<double>(slots.size())},
                                         {"seconds", seconds_of(std::chrono::steady_clock::now() - begin)}});
  const YearFilled filled = fill_year(server.database(), slots, ids, today, each);
  bench.report().figures("filled", {{"slots", static_cast<double>(slots.size())},
                                    {"bookings", static_cast<double>(filled.bookings)},
                                    {"cancelled", static_cast<double>(filled.cancelled)},
                                    {"forecasts", static_cast<double>(filled.forecasts)},
                                    {"messages", static_cast<double>(filled.messages)},
                                    {"visitors", static_cast<double>(filled.visitors)},
                                    {"seconds", seconds_of(std::chrono::steady_clock::now() - begin)}});
  Works(bench, server.database()).all(filled, ids);
  idle(bench, server);
}

}  // namespace

void run_year(Bench& bench) {
  run_on(bench, "SQLite", *bench.serve_sqlite());
  if (const auto server = bench.serve_postgres()) run_on(bench, "PostgreSQL", *server);
}

}  // namespace timeshelf::bench
