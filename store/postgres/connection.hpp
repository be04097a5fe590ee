// One connection to a PostgreSQL server, with its prepared statements.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/database.hpp"
#include "store/postgres/address.hpp"
#include "store/postgres/wire.hpp"

namespace timeshelf::store::postgres {

/// For one thread at a time, which it blocks. It is a Transaction while one is open on it. It never sends a
/// cancel: a COMMIT that is cancelled while it waits for its replica reports success without being safe.
class Connection final : public Transaction {
 public:
  enum class Access { read, write };

  /// Connects, within the address's connect_timeout.
  explicit Connection(const Address& address);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void query(std::string_view sql, Params params, FunctionRef<void(const Row&)> each) override;
  std::int64_t execute(std::string_view sql, Params params) override;
  void send(std::string_view sql, Params params) override;
  /// Waits for what was sent; throws what failed first of it.
  void settle();

  /// Runs statements that take no parameters and return nothing: BEGIN, ROLLBACK TO, …
  void command(const std::string& sql);
  /// Begins a snapshot or a serializable transaction; BEGIN travels with the first statement. False if the
  /// server closed the connection while it was idle: nothing has happened then, use another one.
  [[nodiscard]] bool begin(Access access);
  /// Opens a savepoint. It, too, travels with the next statement instead of costing a round trip of its own.
  void open_savepoint();
  /// Keeps what was done since the last one was opened, which must be settled, or undoes it.
  void close_savepoint(bool keep);
  /// Throws Code::unknown if nobody can tell whether it happened, at the latest at the address's deadline;
  /// the connection is given up then.
  void commit();
  /// Never throws; look at usable() afterwards.
  void roll_back() noexcept;
  /// Ends a transaction that only read. Does not wait: the next statement finds the answer and drops it.
  void end_read() noexcept;
  /// False once the connection is lost.
  bool usable() const { return PQstatus(handle_.get()) == CONNECTION_OK; }
  /// Rows that were changed since the connection was made.
  std::int64_t changes() const { return changes_; }

 private:
  struct Close {
    void operator()(PGconn* handle) const { PQfinish(handle); }
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Close>;

  static void receive_notice(void* self, const PGresult* notice);
  Result run(std::string_view sql, Params params);
  /// Sends a statement behind the marks, in pipeline mode.
  void pipe(const std::string& name, const WireParams& params);
  /// Leaves pipeline mode. The answer to the last statement in it, or the first that is an error.
  Result drain();
  bool is_piping() const;
  void send_marks();
  /// Sends COMMIT and waits for its answer. Null where none came in time.
  Result answer_to_commit();
  const std::string& prepared(std::string_view sql, const WireParams& params);
  void check(const Result& result) const;
  Failure failure_of(const Result& result) const;

  std::unique_ptr<PGconn, Close> handle_;
  std::string server_;
  const std::chrono::milliseconds commit_deadline_;
  /// SQL and kinds of parameters -> the name that the server knows the statement by.
  std::unordered_map<std::string, std::string> statements_;
  std::vector<std::string_view> marks_;  ///< statements that travel with the next one
  std::size_t unsettled_ = 0;            ///< statements in the pipeline that nobody waited for
  std::int64_t changes_ = 0;
  std::string key_;  // kept to be filled again without an allocation
  bool committing_ = false;
  std::string doubt_;  ///< why nobody can tell what became of a COMMIT, though the connection may live
};

}  // namespace timeshelf::store::postgres
