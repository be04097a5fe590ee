// Why a slot is not on sale, or not wholly: what somebody who runs the shop would look at, one after the
// other.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// Why a slot is not on sale of which nothing has a price; whoever runs the shop is told of which offer.
inline constexpr std::string_view kNoPrice = "It has no price, so nobody can book it.";
/// Why a slot is not on sale that says nothing of what it sells, rather than that somebody took it off.
inline constexpr std::string_view kNoTerms = "It has no terms of sale yet.";
/// Why a slot is closed before its creator lets booking end.
inline constexpr std::string_view kPricesEnded = "Its last price has ended, so nobody can book it.";

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
    picture_unreadable,  ///< it is sold without its picture: none can be made of what the event names
    picture_elsewhere,   ///< its picture lies on another server, which is not asked for it
    picture_pending,     ///< its picture is being made
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
