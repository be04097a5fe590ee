#include "tests/simulation/actors/actors.hpp"

#include <numeric>

namespace timeshelf::simulation {
namespace {

// Name, weight, weight on a market day.
constexpr Actor kActors[] = {
    {"customers check out", 44, 30, customers_check_out},
    {"time passes", 13, 13, time_passes},
    {"creator publishes", 8, 4, creator_publishes},
    {"jobs run", 7, 5, jobs_run},
    {"customer cancels", 6, 6, customer_cancels},
    {"stock is told", 8, 16, stock_is_told},
    {"all becomes quiet", 7, 7, all_becomes_quiet},
    {"a customer's calendar answers", 3, 1, customers_calendar_answers},
    {"a customer edits their own calendar", 5, 1, customer_edits_own_calendar},
    {"a customer asks for more time", 4, 1, customer_asks_for_more_time},
    {"a customer joins the waiting list", 9, 2, customer_joins_the_waiting_list},
    {"a customer leaves the waiting list", 2, 1, customer_leaves_the_waiting_list},
    {"a customer pays online", 14, 2, customer_pays_online},
    {"the provider tells", 6, 1, provider_tells},
    {"payments are looked after", 6, 1, payments_are_looked_after},
    {"a part is cancelled", 4, 6, part_is_cancelled},
    {"a booking is moved", 7, 4, booking_is_moved},
    {"a booking is passed on", 6, 14, booking_is_passed_on},
    {"a line is handed over", 8, 20, line_is_handed_over},
    {"a device scans", 12, 26, device_scans},
    {"a device comes back", 8, 34, device_comes_back},
    {"a device leases", 14, 26, device_leases},
    {"a device sells", 12, 26, device_sells},
    {"a device takes a sale back", 8, 22, device_takes_back},
    {"a device is revoked", 1, 1, device_is_revoked},
    {"staff answer a shift", 9, 1, staff_answer_a_shift},
    {"staff tick off a task", 5, 1, staff_tick_a_task},
    {"the process dies", 3, 3, process_dies},
    {"creator withdraws", 1, 1, creator_withdraws},
};

int weight_of(const Actor& actor, bool market_day) {
  return market_day ? actor.at_market : actor.weight;
}

}  // namespace

const Actor& draw_actor(Run& run) {
  const int all =
      std::accumulate(std::begin(kActors), std::end(kActors), 0,
                      [&](int sum, const Actor& actor) { return sum + weight_of(actor, run.market_day); });
  auto at = run.dice.between(1, all);
  for (const Actor& actor : kActors) {
    if ((at -= weight_of(actor, run.market_day)) <= 0) return actor;
  }
  return kActors[0];
}

}  // namespace timeshelf::simulation
