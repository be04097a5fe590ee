// What the app of a customer's pages begins with (web/src/booking/page.ts): answers of the API, which the
// page brings along, so that nothing is asked twice.
#pragma once
#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "server/pages/page.hpp"

namespace timeshelf::server::pages {

/// Lets the app "booking" run in the page: as `view`, with the shop, what time it is here, and `facts`.
void embed(boost::json::object& values, const Visit& visit, const store::Shop& shop, std::string_view view,
           boost::json::object facts);

boost::json::array slots_json(const std::vector<commerce::Slot>& slots, const Visit& visit,
                              const store::Shop& shop);
/// The slots of lines, each once; of those that are gone nothing.
boost::json::array slots_of_lines(store::Transaction& transaction, const Visit& visit,
                                  const store::Shop& shop, const std::vector<commerce::Line>& lines);
/// The problem document's members that a person is told of; null where there is no mistake.
boost::json::value mistake_json(const Problem& problem);

}  // namespace timeshelf::server::pages
