// Why a slot is not on sale, or not wholly: what somebody who runs the shop would look at, one after the
// other.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/views.hpp"

namespace timeshelf::commerce {

struct SaleObstacle {
  enum class Kind {
    cancelled,     ///< it was called off
    switched_off,  ///< its creator took it off sale
    over,          ///< it has begun, or booking has ended
    unreadable,    ///< its terms, its venue or its stock stand in the way; the sentence says which
    not_yet,       ///< booking begins `at`
    nothing,       ///< it says neither seats nor stock
    no_price,      ///< of `sku`
    no_stock,      ///< of `sku`: nothing is allotted
    sold_out,
    hidden,  ///< on sale on the shop's page, but its calendar has no feed that customers could follow
  };
  Kind kind = Kind::nothing;
  std::string sentence;
  std::string sku{};
  std::optional<Instant> at{};
};
std::string_view name_of(SaleObstacle::Kind kind);

/// The gravest first; none where everything that it offers can be bought. `followed`: its live calendar has a
/// feed.
std::vector<SaleObstacle> check_sale(const Slot& slot, Instant now, bool followed);

}  // namespace timeshelf::commerce
