// Who acts in a run. An actor is a function in a file of its own and a row of the table in actors.cpp.
#pragma once
#include <string_view>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {

struct Actor {
  std::string_view name;
  int weight;     ///< how often, beside the others
  int at_market;  ///< the same on a market day
  void (*act)(Run&);
};
const Actor& draw_actor(Run&);

void customers_check_out(Run&);
void customer_cancels(Run&);
void customers_calendar_answers(Run&);
void customer_edits_own_calendar(Run&);
void customer_asks_for_more_time(Run&);
void customer_joins_the_waiting_list(Run&);
void customer_leaves_the_waiting_list(Run&);
void customer_pays_online(Run&);
void provider_tells(Run&);
void payments_are_looked_after(Run&);
void part_is_cancelled(Run&);
void booking_is_moved(Run&);
void line_is_handed_over(Run&);
void device_scans(Run&);
void device_comes_back(Run&);
void device_leases(Run&);
void device_sells(Run&);
void device_takes_back(Run&);
void device_is_revoked(Run&);
void booking_is_passed_on(Run&);
void creator_publishes(Run&);
void creator_withdraws(Run&);
void staff_answer_a_shift(Run&);
void staff_tick_a_task(Run&);
void stock_is_told(Run&);
void time_passes(Run&);
void jobs_run(Run&);
void all_becomes_quiet(Run&);
void process_dies(Run&);

/// Any booking, now and then one that is cancelled; null if there is none.
Promise* any_booking(Run&, ShopModel&);
/// One task after another, as the shop's worker does; answers how many.
std::size_t ask_the_bank(Run&, std::size_t at_most, bool with_trouble);
/// A new event of a shop, for the first time on its shelf.
AuthoredEvent invent_event(Run&, const ShopModel&);
AuthoredTerms invent_terms(Run&, const ShopModel&, bool plain);
WallClock invent_start(Run&);
/// Publishes it, and compares what the engine says with the model.
void publish(Run&, ShopModel&, AuthoredEvent);

}  // namespace timeshelf::simulation
