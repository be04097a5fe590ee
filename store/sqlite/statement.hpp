// A prepared statement.
#pragma once
#include <string_view>
#include <vector>

#include "store/database.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace timeshelf::store::sqlite {

class Connection;

class Statement {
 public:
  /// Compiles `sql`, which must be one statement.
  Statement(const Connection& connection, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds, steps to the end and resets, whatever happens on the way.
  void run(Params params, FunctionRef<void(const Row&)> each);
  /// While a row callback of it runs; a statement has one cursor.
  bool busy() const { return busy_; }

 private:
  void bind(Params params);

  const Connection& connection_;
  sqlite3_stmt* handle_ = nullptr;
  /// SQLite numbers parameters by first appearance; this says which $n each of them is.
  std::vector<std::size_t> parameters_;
  bool busy_ = false;
};

}  // namespace timeshelf::store::sqlite
