#include "store/postgres/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

#include "store/migrations.hpp"
#include "store/postgres/failure.hpp"

namespace timeshelf::store::postgres {
namespace {

/// A server has about a hundred connections for all nodes. More than these are closed when they come back.
constexpr std::size_t kReadersToKeep = 16;
/// Of a write that meets conflicts: eight pauses add up to about half a second.
constexpr int kMostAttempts = 9;
/// Changed rows, then ten times as many, and so on.
constexpr std::int64_t kFirstAnalyze = 500;
/// Names the lock among the server's advisory locks; any number that nobody else uses ("shelf" in ASCII).
constexpr std::int64_t kMigrationLock = 0x7368656c66;

/// Texts sort by their bytes, as in SQLite, whatever the locale; and no update of the C library breaks an
/// index.
std::string adapt(std::string_view statement) {
  if (!statement.starts_with("CREATE TABLE") && !statement.starts_with("ALTER TABLE"))
    return std::string(statement);
  return replace_word(statement, "TEXT", "TEXT COLLATE \"C\"");
}

/// Not to_regclass(): it answers from a cache that does not see what another node did while we waited for the
/// lock.
constexpr Dialect kDialect{
    "SELECT 1 FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = "
    "'schema_migrations'",
    adapt};

/// Doubles with each attempt, from 1-2 ms to 128-256 ms; the jitter parts those who met.
void pause_before(int attempt) {
  thread_local std::minstd_rand engine{std::random_device{}()};
  const auto least = std::int64_t{1000} << std::min(attempt, 7);
  std::this_thread::sleep_for(
      std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(least, 2 * least)(engine)));
}

}  // namespace

PostgresDatabase::PostgresDatabase(const std::string& uri)
    : address_(parse_address(uri)), analyze_after_(kFirstAnalyze), readers_(kReadersToKeep) {
  bring_up_to_date();
}

void PostgresDatabase::bring_up_to_date() {
  Connection connection(address_);
  if (missing_migrations(connection, kDialect).empty()) return;
  // READ COMMITTED: what another node did while we waited for the lock, as long as it takes, must be seen.
  connection.command("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 0");
  connection.query("SELECT pg_advisory_xact_lock($1)", {kMigrationLock}, [](const Row&) {});
  migrate(connection, kDialect, SystemClock().now());
  connection.commit();
}

void PostgresDatabase::begin(std::unique_ptr<Connection>& connection, Connection::Access access) {
  if (connection && connection->begin(access)) return;
  if (connection) readers_.clear();  // the others will be lost, too
  connection.reset();
  connection = std::make_unique<Connection>(address_);
  if (!connection->begin(access)) {
    throw failure_of("08006", "it was closed as soon as it was made", address_.shown);
  }
}

/// Without statistics the planner finds all indexes that begin with the shop equally good, and may walk a
/// whole calendar to find one object. Autovacuum makes them within minutes; an import must not wait for it.
void PostgresDatabase::analyze_if_grown() {
  if (writer_->changes() < analyze_after_) return;
  analyze_after_ *= 10;
  std::string tables;
  writer_->query(
      "SELECT CAST(quote_ident(tablename) AS TEXT) FROM pg_tables WHERE schemaname = current_schema()", {},
      [&](const Row& row) { tables += (tables.empty() ? "" : ", ") + row.string(0); });
  writer_->command("ANALYZE " + tables);
}

void PostgresDatabase::read(FunctionRef<void(Transaction&)> work) {
  auto connection = readers_.take();
  begin(connection, Connection::Access::read);
  const auto finish = [&] {
    connection->end_read();
    if (connection->usable()) readers_.give_back(std::move(connection));
  };
  try {
    work(*connection);
  } catch (...) {
    finish();
    throw;
  }
  finish();
}

void PostgresDatabase::write(FunctionRef<void(Transaction&)> work) {
  const std::lock_guard lock(writing_);
  for (int attempt = 1;; ++attempt) {
    try {
      return write_once(work);
    } catch (const Failure& failure) {
      // A failover may have turned the server we hold into a replica: look for the primary next time.
      if (failure.code() == Failure::Code::read_only || (writer_ && !writer_->usable())) writer_.reset();
      if (failure.code() != Failure::Code::conflict || attempt == kMostAttempts) throw;
    }
    pause_before(attempt);
  }
}

void PostgresDatabase::write_once(FunctionRef<void(Transaction&)> work) {
  begin(writer_, Connection::Access::write);
  try {
    work(*writer_);
    writer_->commit();
  } catch (...) {
    writer_->roll_back();
    throw;
  }
  try {
    analyze_if_grown();
  } catch (const Failure&) {
    // The write is done; a server that makes no statistics now will later.
  }
}

bool PostgresDatabase::within_savepoint(Transaction&, FunctionRef<bool()> part) {
  writer_->open_savepoint();
  bool keep = false;
  try {
    keep = part();
    writer_->settle();
  } catch (...) {
    // An error has aborted the transaction back to here; the rest of it can go on.
    if (writer_->usable()) writer_->close_savepoint(false);
    throw;
  }
  writer_->close_savepoint(keep);
  return keep;
}

std::string PostgresDatabase::describe() {
  std::string version;
  read([&](Transaction& transaction) {
    transaction.query("SHOW server_version", {}, [&](const Row& row) { version = row.string(0); });
  });
  version.resize(std::min(version.find(' '), version.size()));  // "15.20 (Debian 15.20-0+deb12u1)"
  return fmt::format("postgres {} at {}", version, address_.shown);
}

}  // namespace timeshelf::store::postgres
