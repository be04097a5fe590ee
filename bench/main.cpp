// scripts/bench: measures Timeshelf beside what this machine can do.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "bench/interrupt.hpp"
#include "bench/limits/hello.hpp"
#include "bench/scenarios/scenario.hpp"

namespace {

using namespace timeshelf::bench;

constexpr int kDone = 0, kFailed = 1, kUsage = 2, kInterrupted = 130;

int measure(const Options& options, const std::string& name, bool json) {
  remember_interrupts();
  Report report(json);
  try {
    Bench bench(options, report);
    for (const Scenario& scenario : scenarios()) {
      const bool wanted = name.empty() ? scenario.by_default : name == scenario.name;
      if (wanted) scenario.run(bench);
    }
  } catch (const Interrupted&) {
    return kInterrupted;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return kFailed;
  }
  return report.complained() ? kFailed : kDone;
}

std::string listed() {
  std::string text = "Names:\n";
  for (const Scenario& scenario : scenarios()) {
    text += fmt::format("  {:<11} {}\n", scenario.name, scenario.about);
  }
  return text +
         "\nExit codes: 0 measured, 1 something was answered wrongly or could not be measured, 130 "
         "interrupted.";
}

}  // namespace

int main(int argc, char** argv) {
  const auto self = std::filesystem::canonical("/proc/self/exe");
  Options options{
      .binary = self.parent_path() / "timeshelf", .self = self, .only = {}, .calendars = {1'000, 10'000}};
  CLI::App app{"Measures Timeshelf beside what this machine can do."};
  app.footer(listed());
  std::string name;
  bool json = false;
  double seconds = 2;
  app.add_option("name", name, "What to measure; all if left out")->check([](const std::string& given) {
    const auto all = scenarios();
    const bool known = std::any_of(all.begin(), all.end(), [&](const auto& s) { return s.name == given; });
    return known ? std::string() : "there is no '" + given + "'; --help lists what there is";
  });
  app.add_flag("--json", json, "One JSON object for each row");
  app.add_option("--seconds", seconds, "For each row")->check(CLI::Range(0.1, 60.0))->capture_default_str();
  app.add_option("--only", options.only, "Operations whose name holds this, for profiling one");
  app.add_option("--bookings", options.history, "That a shop has already, for 'history' and 'year'")
      ->check(CLI::Range(100, 10'000'000))
      ->capture_default_str();
  app.add_option("--events", options.calendars,
                 "Of each calendar, for 'sizes', in thousands of their own years")
      ->check(CLI::Range(1'000, 1'000'000))
      ->capture_default_str();
  app.add_option("--beside", options.beside,
                 "Which other servers, for 'peers': cyrus-caldav, radicale, xandikos");
  std::uint16_t port = 0;
  unsigned threads = 1;
  auto* hello = app.add_subcommand("hello-server", "")->group("");
  hello->add_option("port", port)->required();
  hello->add_option("threads", threads)->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  if (hello->parsed()) return serve_hello(port, threads);
  options.measured = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  return measure(options, name, json);
}
