#include "server/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace timeshelf::server::cli {
namespace {

constexpr std::chrono::milliseconds kBetween{100};
constexpr const char* kWipe = "\r\x1b[K";  // to the beginning of the line, and nothing behind

}  // namespace

Progress::Progress(std::string doing) : doing_(std::move(doing)), watched_(isatty(STDERR_FILENO) == 1) {
  show(doing_);
}

Progress::~Progress() {
  if (watched_) fmt::print(stderr, "{}", kWipe);
}

void Progress::at(std::size_t done, std::size_t all) {
  const auto now = std::chrono::steady_clock::now();
  if (!watched_ || now < next_) return;
  next_ = now + kBetween;
  show(fmt::format("{}: {} of {}", doing_, done, all));
}

void Progress::show(const std::string& line) {
  if (!watched_) return;
  fmt::print(stderr, "{}{}", kWipe, line);
  std::fflush(stderr);
}

}  // namespace timeshelf::server::cli
