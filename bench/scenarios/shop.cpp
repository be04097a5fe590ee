// Customers: hold and confirm, two requests for each booking, on one hot slot and on a hundred.
#include <fmt/format.h>

#include "bench/scenarios/scenario.hpp"
#include "bench/scenarios/shelf.hpp"

namespace timeshelf::bench {
namespace {

constexpr int kPlenty = 1'000'000;
const Held kQuarterOfHello{Held::Against::hello, 0.25};
const Held kCommits{Held::Against::commits, {}};
const Held kHotRow{Held::Against::hot_row, {}};

void measure(Bench& bench, const Server& server, const std::vector<Held>& held) {
  make_shelf(server);
  const std::vector<std::string> hot{put_slot(server, "hot", 30, "MUG", kPlenty)};
  std::vector<std::string> hundred;
  for (int i = 0; i < 100; ++i) {
    hundred.push_back(put_slot(server, fmt::format("slot-{}", i), 10 + i / 4, "MUG", kPlenty));
  }
  Sales sales;
  const auto customers = [&](const std::vector<std::string>& slots) {
    return [&](std::size_t connection) {
      return std::make_unique<Customer>(slots, connection + 1, false, sales);
    };
  };
  const std::vector<std::size_t> connections{1, 16, 256};  // the last one is a rush
  bench.measure(server, {"hold+confirm, one slot", held, customers(hot), connections});
  bench.measure(server, {"hold+confirm, a hundred slots", held, customers(hundred), connections});
}

}  // namespace

void run_shop(Bench& bench) {
  bench.report().heading("Shop, SQLite; per sec: bookings, of two requests each");
  measure(bench, *bench.serve_sqlite(), {kCommits, kQuarterOfHello});
  const auto postgres = bench.serve_postgres();
  if (!postgres) return;
  bench.report().heading("Shop, PostgreSQL; per sec: bookings, of two requests each");
  measure(bench, *postgres, {kHotRow, kQuarterOfHello});
}

}  // namespace timeshelf::bench
