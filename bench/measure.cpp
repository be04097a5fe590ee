#include "bench/measure.hpp"

#include <fmt/format.h>

#include <ctime>
#include <thread>

namespace timeshelf::bench {
namespace {

constexpr int kRounds = 3;
constexpr std::chrono::milliseconds kWarmUp{100};

std::string hello_name(std::size_t bytes) {
  return bytes < 1000 ? "hello" : fmt::format("hello, {:.0f} kB", static_cast<double>(bytes) / 1000);
}

std::string name_of(const Held& held, double bytes) {
  switch (held.against) {
    case Held::Against::hello:
      return hello_name(static_cast<std::size_t>(bytes));
    case Held::Against::commits:
      return "SQLite commits";
    case Held::Against::hot_row:
      break;
  }
  return "hot-row updates";
}

std::optional<std::chrono::nanoseconds> each(std::chrono::nanoseconds cpu, const Tally& tally) {
  if (tally.worked == 0) return std::nullopt;
  return cpu / static_cast<std::int64_t>(tally.worked);
}

// Of all threads of this process.
std::chrono::nanoseconds own_cpu() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

unsigned server_threads() {
  return std::max(1U, std::thread::hardware_concurrency());  // as many as Timeshelf takes
}

}  // namespace

/// Of a limit, in all rounds so far.
struct Bench::Rate {
  double times = 0;
  double seconds = 0;
  void add(const Tally& tally) {
    times += static_cast<double>(tally.latencies.count());
    seconds += std::chrono::duration<double>(tally.elapsed).count();
  }
  double per_second() const { return seconds > 0 ? times / seconds : 0; }
};

Row row_of(std::string op, std::size_t connections, const Tally& tally) {
  Row row;
  row.op = std::move(op);
  row.connections = connections;
  row.per_second = tally.per_second();
  row.p50 = tally.latencies.percentile(0.5);
  row.p99 = tally.latencies.percentile(0.99);
  return row;
}

Bench::Bench(Options options, Report& report)
    : options_(std::move(options)),
      report_(report),
      hello_port_(free_port()),
      hello_({options_.self.string(), "hello-server", std::to_string(hello_port_),
              std::to_string(server_threads())},
             folder_.path() / "hello.log"),
      commits_(folder_.path() / "commits.db") {
  hello_.wait_for_port(hello_port_);
}

std::unique_ptr<Server> Bench::serve_sqlite() {
  const auto database = fmt::format("sqlite:{}/{}.db", folder_.path().string(), ++servers_);
  return std::make_unique<Server>(options_.binary, folder_, database);
}

std::unique_ptr<Server> Bench::serve_postgres() {
  auto& cluster = tests::PostgresCluster::instance(true);
  if (!cluster.missing().empty()) {
    report_.complain("PostgreSQL is not installed, so nothing was measured on it.");
    return nullptr;
  }
  return std::make_unique<Server>(options_.binary, folder_, cluster.address_of(cluster.create_database()));
}

HotRow& Bench::hot_row() {
  if (!hot_row_) hot_row_ = std::make_unique<HotRow>(tests::PostgresCluster::instance(true), folder_);
  return *hot_row_;
}

Tally Bench::hello(std::size_t bytes, std::size_t connections, std::chrono::milliseconds duration) {
  const std::vector<std::string> requests{request_text("GET", fmt::format("/{}", bytes), "", "")};
  Clients clients;
  for (std::size_t i = 0; i < connections; ++i) {
    clients.push_back(std::make_unique<Cycle>(requests, 0, 200, bytes > 0 ? "x" : ""));
  }
  return run_closed_loop(hello_port_, clients, {kWarmUp, duration});
}

Bench::Round Bench::round() const {
  return {options_.measured / kRounds, options_.measured / kRounds / 2};
}

void Bench::add_limit(const Held& held, double bytes, std::size_t connections, Rate& rate) {
  switch (held.against) {
    case Held::Against::hello:
      return rate.add(hello(static_cast<std::size_t>(bytes), connections, round().limit));
    case Held::Against::commits:
      return rate.add(commits_.run(round().limit));
    case Held::Against::hot_row:
      rate.times += hot_row().per_second(round().limit);
      rate.seconds += 1;
  }
}

void Bench::measure(const Server& server, const Operation& operation) {
  if (operation.name.find(options_.only) == std::string::npos) return;
  for (const std::size_t connections : operation.connections) measure(server, operation, connections);
}

void Bench::measure(const Server& server, const Operation& operation, std::size_t connections) {
  Clients clients;
  for (std::size_t i = 0; i < connections; ++i) clients.push_back(operation.client(i));
  Tally tally;
  std::vector<Rate> rates(operation.held.size());
  std::chrono::nanoseconds cpu{};
  for (int i = 0; i < kRounds; ++i) {
    const auto before = server.usage().cpu;
    tally.add(run_closed_loop(server.port(), clients, {kWarmUp, round().operation}));
    cpu += server.usage().cpu - before;
    for (std::size_t j = 0; j < rates.size(); ++j) {
      add_limit(operation.held[j], tally.bytes_per_answer(), connections, rates[j]);
    }
  }
  complain_of(operation.name, connections, tally);
  Row row = row_of(operation.name, connections, tally);
  row.resident_bytes = server.usage().resident_bytes;
  row.cpu = each(cpu, tally);
  row.bytes_per_second =
      static_cast<double>(tally.bytes) / std::chrono::duration<double>(tally.elapsed).count();
  for (std::size_t j = 0; j < rates.size(); ++j) {
    row.against = name_of(operation.held[j], tally.bytes_per_answer());
    row.limit = rates[j].per_second();
    row.goal = operation.held[j].goal;
    report_.add(row);
  }
}

void Bench::measure(const std::string& name, std::size_t connections, const Held& held,
                    const std::function<Tally(std::chrono::milliseconds)>& run) {
  if (name.find(options_.only) == std::string::npos) return;
  Tally tally;
  Rate rate;
  std::chrono::nanoseconds cpu{};
  for (int i = 0; i < kRounds; ++i) {
    const auto before = own_cpu();
    tally.add(run(round().operation));
    cpu += own_cpu() - before;
    add_limit(held, 0, connections, rate);
  }
  complain_of(name, connections, tally);
  Row row = row_of(name, connections, tally);
  row.cpu = each(cpu, tally);
  row.against = name_of(held, 0);
  row.limit = rate.per_second();
  row.goal = held.goal;
  report_.add(row);
}

void Bench::complain_of(const std::string& name, std::size_t connections, const Tally& tally) {
  if (tally.failed == 0) return;
  report_.complain(fmt::format("{}, {} connections: {} operations failed, the first one: {}", name,
                               connections, tally.failed, tally.first_failure));
}

void Bench::measure_limits() {
  for (const std::size_t connections : {1, 16}) {
    const auto before = hello_.usage().cpu;
    const Tally tally = hello(13, connections, options_.measured / 2);
    Row row = row_of("bare Beast hello server", connections, tally);
    row.resident_bytes = hello_.usage().resident_bytes;
    row.cpu = each(hello_.usage().cpu - before, tally);
    report_.add(row);
  }
  report_.add(row_of("SQLite commits, one row each", 1, commits_.run(options_.measured / 2)));
  if (!tests::PostgresCluster::instance(true).missing().empty()) {
    return report_.complain("PostgreSQL is not installed, so its limit was not measured.");
  }
  Row hot;
  hot.op = "PostgreSQL hot-row updates";
  hot.connections = HotRow::kClients;
  hot.per_second = hot_row().per_second(options_.measured / 2);
  report_.add(hot);
}

}  // namespace timeshelf::bench
