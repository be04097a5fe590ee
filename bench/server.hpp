// The Timeshelf that is measured: a process of its own on loopback, with fresh data.
#pragma once
#include <optional>

#include "bench/process.hpp"
#include "bench/site.hpp"

namespace timeshelf::bench {

class Server : public Site {
 public:
  /// Makes the shop "bench" with the products MUG and VASE and the owner "ada", and serves it. `database` as
  /// in the configuration. Throws std::runtime_error.
  Server(std::filesystem::path binary, const tests::TemporaryFolder& folder, std::string database);

  const std::string& database() const { return database_; }
  /// Ends the process; the data stays.
  void stop() { process_.reset(); }
  /// Serves the same data; answers how long it took until somebody listened.
  std::chrono::nanoseconds start();
  Usage usage() const { return process_->usage(); }
  /// Runs a command of the command line beside the server; answers what it printed.
  std::string command(std::vector<std::string> words) const;

 private:
  std::filesystem::path binary_;
  const tests::TemporaryFolder& folder_;
  std::string database_;
  std::optional<Process> process_;
};

}  // namespace timeshelf::bench
