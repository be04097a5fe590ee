// What is printed: a table for people, or one JSON object per line.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timeshelf::bench {

struct Row {
  std::string op;
  std::size_t connections = 1;
  double per_second = 0;
  std::optional<std::chrono::nanoseconds> p50, p99;
  std::optional<std::chrono::nanoseconds> p999;  ///< where the tail is the point
  std::optional<bool> exact;                     ///< where what was sold was counted
  std::optional<std::uint64_t> resident_bytes;   ///< of the server's process
  std::optional<double> resident_goal;           ///< bytes that are aimed below, where memory is the point
  std::optional<std::chrono::nanoseconds> cpu;   ///< of the server, for each operation
  std::optional<double> bytes_per_second;        ///< of bodies
  std::string against;                           ///< what it is held against, or ""
  std::optional<double> limit;                   ///< how often a second that can be done
  std::optional<double> goal;                    ///< per_second / limit that is aimed at
};

class Report {
 public:
  explicit Report(bool json) : json_(json) {}
  /// Prints it at once.
  void add(const Row& row);
  /// What is no rate: a heading of its own for people, and figures by name, printed at once.
  void title(const std::string& text);
  void figures(const std::string& label, const std::vector<std::pair<std::string, double>>& named);
  /// Between rows, for people only.
  void heading(const std::string& text);
  /// To standard error: something was answered wrongly, or could not be measured.
  void complain(const std::string& sentence);
  bool complained() const { return complained_; }

 private:
  bool json_;
  bool complained_ = false;
};

}  // namespace timeshelf::bench
