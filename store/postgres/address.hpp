// A connection URI with the settings that a server needs when a network fails.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace timeshelf::store::postgres {

struct Address {
  /// libpq's keywords and values, the given ones and our defaults.
  std::vector<std::pair<std::string, std::string>> settings;
  /// "user@host:port/database": what may be shown, without the password.
  std::string shown;
};

/// Reads "postgresql://…" or "postgres://…". Throws Failure for anything else, without repeating it: it may
/// hold a password.
Address parse_address(const std::string& uri);

}  // namespace timeshelf::store::postgres
