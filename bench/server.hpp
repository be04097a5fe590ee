// The Timeshelf that is measured: a process of its own on loopback, with fresh data.
#pragma once
#include <optional>

#include "bench/load/load.hpp"
#include "bench/process.hpp"

namespace timeshelf::bench {

class Server {
 public:
  /// Makes the shop "bench" with the products MUG and VASE and the owner "ada", and serves it. `database` as
  /// in the configuration. Throws std::runtime_error.
  Server(std::filesystem::path binary, const tests::TemporaryFolder& folder, std::string database);

  std::uint16_t port() const { return port_; }
  const std::string& database() const { return database_; }
  /// Ends the process; the data stays.
  void stop() { process_.reset(); }
  /// Serves the same data; answers how long it took until somebody listened.
  std::chrono::nanoseconds start();
  Usage usage() const { return process_->usage(); }
  /// A CalDAV request of ada's, as it goes over the wire.
  std::string dav(std::string_view method, std::string_view target, std::string_view fields,
                  std::string_view body) const;
  /// Asks and expects that status; throws std::runtime_error with the answer if it is another.
  Answer expect(int status, std::string_view request) const;
  /// Runs a command of the command line beside the server; answers what it printed.
  std::string command(std::vector<std::string> words) const;

 private:
  std::filesystem::path binary_;
  const tests::TemporaryFolder& folder_;
  std::string database_;
  std::uint16_t port_;
  std::string authorization_;  // header line
  std::optional<Process> process_;
};

}  // namespace timeshelf::bench
