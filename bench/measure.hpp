// Measures an operation and what it is held against in turns, so that what else the machine does meets both.
#pragma once
#include <map>
#include <memory>
#include <optional>

#include "bench/limits/commits.hpp"
#include "bench/limits/hot_row.hpp"
#include "bench/report.hpp"
#include "bench/server.hpp"

namespace timeshelf::bench {

struct Options {
  std::filesystem::path binary;              ///< build/bin/timeshelf
  std::filesystem::path self;                ///< this program: it is the hello server, too
  std::chrono::milliseconds measured{2000};  ///< for each operation, in all rounds together
  std::string only;                          ///< operations whose name holds this
  std::uint64_t history = 1'000'000;         ///< bookings that a shop has already, where that is measured
  std::vector<std::size_t> calendars{1'000,
                                     10'000};  ///< events, where calendars of several sizes are measured
  std::vector<std::string> beside{};  ///< packages of other servers to measure beside; none: all of them
};

/// What an operation is held against.
struct Held {
  enum class Against {
    hello,    ///< bare Beast, sending as many bytes on as many connections
    commits,  ///< bare SQLite commits, one row each
    hot_row,  ///< pgbench's updates of one row, 16 clients
  };
  Against against = Against::hello;
  std::optional<double> goal;  ///< as stated by the issues; nothing where they state none
};

struct Operation {
  std::string name;
  std::vector<Held> held;  ///< one row each
  /// Makes the client of the connection of that number.
  std::function<std::unique_ptr<Client>(std::size_t connection)> client;
  std::vector<std::size_t> connections{1, 16};  ///< at once; each is measured
};

/// Its rate and percentiles.
Row row_of(std::string op, std::size_t connections, const Tally& tally);

class Bench {
 public:
  Bench(Options options, Report& report);

  const Options& options() const { return options_; }
  Report& report() { return report_; }
  /// A Timeshelf over SQLite, in a folder of its own.
  std::unique_ptr<Server> serve_sqlite();
  /// Over PostgreSQL; nothing, and a sentence, where that is not installed.
  std::unique_ptr<Server> serve_postgres();

  void measure(const Server& server, const Operation& operation);
  /// Whatever works for a given time, `connections` at once, in turns with one limit.
  void measure(const std::string& name, std::size_t connections, const Held& held,
               const std::function<Tally(std::chrono::milliseconds)>& run);
  /// The limits by themselves.
  void measure_limits();
  /// Limits for what is not measured in rounds.
  double commits_per_second() { return commits_.run(options_.measured / 2).per_second(); }
  double hot_row_updates_per_second() { return hot_row().per_second(options_.measured / 2); }

 private:
  struct Round {
    std::chrono::milliseconds operation;
    std::chrono::milliseconds limit;
  };
  Round round() const;
  void measure(const Server& server, const Operation& operation, std::size_t connections);
  Tally hello(std::size_t bytes, std::size_t connections, std::chrono::milliseconds duration);
  /// Adds a round's worth of the limit to what was measured of it before: times done, and seconds.
  struct Rate;
  void add_limit(const Held& held, double bytes, std::size_t connections, Rate& rate);
  void complain_of(const std::string& name, std::size_t connections, const Tally& tally);
  HotRow& hot_row();

  Options options_;
  Report& report_;
  tests::TemporaryFolder folder_;
  std::uint16_t hello_port_;
  Process hello_;
  SqliteCommits commits_;
  std::unique_ptr<HotRow> hot_row_;
  int servers_ = 0;
};

}  // namespace timeshelf::bench
