#include "store/sqlite/statement.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/text.hpp"
#include "store/sqlite/connection.hpp"

namespace timeshelf::store::sqlite {
namespace {

/// SQLite would convert a wrong type silently and PostgreSQL would not: both drivers refuse it.
class StatementRow final : public Row {
 public:
  explicit StatementRow(sqlite3_stmt* handle) : handle_(handle) {}

  bool is_null(int column) const override { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override {
    expect(column, SQLITE_INTEGER, SQLITE_INTEGER);
    return sqlite3_column_int64(handle_, column);
  }
  double real(int column) const override {
    expect(column, SQLITE_FLOAT, SQLITE_INTEGER);
    return sqlite3_column_double(handle_, column);
  }
  std::string_view text(int column) const override {
    expect(column, SQLITE_TEXT, SQLITE_BLOB);
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
  }

 private:
  void expect(int column, int type, int other) const {
    const int actual = sqlite3_column_type(handle_, column);
    if (actual == type || actual == other) [[likely]]
      return;
    if (actual == SQLITE_NULL && column < sqlite3_column_count(handle_)) return;
    throw Failure(Failure::Code::broken,
                  fmt::format("column {} is not of the type that is read: {}", column, sqlite3_sql(handle_)));
  }

  sqlite3_stmt* handle_;
};

}  // namespace

Statement::Statement(const Connection& connection, std::string_view sql) : connection_(connection) {
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, &rest);
  connection.check(code);
  if (handle_ == nullptr || !trim({rest, static_cast<std::size_t>(sql.data() + sql.size() - rest)}).empty()) {
    sqlite3_finalize(handle_);
    throw Failure(Failure::Code::broken, fmt::format("this is not one statement: {}", sql));
  }
  const int count = sqlite3_bind_parameter_count(handle_);
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(handle_, i);
    const auto number = name != nullptr && *name == '$' ? parse_whole(name + 1) : std::nullopt;
    if (!number || *number < 1) {
      sqlite3_finalize(handle_);
      throw Failure(Failure::Code::broken, fmt::format("parameters are called $1, $2, …: {}", sql));
    }
    parameters_.push_back(static_cast<std::size_t>(*number) - 1);
  }
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

void Statement::bind(Params params) {
  int index = 0;
  for (const auto which : parameters_) {
    ++index;
    if (which >= params.size()) {
      throw Failure(Failure::Code::broken,
                    fmt::format("${} was not passed: {}", which + 1, sqlite3_sql(handle_)));
    }
    const Param& param = params.begin()[which];
    const auto text = param.text();
    // A null pointer would bind NULL instead of an empty text.
    const char* bytes = text.data() != nullptr ? text.data() : "";
    int code = SQLITE_OK;
    switch (param.kind()) {
      case Param::Kind::null:
        code = sqlite3_bind_null(handle_, index);
        break;
      case Param::Kind::integer:
        code = sqlite3_bind_int64(handle_, index, param.integer());
        break;
      case Param::Kind::real:
        code = sqlite3_bind_double(handle_, index, param.real());
        break;
      case Param::Kind::text:
        code = sqlite3_bind_text64(handle_, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
        break;
      case Param::Kind::blob:
        code = sqlite3_bind_blob64(handle_, index, bytes, text.size(), SQLITE_STATIC);
        break;
    }
    connection_.check(code);
  }
}

void Statement::run(Params params, FunctionRef<void(const Row&)> each) {
  struct Use {
    Statement& statement;
    explicit Use(Statement& used) : statement(used) { statement.busy_ = true; }
    ~Use() {
      sqlite3_reset(statement.handle_);
      sqlite3_clear_bindings(statement.handle_);
      statement.busy_ = false;
    }
  };
  const Use use(*this);
  bind(params);
  const StatementRow row(handle_);
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(handle_)) == SQLITE_ROW) each(row);
  if (code != SQLITE_DONE) connection_.check(code);
}

}  // namespace timeshelf::store::sqlite
