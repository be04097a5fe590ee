// A program that is given bytes, answers with bytes, and ends.
#pragma once
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace timeshelf::images {

struct Ended {
  int exit_code = -1;  ///< -1 if it was killed, by us or by the kernel
  std::string output;
};

/// Nothing if it cannot be started. It has no environment but a language, no open files but standard input
/// and output, and at most so long and so much to say; then it is killed, as it is when `stop` is requested.
std::optional<Ended> run_process(const std::string& program, std::string_view input,
                                 std::chrono::milliseconds within, std::size_t most_output,
                                 const std::stop_token& stop);

}  // namespace timeshelf::images
