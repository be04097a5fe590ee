// The schema's history: schema/NNN_name.sql, embedded into the program and applied in order when a database
// is opened.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.hpp"

namespace timeshelf::store {

struct Migration {
  int version;
  std::string_view name;
  std::string_view sql;
};

/// All that this program knows, ascending. A number that was kept free for something that never came is
/// missing.
std::span<const Migration> migrations();

/// What a driver must say before the shared text can run on it.
struct Dialect {
  /// Answers a row if the table schema_migrations is there.
  std::string_view finds_history;
  /// Turns one statement of the shared text into the database's own.
  std::string (*adapt)(std::string_view statement);
};

/// Those that the database has not seen yet. Throws Failure if it has seen some that this program does not
/// know.
std::span<const Migration> missing_migrations(Transaction&, const Dialect&,
                                              std::span<const Migration> known = migrations());

/// Applies the missing ones and records them. The driver gives the transaction and keeps others out of it.
void migrate(Transaction&, const Dialect&, Instant now, std::span<const Migration> known = migrations());

/// The statements of a script, without comments at their beginning and without their semicolons.
std::vector<std::string_view> split_statements(std::string_view script);
/// Replaces whole words outside quotes: BIGINT, but not BIGINTS.
std::string replace_word(std::string_view text, std::string_view word, std::string_view replacement);

}  // namespace timeshelf::store
