// How far long work is, for a person who watches.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

namespace timeshelf::server::cli {

/// One line on standard error that is written over, and wiped when the work ends; nothing where that is no
/// terminal.
class Progress {
 public:
  explicit Progress(std::string doing);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::size_t done, std::size_t all);

 private:
  void show(const std::string& line);

  const std::string doing_;
  const bool watched_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace timeshelf::server::cli
