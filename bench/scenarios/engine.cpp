// The engine alone: hold and confirm at the till, without HTTP and JSON, durable.
#include "bench/engine/checkout.hpp"
#include "bench/scenarios/scenario.hpp"
#include "bench/scenarios/shelf.hpp"

namespace timeshelf::bench {
namespace {

constexpr int kPlenty = 1'000'000;

void measure(Bench& bench, Server& server, const Held& held) {
  make_shelf(server);
  const auto slot = put_slot(server, "hot", 30, "MUG", kPlenty);
  server.stop();
  Checkout checkout(server.database(), {slot});
  for (const std::size_t customers : {1, 16, 256, 1024}) {
    bench.measure("hold+confirm at the till", customers, held,
                  [&](auto duration) { return checkout.run(customers, duration); });
  }
}

}  // namespace

void run_engine(Bench& bench) {
  bench.report().heading("Engine alone, SQLite; conns: customers at once; per sec: bookings");
  measure(bench, *bench.serve_sqlite(), {Held::Against::commits, 5});
  const auto postgres = bench.serve_postgres();
  if (!postgres) return;
  bench.report().heading("Engine alone, PostgreSQL; conns: customers at once; per sec: bookings");
  measure(bench, *postgres, {Held::Against::hot_row, 5});
}

}  // namespace timeshelf::bench
