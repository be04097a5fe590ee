#include "store/sqlite/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <thread>

#include "store/migrations.hpp"
#include "store/sqlite/statistics.hpp"

namespace timeshelf::store::sqlite {
namespace {

/// STRICT tables hold the declared type and nothing else, as in PostgreSQL. SQLite's 64-bit type is called
/// INTEGER.
std::string adapt(std::string_view statement) {
  auto sql = replace_word(replace_word(statement, "BIGINT", "INTEGER"), "BYTEA", "BLOB");
  if (!sql.starts_with("CREATE TABLE")) return sql;
  constexpr std::string_view kWithoutRowid = "/* WITHOUT ROWID */";
  const auto hint = sql.rfind(kWithoutRowid);
  const bool clustered = hint != std::string::npos;
  if (clustered) sql.erase(hint, kWithoutRowid.size());
  return sql + (clustered ? " STRICT, WITHOUT ROWID" : " STRICT");
}

constexpr Dialect kDialect{"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'",
                           adapt};

/// A thread reads one thing at a time, rarely two; more readers than that are closed when they come back.
std::size_t readers_to_keep() {
  return 2 * std::max<std::size_t>(4, std::thread::hardware_concurrency());
}

}  // namespace

SqliteDatabase::SqliteDatabase(const std::string& path)
    : writer_(path, Connection::Mode::write), turnstile_(path), readers_(readers_to_keep()) {
  bring_up_to_date();
}

void SqliteDatabase::refuse_foreign_file() {
  bool has_tables = false;
  bool has_history = false;
  writer_.query("SELECT 1 FROM sqlite_master LIMIT 1", {}, [&](const Row&) { has_tables = true; });
  writer_.query(kDialect.finds_history, {}, [&](const Row&) { has_history = true; });
  if (has_tables && !has_history) {
    throw Failure(Failure::Code::unavailable,
                  fmt::format("{} is a database of another program. Name another file.", writer_.path()));
  }
}

void SqliteDatabase::bring_up_to_date() {
  // Looked up before anything is locked, so that a file that takes no writes can still be read.
  refuse_foreign_file();
  if (missing_migrations(writer_, kDialect).empty()) return;
  write([](Transaction& transaction) {
    migrate(transaction, kDialect, SystemClock().now());
    fix_statistics(transaction);
  });
}

void SqliteDatabase::read(FunctionRef<void(Transaction&)> work) {
  auto connection = readers_.take();
  if (!connection) connection = std::make_unique<Connection>(writer_.path(), Connection::Mode::read);
  connection->begin_read();
  try {
    work(*connection);
  } catch (...) {
    connection->roll_back();
    readers_.give_back(std::move(connection));
    throw;
  }
  connection->commit();
  readers_.give_back(std::move(connection));
}

void SqliteDatabase::write(FunctionRef<void(Transaction&)> work) {
  const std::lock_guard lock(writing_);
  {
    const Turnstile::Turn turn(turnstile_);
    writer_.begin_write();
  }
  try {
    work(writer_);
  } catch (...) {
    writer_.roll_back();
    throw;
  }
  writer_.commit();
}

bool SqliteDatabase::within_savepoint(Transaction& transaction, FunctionRef<bool()> part) {
  const auto undo = [&] {
    // A full disk or a damaged file makes SQLite undo the whole transaction; then more than the part is lost.
    if (!writer_.in_transaction()) {
      throw Failure(Failure::Code::unavailable,
                    fmt::format("SQLite undid the transaction on {}.", writer_.path()));
    }
    transaction.execute("ROLLBACK TO part", {});
    transaction.execute("RELEASE part", {});
  };
  transaction.execute("SAVEPOINT part", {});
  bool keep = false;
  try {
    keep = part();
  } catch (const Failure& failure) {
    if (failure.code() == Failure::Code::full && !writer_.in_transaction()) throw;
    undo();
    throw;
  } catch (...) {
    undo();
    throw;
  }
  if (keep) {
    transaction.execute("RELEASE part", {});
  } else {
    undo();
  }
  return keep;
}

std::string SqliteDatabase::describe() {
  return fmt::format("sqlite {} at {}", sqlite3_libversion(), writer_.path());
}

}  // namespace timeshelf::store::sqlite
