#include "bench/report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

namespace timeshelf::bench {
namespace {

namespace json = boost::json;

double in_millis(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}
double in_megabytes(double bytes) {
  return bytes / 1e6;
}
std::optional<double> ratio_of(const Row& row) {
  return row.limit && *row.limit > 0 ? std::optional(row.per_second / *row.limit) : std::nullopt;
}

std::string number(std::optional<double> value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "null";
}
std::string millis(const std::optional<std::chrono::nanoseconds>& duration) {
  return duration ? number(in_millis(*duration), 3) : "null";
}

// Written by hand, because a JSON library writes every digit that a double has.
std::string as_json(const Row& row) {
  std::optional<double> resident;
  if (row.resident_bytes) resident = in_megabytes(static_cast<double>(*row.resident_bytes));
  std::string object = fmt::format(
      R"({{"op":{},"connections":{},"rps":{},"p50_ms":{},"p99_ms":{},"rss_mb":{},"limit":{},"ratio":{},"goal":{})",
      json::serialize(json::string(row.op)), row.connections, number(row.per_second, 1), millis(row.p50),
      millis(row.p99), number(resident, 1), number(row.limit, 1), number(ratio_of(row), 3),
      number(row.goal, 2));
  if (row.p999) object += fmt::format(R"(,"p999_ms":{})", millis(row.p999));
  if (row.resident_goal)
    object += fmt::format(R"(,"rss_goal_mb":{})", number(in_megabytes(*row.resident_goal), 1));
  if (row.exact) object += fmt::format(R"(,"exact":{})", *row.exact);
  return object + "}";
}

std::string cell(std::optional<double> value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "";
}
std::string millis_cell(const std::optional<std::chrono::nanoseconds>& duration) {
  return duration ? fmt::format("{:.3f}", in_millis(*duration)) : "";
}

std::string verdict(const Row& row) {
  if (row.exact) return *row.exact ? "exact" : "NOT EXACT";
  if (row.resident_goal) {
    const bool met = row.resident_bytes && static_cast<double>(*row.resident_bytes) < *row.resident_goal;
    return fmt::format("{} ({:.0f} MB)", met ? "met" : "missed", in_megabytes(*row.resident_goal));
  }
  const auto ratio = ratio_of(row);
  if (!ratio || !row.goal) return "";
  return *ratio >= *row.goal ? "met" : "missed";
}

constexpr const char* kLine =
    "{:<34} {:>5} {:>9} {:>9} {:>9} {:>7} {:>8} {:>7}  {:<22} {:>9} {:>6} {:>5}  {}\n";

std::string as_line(const Row& row) {
  std::optional<double> resident, cpu, rate;
  if (row.resident_bytes) resident = in_megabytes(static_cast<double>(*row.resident_bytes));
  if (row.cpu) cpu = in_millis(*row.cpu) * 1000;
  if (row.bytes_per_second) rate = in_megabytes(*row.bytes_per_second);
  std::string line =
      fmt::format(kLine, row.op, row.connections, row.resident_goal ? "" : cell(row.per_second, 0),
                  millis_cell(row.p50), millis_cell(row.p99), cell(resident, 0), cell(cpu, 0), cell(rate, 1),
                  row.against, cell(row.limit, 0), cell(ratio_of(row), 2), cell(row.goal, 2), verdict(row));
  if (row.p999) line += fmt::format("{:<34} {:>15} {:>19} p99.9\n", "", "", millis_cell(row.p999));
  return line;
}

}  // namespace

void Report::add(const Row& row) {
  fmt::print("{}", json_ ? as_json(row) + "\n" : as_line(row));
  std::fflush(stdout);
}

void Report::title(const std::string& text) {
  if (!json_) fmt::print("\n{}\n", text);
}

void Report::figures(const std::string& label, const std::vector<std::pair<std::string, double>>& named) {
  std::string line = json_ ? fmt::format(R"({{"op":{})", json::serialize(json::string(label)))
                           : fmt::format("{:<40}", label);
  for (const auto& [name, value] : named) {
    const int digits = value == static_cast<double>(static_cast<std::int64_t>(value)) ? 0 : 3;
    line += json_ ? fmt::format(R"(,"{}":{:.{}f})", name, value, digits)
                  : fmt::format("  {} {:>8.{}f}", name, value, digits);
  }
  fmt::print("{}{}\n", line, json_ ? "}" : "");
  std::fflush(stdout);
}

void Report::heading(const std::string& text) {
  if (json_) return;
  fmt::print("\n{}\n", text);
  fmt::print(kLine, "operation", "conns", "per sec", "p50 ms", "p99 ms", "RSS MB", "CPU us", "MB/s",
             "held against", "limit/s", "ratio", "goal", "");
  std::fflush(stdout);
}

void Report::complain(const std::string& sentence) {
  fmt::print(stderr, "bench: {}\n", sentence);
  complained_ = true;
}

}  // namespace timeshelf::bench
