// What a creator should know of a slot's picture; none of it keeps the slot from being sold.
#pragma once
#include <map>
#include <optional>

#include "commerce/core/sale_check.hpp"
#include "server/api/write_json.hpp"

namespace timeshelf::server::api {

/// `missing`: store::missing_pictures() of the shop.
std::optional<commerce::SaleObstacle> check_picture(const commerce::Slot&,
                                                    const std::map<Id, std::string>& missing, const Links&);

}  // namespace timeshelf::server::api
