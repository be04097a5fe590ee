// What a shop's past costs: the same sales with ten bookings and with a million, and a start with those.
#include <fmt/format.h>

#include "bench/engine/checkout.hpp"
#include "bench/scenarios/scenario.hpp"
#include "bench/scenarios/shelf.hpp"

namespace timeshelf::bench {
namespace {

constexpr int kPlenty = 1'000'000;
constexpr std::uint64_t kFew = 10;
constexpr double kGoal = 1 / 1.3;
constexpr int kRounds = 6;
constexpr int kSlots = 20;

struct Shop {
  std::unique_ptr<Server> server;
  std::unique_ptr<Checkout> checkout;
};

Shop shop_with(Bench& bench, std::uint64_t bookings) {
  Shop shop{bench.serve_sqlite(), {}};
  make_shelf(*shop.server);
  std::vector<std::string> slots;
  for (int i = 0; i < kSlots; ++i)
    slots.push_back(put_slot(*shop.server, fmt::format("slot-{}", i), 30 + i, "MUG", kPlenty));
  shop.server->stop();
  shop.checkout = std::make_unique<Checkout>(shop.server->database(), std::move(slots));
  shop.checkout->book(bookings);
  return shop;
}

void sell(Bench& bench, Checkout& young, Checkout& old, std::size_t customers) {
  Tally few, many;
  for (int i = 0; i < kRounds; ++i) {
    few.add(young.run(customers, bench.options().measured / kRounds));
    many.add(old.run(customers, bench.options().measured / kRounds));
  }
  bench.report().add(row_of(fmt::format("hold+confirm, after {} bookings", kFew), customers, few));
  Row row = row_of(fmt::format("hold+confirm, after {} bookings", bench.options().history), customers, many);
  row.against = fmt::format("after {}", kFew);
  row.limit = few.per_second();
  row.goal = kGoal;
  bench.report().add(row);
}

// Its memory once it has been asked for something and sold something.
void start(Bench& bench, Server& server, const std::vector<std::string>& slots) {
  Row row;
  row.op = fmt::format("start with {} bookings", bench.options().history);
  row.p50 = server.start();
  row.per_second = 1 / std::chrono::duration<double>(*row.p50).count();
  row.resident_bytes = server.usage().resident_bytes;
  bench.report().add(row);
  Sales sales;
  bench.measure(server, {fmt::format("hold+confirm with {} bookings", bench.options().history),
                         {{Held::Against::commits, {}}},
                         [&](std::size_t connection) {
                           return std::make_unique<Customer>(slots, connection + 1, false, sales);
                         }});
}

}  // namespace

void run_history(Bench& bench) {
  bench.report().heading("History, SQLite; per sec: bookings, at the till without HTTP, then over HTTP");
  Shop young = shop_with(bench, kFew);
  Shop old = shop_with(bench, bench.options().history);
  for (const std::size_t customers : {1, 16, 256}) sell(bench, *young.checkout, *old.checkout, customers);
  const std::vector<std::string> slots = old.checkout->slots();
  old.checkout.reset();
  start(bench, *old.server, slots);
}

}  // namespace timeshelf::bench
