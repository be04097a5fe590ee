#include "bench/interrupt.hpp"

#include <csignal>

namespace timeshelf::bench {
namespace {

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

void remember_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void throw_if_interrupted() {
  if (interrupted != 0) throw Interrupted{};
}

}  // namespace timeshelf::bench
