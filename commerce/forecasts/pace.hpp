// How bookings come in, by days before their slot: counted behind sales, never in their way.
//
// A cursor goes along bookings and changes in the order of their ids, which begin with the time, and adds
// what is new to the rows of `pace`; nothing is read twice. It stays a few seconds behind, so that it
// overtakes no id that another node is still writing.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The topic of the outbox behind which count_pace stands; its subject is "".
inline constexpr std::string_view kPaceTopic = "pace";

/// Owes the count of what was booked or changed by now.
void owe_pace(store::Transaction&, const Id& shop, Instant now);

/// Counts at most so many bookings and changes that are new; owes itself again while there are more. Answers
/// how many it counted.
std::size_t count_pace(store::Transaction&, const Id& shop, Instant now, std::size_t at_most = 5'000);
/// Forgets what was counted, so that it is counted anew from the first booking on.
void recount_pace(store::Transaction&, const Id& shop, Instant now);
/// Counts what is there anew and compares; a sentence for each SKU of a slot that differs. What is owed is
/// not missed.
std::vector<std::string> check_pace(store::Transaction&, const Id& shop);

/// Units of a day: those that came, and those that went.
struct PaceDay {
  std::int64_t days_before = 0;
  std::int64_t came = 0;
  std::int64_t went = 0;
  Instant last_at;  ///< when units came last
};
/// Of one SKU of a slot, the farthest day first.
using Pace = std::vector<PaceDay>;
std::map<std::string, Pace> load_pace(store::Transaction&, const Id& shop, const Id& slot);
/// Of one SKU in many slots.
std::map<Id, Pace> load_pace_of(store::Transaction&, const Id& shop, const std::string& sku,
                                const std::vector<Id>& slots);

}  // namespace timeshelf::commerce
