// A flash drop: 10,000 customers come within two seconds for one slot of 500 units. Open loop: nobody waits
// with coming because others are not served yet.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "bench/scenarios/scenario.hpp"
#include "bench/scenarios/shelf.hpp"

namespace timeshelf::bench {
namespace {

constexpr std::size_t kCustomers = 10'000;
constexpr std::uint64_t kUnits = 500;
constexpr std::chrono::nanoseconds kRush = std::chrono::seconds(2);
constexpr std::size_t kConnections = 1000;
constexpr std::chrono::seconds kPatience{20};

// Random moments of the rush, the same in every run.
std::vector<std::chrono::nanoseconds> arrivals() {
  std::mt19937_64 random(500);
  std::vector<std::chrono::nanoseconds> due(kCustomers);
  std::generate(due.begin(), due.end(), [&] {
    return std::chrono::nanoseconds(random() % static_cast<std::uint64_t>(kRush.count()));
  });
  std::sort(due.begin(), due.end());
  return due;
}

// What was promised is what was sold, what is stored, and what the books say.
bool is_exact(const Server& server, const Sales& sales, const Tally& tally, const std::string& slot) {
  const Answer answer = server.expect(200, request_text("GET", "/api/v1/shops/bench/slots/" + slot, "", ""));
  const bool none_left = answer.body.find("\"remaining\":0") != std::string::npos;
  const bool books_agree = server.command({"check"}).find("The books agree.") != std::string::npos;
  return tally.failed == 0 && sales.booked == kUnits && sales.sold_out == kCustomers - kUnits && none_left &&
         books_agree;
}

void rush(Bench& bench, const Server& server, const std::string& where, std::optional<double> limit,
          const std::string& against) {
  make_shelf(server);
  for (int i = 0; i < 7; ++i) put_slot(server, fmt::format("other-{}", i), 20 + i, "VASE", 6);
  const std::vector<std::string> slots{put_slot(server, "flash", 14, "MUG", kUnits)};
  Sales sales;
  Clients customers;
  for (std::size_t i = 0; i < kCustomers; ++i) {
    customers.push_back(std::make_unique<Customer>(slots, i, true, sales));
  }
  const auto cpu = server.usage().cpu;
  const auto begin = std::chrono::steady_clock::now();
  const Tally tally = run_open_loop(server.port(), customers, {kConnections, arrivals(), kPatience});
  if (tally.failed > 0) {
    bench.report().complain(
        fmt::format("flashdrop: {} customers failed, the first one: {}", tally.failed, tally.first_failure));
  }
  Row answers = row_of("flash drop" + where + ", customers", kConnections, tally);
  answers.p999 = tally.latencies.percentile(0.999);
  answers.resident_bytes = server.usage().resident_bytes;
  answers.cpu = (server.usage().cpu - cpu) / kCustomers;
  answers.exact = is_exact(server, sales, tally, slots[0]);
  bench.report().add(answers);
  Row bookings;
  bookings.op = "flash drop" + where + ", bookings";
  bookings.connections = kConnections;
  bookings.per_second =
      static_cast<double>(sales.booked) / std::chrono::duration<double>(sales.last_booked - begin).count();
  bookings.resident_bytes = answers.resident_bytes;
  bookings.limit = limit;
  bookings.against = against;
  bench.report().add(bookings);
  if (!*answers.exact) {
    bench.report().complain(
        fmt::format("flashdrop: {} of {} units were booked, {} of {} customers were "
                    "refused, or the books differ: run 'timeshelf check'.",
                    sales.booked, kUnits, sales.sold_out, kCustomers - kUnits));
  }
}

}  // namespace

void run_flashdrop(Bench& bench) {
  bench.report().heading(
      "Flash drop: 10,000 customers in 2 s for 500 units, open loop, from when each was due");
  rush(bench, *bench.serve_sqlite(), "", bench.commits_per_second(), "SQLite commits");
  if (const auto postgres = bench.serve_postgres()) {
    rush(bench, *postgres, ", PostgreSQL", bench.hot_row_updates_per_second(), "hot-row updates");
  }
}

}  // namespace timeshelf::bench
