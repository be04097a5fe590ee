// A connection URI with the settings that a server needs when a network fails.
#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace timeshelf::store::postgres {

struct Address {
  /// libpq's keywords and values, the given ones and our defaults.
  std::vector<std::pair<std::string, std::string>> settings;
  /// "user@host:port/database": what may be shown, without the password.
  std::string shown;
  /// How long a COMMIT may take before nobody waits for it any more, and its outcome is unknown. A replica
  /// that hangs would hold it up for ever: statement_timeout does not end that wait.
  std::chrono::milliseconds commit_deadline = std::chrono::seconds(15);
};

/// Reads "postgresql://…" or "postgres://…". Throws Failure for anything else, without repeating it: it may
/// hold a password.
Address parse_address(const std::string& uri);

}  // namespace timeshelf::store::postgres
