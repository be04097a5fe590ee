#include "tests/simulation/actors/actors.hpp"

#include <numeric>

namespace timeshelf::simulation {
namespace {

constexpr Actor kActors[] = {
    {"customers check out", 44, customers_check_out},
    {"time passes", 13, time_passes},
    {"creator publishes", 8, creator_publishes},
    {"jobs run", 7, jobs_run},
    {"customer cancels", 6, customer_cancels},
    {"stock is told", 8, stock_is_told},
    {"all becomes quiet", 7, all_becomes_quiet},
    {"a customer's calendar answers", 3, customers_calendar_answers},
    {"a customer edits their own calendar", 5, customer_edits_own_calendar},
    {"a customer asks for more time", 4, customer_asks_for_more_time},
    {"a customer joins the waiting list", 9, customer_joins_the_waiting_list},
    {"a customer leaves the waiting list", 2, customer_leaves_the_waiting_list},
    {"a customer pays online", 14, customer_pays_online},
    {"the provider tells", 6, provider_tells},
    {"payments are looked after", 6, payments_are_looked_after},
    {"a part is cancelled", 4, part_is_cancelled},
    {"a booking is moved", 7, booking_is_moved},
    {"a line is handed over", 8, line_is_handed_over},
    {"a device scans", 12, device_scans},
    {"a device comes back", 8, device_comes_back},
    {"a device leases", 14, device_leases},
    {"a device sells", 12, device_sells},
    {"staff answer a shift", 9, staff_answer_a_shift},
    {"staff tick off a task", 5, staff_tick_a_task},
    {"the process dies", 3, process_dies},
    {"creator withdraws", 1, creator_withdraws},
};

}  // namespace

const Actor& draw_actor(Dice& dice) {
  static const int all = std::accumulate(std::begin(kActors), std::end(kActors), 0,
                                         [](int sum, const Actor& actor) { return sum + actor.weight; });
  auto at = dice.between(1, all);
  for (const Actor& actor : kActors) {
    if ((at -= actor.weight) <= 0) return actor;
  }
  return kActors[0];
}

}  // namespace timeshelf::simulation
