// timeshelf serve
#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <stdexcept>
#include <system_error>

#include "server/cli/session.hpp"
#include "server/log.hpp"

namespace timeshelf::server::cli {
namespace {

std::string_view remedy_of(const std::error_code& error) {
  if (error == std::errc::address_in_use)
    return "Stop the program that uses it, or set server.listen to another port.";
  if (error == std::errc::permission_denied)
    return "Ports below 1024 are root's: choose another, behind a proxy.";
  if (error == std::errc::address_not_available)
    return "This machine has no such address; see server.listen.";
  return "See server.listen and server.tls_listen in the configuration.";
}

int serve(const Config& config) {
  if (const auto checked = check_config(config); !checked) return complain(kConfig, checked.error().message);
  set_up_log(config);
  // Blocked before any thread starts, so that all of them leave signals to sigwait below.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file that may not grow is an error of the write, not the end of the server
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
      if (application.tls_port() == 0) {
        spdlog::info("SIGHUP: there is no certificate to read again");
        continue;
      }
      const std::string problem = application.reload();
      problem.empty() ? spdlog::info("certificate read again")
                      : spdlog::error("{} The one before stays in use.", problem);
    }
    spdlog::info("stopping: finishing what is in flight");
    application.stop();
  } catch (const store::Failure& failure) {
    return complain(kUnavailable, failure.what());
  } catch (const std::invalid_argument& error) {
    return complain(kConfig, error.what());
  } catch (const std::system_error& error) {
    return complain(kUnavailable, fmt::format("{}. {}", error.what(), remedy_of(error.code())));
  }
  spdlog::info("stopped");
  return kDone;
}

}  // namespace

void declare_serve(CommandLine& line) {
  line.add(line.program(), "serve", "Run the server", serve)
      .add_option("--listen", line.listen(), "ADDRESS:PORT, instead of the configured one");
}

}  // namespace timeshelf::server::cli
