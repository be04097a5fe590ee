// More was promised than is there: what can be done about it, the gentlest first.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct StockRemedy {
  enum class Kind {
    release_hold,  ///< nobody has paid for it yet: `hold` gives `units` back
    free_missed,   ///< nobody came for `units` of `booking` in time: cancelled, they are free
    bring_over,    ///< `venue` has `units` to spare
    take_in,       ///< `order` is on its way: `units` of it, expected `at`
    order_more,
    tell_customer,  ///< `booking` was the last to be promised some
  };
  Kind kind = Kind::order_more;
  std::int64_t units = 0;
  std::optional<Id> hold{};
  std::optional<Id> venue{};
  std::optional<Id> order{};
  std::string booking{};  ///< its code
  std::optional<Instant> at{};
};
std::string_view name_of(StockRemedy::Kind kind);

struct StockConflict {
  Id venue;
  std::string sku;
  std::int64_t missing = 0;
  Instant since;
  std::vector<StockRemedy> remedies;
};

std::vector<StockConflict> stock_conflicts(store::Transaction&, const Id& shop, Instant now);

}  // namespace timeshelf::commerce
