// Lists that are short enough to be made whole, and are answered page by page all the same: nobody knows what
// a shop will have.
#pragma once
#include <boost/json/array.hpp>
#include <string>

#include "server/api/parameters.hpp"

namespace timeshelf::server::api {

struct PageAsked {
  std::string behind;  ///< the row that ended the page before; "" for the first page
  std::size_t limit = 0;
};
/// `cursor` and `limit` of the parameters.
Read<PageAsked> read_page(const Parameters& parameters);

/// {`name`: those of the page, "next": …}. `key` is the member that no two rows share. A problem where the
/// row that the cursor names is there no more.
Read<boost::json::object> page_of(std::string_view name, boost::json::array rows, std::string_view key,
                                  const PageAsked& asked);

}  // namespace timeshelf::server::api
