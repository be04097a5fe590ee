// Rows of shifts, of who declined them, of tasks, and of how venues are staffed.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "commerce/core/staffing.hpp"
#include "commerce/core/tasks.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// By its number.
std::vector<Shift> load_shifts(store::Transaction&, const Id& shop, const Id& slot);
/// That overlap [from, to) and are not cancelled, soonest first.
std::vector<Shift> load_shifts_between(store::Transaction&, const Id& shop, Instant from, Instant to);
/// How much each person who has shifts works from then on.
std::map<std::string, Candidate, std::less<>> load_work_after(store::Transaction&, const Id& shop,
                                                              Instant from);
/// At the time of this one.
bool has_another_shift(store::Transaction&, std::string_view person, const Shift& than);
std::optional<Shift> load_shift(store::Transaction&, const Id& shop, const Id& slot, std::int64_t number);
void store_shift(store::Transaction&, const Shift&);

/// Who said no (true), or was taken off (false).
using Declines = std::map<std::string, bool>;
Declines load_declines(store::Transaction&, const Shift&);
void insert_decline(store::Transaction&, const Shift&, std::string_view person, bool declined);
void delete_decline(store::Transaction&, const Shift&, std::string_view person);

std::vector<Task> load_tasks(store::Transaction&, const Id& shop, const Id& slot);
void store_task(store::Transaction&, const Id& shop, const Id& slot, const Task&);

StaffingRule load_venue_staffing(store::Transaction&, const Id& shop, const Id& venue);
void store_venue_staffing(store::Transaction&, const Id& shop, const Id& venue, const StaffingRule&);

}  // namespace timeshelf::commerce
