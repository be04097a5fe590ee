// timeshelf serve
#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <system_error>

#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

void set_up_log(const Config& config) {
  spdlog::set_level(spdlog::level::from_str(config.log_level));
  if (config.log_format == "json") {
    spdlog::set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":"%v"})");
  }
}

}  // namespace

int serve(const Config& config) {
  if (const auto checked = check_config(config); !checked) return complain(kConfig, checked.error().message);
  set_up_log(config);
  // Blocked before any thread starts, so that all of them leave signals to sigwait below.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  SystemRandom random;
  try {
    Application application(config, clock, random);
    spdlog::info("database {}", application.parts().database->describe());
    if (application.port() != 0) spdlog::info("listening on http://{}", config.listen);
    if (application.tls_port() != 0) spdlog::info("listening on https://{}", config.tls_listen);
    for (;;) {
      int signal = 0;
      sigwait(&signals, &signal);
      if (signal != SIGHUP) break;
      const std::string problem = application.reload();
      problem.empty() ? spdlog::info("certificate read again") : spdlog::error("{}", problem);
    }
    spdlog::info("stopping: finishing what is in flight");
    application.stop();
  } catch (const store::Failure& failure) {
    return complain(kUnavailable, failure.what());
  } catch (const std::system_error& error) {
    return complain(kUnavailable, fmt::format("{}. Is it in use, or not allowed?", error.what()));
  }
  spdlog::info("stopped");
  return kDone;
}

}  // namespace timeshelf::server::cli
