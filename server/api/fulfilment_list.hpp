// Lines on their way to customers, as JSON and as a table for spreadsheets.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "commerce/fulfilment.hpp"

namespace timeshelf::server::api {

boost::json::object fulfilment_line_json(const commerce::FulfilmentLine& line);

/// RFC 4180, with a line of headings. A spreadsheet does not run what customers wrote: texts that it would
/// take for a formula have an apostrophe before them.
std::string fulfilment_csv(const std::vector<commerce::FulfilmentLine>& lines);

}  // namespace timeshelf::server::api
