// A PostgreSQL server as a Database: one writing connection, any number of reading ones, all made again when
// lost.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "store/database.hpp"
#include "store/pool.hpp"
#include "store/postgres/address.hpp"
#include "store/postgres/connection.hpp"

namespace timeshelf::store::postgres {

class PostgresDatabase final : public Database {
 public:
  /// Connects and migrates; program starts at the same time wait for each other.
  explicit PostgresDatabase(const std::string& uri);

  /// REPEATABLE READ READ ONLY: a snapshot as of its first statement.
  void read(FunctionRef<void(Transaction&)> work) override;
  /// SERIALIZABLE, and run again, after a pause with jitter, when another node came first.
  void write(FunctionRef<void(Transaction&)> work) override;
  bool within_savepoint(Transaction& transaction, FunctionRef<bool()> part) override;
  bool reads_are_local() const override { return false; }
  std::string describe() override;

 private:
  void bring_up_to_date();
  void write_once(FunctionRef<void(Transaction&)> work);
  /// Begins on `connection`, or on a new one if there is none or it was lost: a restarted server must not
  /// cost a request for each connection that was idle meanwhile.
  void begin(std::unique_ptr<Connection>& connection, Connection::Access access);
  void analyze_if_grown();

  const Address address_;
  std::mutex writing_;
  std::unique_ptr<Connection> writer_;
  std::int64_t analyze_after_;  ///< changed rows of writer_
  Pool<Connection> readers_;
};

}  // namespace timeshelf::store::postgres
