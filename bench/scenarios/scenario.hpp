// What can be measured, by name.
#pragma once
#include <span>
#include <string_view>

#include "bench/measure.hpp"

namespace timeshelf::bench {

struct Scenario {
  std::string_view name;
  std::string_view about;
  void (*run)(Bench& bench);
  bool by_default = true;  ///< if no name is given
};

void run_caldav(Bench& bench);
void run_sizes(Bench& bench);
void run_peers(Bench& bench);
void run_memory(Bench& bench);
void run_feed(Bench& bench);
void run_shop(Bench& bench);
void run_flashdrop(Bench& bench);
void run_engine(Bench& bench);
void run_history(Bench& bench);
void run_year(Bench& bench);
void run_forecast(Bench& bench);
void run_experiments(Bench& bench);

/// All of them, in the order in which they run.
std::span<const Scenario> scenarios();

}  // namespace timeshelf::bench
