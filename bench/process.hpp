// Programs that the bench starts.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/store/temporary_folder.hpp"

namespace timeshelf::bench {

/// What a process has used so far.
struct Usage {
  std::uint64_t resident_bytes = 0;
  std::chrono::nanoseconds cpu{};  ///< user and system time of all its threads, in steps of a clock tick
  std::uint64_t io_calls = 0;      ///< read and write calls to the system, files and sockets alike
  std::uint64_t wakings = 0;       ///< times that one of its threads went on after having waited
};

/// A running program. It is told to end when this goes, and even when the bench is killed.
class Process {
 public:
  /// `words[0]` is the program's path; its output goes into `log`.
  Process(std::vector<std::string> words, std::filesystem::path log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits until somebody listens on the loopback port; throws std::runtime_error with the log if the
  /// program ends before.
  void wait_for_port(std::uint16_t port);
  /// Its exit code, once it has ended by itself; 128 and more if a signal ended it.
  int wait();
  Usage usage() const;

 private:
  std::filesystem::path log_;
  pid_t pid_ = 0;
};

/// Runs a program to its end and answers what it printed. Throws std::runtime_error with its output if it
/// fails.
std::string run_program(std::vector<std::string> words, const tests::TemporaryFolder& folder);

/// A loopback port that nobody listens on.
std::uint16_t free_port();

std::string read_file(const std::filesystem::path& path);

}  // namespace timeshelf::bench
