// Lines on their way to customers, as JSON and as a table for spreadsheets.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "commerce/fulfilment/fulfilment.hpp"

namespace timeshelf::server::api {

/// What customers still owe, by booking; bookings that owe nothing are not in it.
using ToPay = std::map<Id, Money>;
ToPay still_to_pay(store::Transaction&, const Id& shop, const std::vector<commerce::FulfilmentLine>& lines);

boost::json::object fulfilment_line_json(const commerce::FulfilmentLine& line, const ToPay&);

/// With a line of headings.
std::string fulfilment_csv(const std::vector<commerce::FulfilmentLine>& lines, const ToPay&);

}  // namespace timeshelf::server::api
