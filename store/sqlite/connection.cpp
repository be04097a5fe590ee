#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include "store/sqlite/failure.hpp"

namespace timeshelf::store::sqlite {
namespace {

/// More than the program has. Statements made from lists of varying length could otherwise pile up.
constexpr std::size_t kMostStatements = 512;

/// Nobody asks SQLite how much memory it has, and counting it would lock a mutex for each allocation of all
/// connections. Before the first one is opened.
void count_no_memory() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

}  // namespace

Connection::Connection(std::string path, Mode mode) : path_(std::move(path)) {
  const int access = mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  // NOMUTEX: whoever holds the connection is its only thread.
  const int flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  count_no_memory();
  try {
    check(sqlite3_open_v2(path_.c_str(), &handle_, flags, nullptr));
    configure(mode);
  } catch (...) {
    statements_.clear();
    sqlite3_close_v2(handle_);
    throw;
  }
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close_v2(handle_);
}

void Connection::configure(Mode mode) {
  const auto set = [&](const char* pragma) {
    check(sqlite3_exec(handle_, pragma, nullptr, nullptr, nullptr));
  };
  check(sqlite3_busy_handler(handle_, &Connection::keep_asking, this));
  // Pages are read from the file's mapping instead of being copied into each connection's cache; 256 MB of
  // address space cost nothing until they are touched, and the kernel shares them between all readers.
  set("PRAGMA mmap_size = 268435456");
  set("PRAGMA temp_store = MEMORY");
  set("PRAGMA trusted_schema = OFF");
  if (mode == Mode::read) {
    // KiB: what the mapping does not serve (pages still in the WAL) is cached here, for each reader.
    set("PRAGMA cache_size = -4096");
    return;
  }
  set("PRAGMA cache_size = -32768");
  // Readers never wait for the writer, and a commit is one append and one fsync.
  turn_wal_on();
  // NORMAL would lose the last commits with the power; an answer is sent only after its commit is durable.
  set("PRAGMA synchronous = FULL");
  set("PRAGMA foreign_keys = ON");
  // Pages, 16 MB: pages that a busy shop writes over and over go into the file once for all those times.
  set("PRAGMA wal_autocheckpoint = 4000");
  // Bytes: after a burst the WAL is cut back to this when it starts over.
  set("PRAGMA journal_size_limit = 67108864");
}

/// SQLite asks no busy handler when two connections turn it on at once, because both hold what the other
/// waits for.
void Connection::turn_wal_on() {
  const Patience patience;
  int code = SQLITE_BUSY;
  do code = sqlite3_exec(handle_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
  while ((code & 0xff) == SQLITE_BUSY && !patience.is_out());
  check(code);
}

int Connection::keep_asking(void* self, int times) {
  auto& patience = static_cast<Connection*>(self)->patience_;
  if (times == 0) patience = Patience();
  return patience.is_out() ? 0 : 1;
}

void Connection::fail(int code) const {
  throw failure_of(code, handle_, path_);
}

Statement* Connection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second.get();
  if (statements_.size() >= kMostStatements) {
    std::erase_if(statements_, [](const auto& entry) { return !entry.second->busy(); });
  }
  auto statement = std::make_unique<Statement>(*this, sql);
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

void Connection::run(std::string_view sql, Params params, FunctionRef<void(const Row&)> each) {
  Statement* statement = prepared(sql);
  if (!statement->busy()) {
    statement->run(params, each);
  } else {  // asked again from inside its own rows
    Statement(*this, sql).run(params, each);
  }
}

void Connection::query(std::string_view sql, Params params, FunctionRef<void(const Row&)> each) {
  run(sql, params, each);
}

std::int64_t Connection::execute(std::string_view sql, Params params) {
  const auto before = sqlite3_total_changes64(handle_);
  run(sql, params, [](const Row&) {});
  return sqlite3_total_changes64(handle_) - before;
}

void Connection::commit() {
  try {
    execute("COMMIT", {});
  } catch (const Failure& failure) {
    const bool io_error = (sqlite3_extended_errcode(handle_) & 0xff) == SQLITE_IOERR;
    roll_back();
    // The commit record may have reached the WAL although its fsync failed: a restart could find it there.
    if (io_error && failure.code() == Failure::Code::unavailable) {
      throw Failure(Failure::Code::unknown, failure.what());
    }
    throw;
  }
}

void Connection::roll_back() noexcept {
  if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

}  // namespace timeshelf::store::sqlite
