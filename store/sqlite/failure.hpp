// What SQLite's result codes mean for whoever runs the transaction (https://www.sqlite.org/rescode.html).
#pragma once
#include <string>

#include "store/database.hpp"

struct sqlite3;

namespace timeshelf::store::sqlite {

/// The plain path of "file:/x/y.db?mode=ro".
std::string plain_path(const std::string& path);

/// The Failure for an extended result code of `handle` (which may be null). `path` names the file in the
/// sentence.
Failure failure_of(int code, sqlite3* handle, const std::string& path);

}  // namespace timeshelf::store::sqlite
