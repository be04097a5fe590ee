// A SQLite file as a Database: one writing connection, any number of reading ones.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "store/database.hpp"
#include "store/pool.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/turn.hpp"

namespace timeshelf::store::sqlite {

class SqliteDatabase final : public Database {
 public:
  /// Opens the file, creating it if it is missing, and migrates it.
  explicit SqliteDatabase(const std::string& path);

  void read(FunctionRef<void(Transaction&)> work) override;
  void write(FunctionRef<void(Transaction&)> work) override;
  bool within_savepoint(Transaction& transaction, FunctionRef<bool()> part) override;
  bool reads_are_local() const override { return true; }
  std::string describe() override;

 private:
  void bring_up_to_date();
  void refuse_foreign_file();

  Connection writer_;
  Turnstile turnstile_;
  std::mutex writing_;
  Pool<Connection> readers_;
};

}  // namespace timeshelf::store::sqlite
