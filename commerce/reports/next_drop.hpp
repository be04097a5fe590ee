// What the next drop could be: gathers what the last drops, the forecast, costs and people's calendars say,
// and lets the pure part propose (core/next_drop.hpp).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commerce/core/next_drop.hpp"
#include "commerce/engine.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

struct NextDrop {
  std::string after;  ///< the drop that it is modelled on
  ProposedDrop proposed;
};

/// What messages ask for since the last drop, by SKU: of who listens to them.
using WishesBySku = std::map<std::string, std::int64_t>;

/// Why there is nothing to propose.
enum class NothingToPropose {
  no_drop_is_over,   ///< there is nothing to learn from yet
  nothing_is_worth,  ///< of what was on sale nothing is worth having
  no_day,            ///< every day around the usual one is taken
};
std::string_view name_of(NothingToPropose why);

struct NextDropAnswer {
  std::optional<NextDrop> drop;
  NothingToPropose why = NothingToPropose::no_drop_is_over;
};

/// Whether slots of that name were on sale, or stand in a calendar as a draft: another drop cannot have it.
bool is_drop(store::Transaction&, const Id& shop, const std::string& name);

NextDropAnswer propose_next_drop(store::Transaction&, Engine& engine, const store::Shop& shop,
                                 const WishesBySku& wishes, Instant now);

}  // namespace timeshelf::commerce
