#include <fmt/format.h>

#include "store/database.hpp"
#include "store/postgres/database.hpp"
#include "store/sqlite/database.hpp"

namespace timeshelf::store {

std::unique_ptr<Database> open(const std::string& address) {
  if (address.starts_with("sqlite:")) {
    const auto path = address.substr(7);
    if (path.empty() || path.find(":memory:") != std::string::npos ||
        path.find("mode=memory") != std::string::npos) {
      throw Failure(
          Failure::Code::unavailable,
          "A database in memory keeps nothing. Name a file: sqlite:/var/lib/timeshelf/timeshelf.db");
    }
    return std::make_unique<sqlite::SqliteDatabase>(path);
  }
  if (address.starts_with("postgres://") || address.starts_with("postgresql://")) {
    return std::make_unique<postgres::PostgresDatabase>(address);
  }
  // No address in the sentence: a mistyped one may hold a password.
  throw Failure(Failure::Code::unavailable,
                "A database address begins with sqlite: or postgresql://, for example sqlite:timeshelf.db or "
                "postgresql://timeshelf@localhost/timeshelf");
}

}  // namespace timeshelf::store
