// One connection to a SQLite file, with its prepared statements.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/database.hpp"
#include "store/sqlite/patience.hpp"
#include "store/sqlite/statement.hpp"

struct sqlite3;

namespace timeshelf::store::sqlite {

/// For one thread at a time. It is a Transaction while one is open on it.
class Connection final : public Transaction {
 public:
  enum class Mode { write, read };

  /// Opens `path` (or "file:…" with SQLite's URI parameters); `write` creates a missing file, not a missing
  /// folder.
  Connection(std::string path, Mode mode);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void query(std::string_view sql, Params params, FunctionRef<void(const Row&)> each) override;
  std::int64_t execute(std::string_view sql, Params params) override;

  /// BEGIN and COMMIT of a deferred transaction: a snapshot as of its first statement.
  void begin_read() { execute("BEGIN", {}); }
  /// Waits for another process that writes, as long as Patience lasts.
  void begin_write() { execute("BEGIN IMMEDIATE", {}); }
  /// Rolls back and throws if it cannot.
  void commit();
  /// Never throws; what is open is undone.
  void roll_back() noexcept;
  /// False outside a transaction, and after an error that made SQLite undo the whole of it.
  bool in_transaction() const;

  /// Throws the Failure of a result code unless it is SQLITE_OK.
  void check(int code) const {
    if (code != 0) [[unlikely]]
      fail(code);
  }
  sqlite3* handle() const { return handle_; }
  const std::string& path() const { return path_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  [[noreturn]] void fail(int code) const;
  void configure(Mode mode);
  void turn_wal_on();
  static int keep_asking(void* self, int times);
  void run(std::string_view sql, Params params, FunctionRef<void(const Row&)> each);
  Statement* prepared(std::string_view sql);

  std::string path_;
  sqlite3* handle_ = nullptr;
  Patience patience_;
  std::unordered_map<std::string, std::unique_ptr<Statement>, Hash, std::equal_to<>> statements_;
};

}  // namespace timeshelf::store::sqlite
