#include "store/postgres/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

#include "store/migrations.hpp"

namespace timeshelf::store::postgres {
namespace {

/// A server has about a hundred connections for all nodes. More than these are closed when they come back.
constexpr std::size_t kReadersToKeep = 16;
/// Of a write that meets conflicts: eight pauses add up to about half a second.
constexpr int kMostAttempts = 9;
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
    : address_(parse_address(uri)), readers_(kReadersToKeep) {
  bring_up_to_date();
}

void PostgresDatabase::bring_up_to_date() {
  Connection connection(address_);
  if (missing_migrations(connection, kDialect).empty()) return;
  // READ COMMITTED: what another node did while we waited for the lock must be seen.
  connection.command("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.query("SELECT pg_advisory_xact_lock($1)", {kMigrationLock}, [](const Row&) {});
  migrate(connection, kDialect, SystemClock().now());
  connection.commit();
}

void PostgresDatabase::begin(std::unique_ptr<Connection>& connection, const char* sql) {
  if (connection && connection->usable()) {
    try {
      connection->command(sql);
      return;
    } catch (const Failure&) {
      if (connection->usable()) throw;
      readers_.clear();  // the others will be lost, too
    }
  }
  connection.reset();
  connection = std::make_unique<Connection>(address_);
  connection->command(sql);
}

void PostgresDatabase::read(FunctionRef<void(Transaction&)> work) {
  auto connection = readers_.take();
  begin(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const auto finish = [&] {
    connection->roll_back();
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
  begin(writer_, "BEGIN ISOLATION LEVEL SERIALIZABLE");
  try {
    work(*writer_);
    writer_->commit();
  } catch (...) {
    writer_->roll_back();
    throw;
  }
}

bool PostgresDatabase::within_savepoint(Transaction&, FunctionRef<bool()> part) {
  writer_->command("SAVEPOINT part");
  bool keep = false;
  try {
    keep = part();
  } catch (...) {
    // An error has aborted the transaction back to here; the rest of it can go on.
    if (writer_->usable()) writer_->command("ROLLBACK TO part; RELEASE part");
    throw;
  }
  writer_->command(keep ? "RELEASE part" : "ROLLBACK TO part; RELEASE part");
  return keep;
}

std::string PostgresDatabase::describe() {
  std::string version;
  read([&](Transaction& transaction) { version = static_cast<Connection&>(transaction).server_version(); });
  return fmt::format("postgres {} at {}", version, address_.shown);
}

}  // namespace timeshelf::store::postgres
