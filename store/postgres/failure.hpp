// What an SQLSTATE means for whoever runs the transaction (PostgreSQL manual, appendix A).
#pragma once
#include <string>
#include <string_view>

#include "store/database.hpp"

namespace timeshelf::store::postgres {

/// `state` is empty when libpq itself complains, which means that the connection is lost. `server` is the
/// address as it may be shown.
Failure failure_of(std::string_view state, std::string_view message, const std::string& server);

/// True where the server says that the connection ends, or ended.
bool ends_connection(std::string_view state);

}  // namespace timeshelf::store::postgres
