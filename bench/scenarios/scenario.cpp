#include "bench/scenarios/scenario.hpp"

#include <array>

namespace timeshelf::bench {
namespace {

constexpr std::array kScenarios = {
    Scenario{"limits", "what this machine can do without Timeshelf",
             [](Bench& bench) {
               bench.report().heading("Limits");
               bench.measure_limits();
             }},
    Scenario{"caldav", "a calendar of 1,000 events over CalDAV", run_caldav},
    Scenario{"sizes", "one month of calendars of several sizes (--events)", run_sizes},
    Scenario{"peers", "the same beside Cyrus, Radicale and Xandikos (--events)", run_peers, false},
    Scenario{"memory", "a hundred calendars in use, ten thousand idle connections", run_memory},
    Scenario{"feed", "the same calendar as a public .ics feed", run_feed},
    Scenario{"shop", "hold and confirm over the JSON API, on SQLite and on PostgreSQL", run_shop},
    Scenario{"flashdrop", "10,000 customers rush one slot of 500 units", run_flashdrop},
    Scenario{"engine", "hold and confirm without HTTP, on SQLite and on PostgreSQL", run_engine},
    Scenario{"forecast", "how right forecasts are on simulated arrivals", run_forecast},
    Scenario{"year", "all that is worked out of a year with a million bookings, and what it costs while idle",
             run_year, false},
    Scenario{"history", "the same, memory and start-up with a million bookings", run_history},
    Scenario{"experiments", "what is called a difference, where there is none and where there is",
             run_experiments, false},
};

}  // namespace

std::span<const Scenario> scenarios() {
  return kScenarios;
}

}  // namespace timeshelf::bench
