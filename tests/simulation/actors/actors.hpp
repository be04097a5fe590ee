// Who acts in a run. An actor is a function in a file of its own and a row of the table in actors.cpp.
#pragma once
#include <string_view>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {

struct Actor {
  std::string_view name;
  int weight;  ///< how often, beside the others
  void (*act)(Run&);
};
const Actor& draw_actor(Dice& dice);

void customers_check_out(Run&);
void customer_cancels(Run&);
void customers_calendar_answers(Run&);
void customer_joins_the_waiting_list(Run&);
void customer_leaves_the_waiting_list(Run&);
void creator_publishes(Run&);
void creator_withdraws(Run&);
void stock_is_told(Run&);
void time_passes(Run&);
void jobs_run(Run&);
void all_becomes_quiet(Run&);
void process_dies(Run&);

/// A new event of a shop, for the first time on its shelf.
AuthoredEvent invent_event(Run&, const ShopModel&);
/// Publishes it, and compares what the engine says with the model.
void publish(Run&, ShopModel&, AuthoredEvent);

}  // namespace timeshelf::simulation
