// One small interface over SQLite and PostgreSQL: transactions, statements, rows.
//
// SQL is the common subset of both dialects, with $1, $2 … as parameters (each may be used several times).
// Integers are 64 bits on both sides; sums need CAST(SUM(x) AS BIGINT). Booleans are 0 and 1, instants are
// milliseconds, ids are text.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::store {

/// What went wrong below SQL. Thrown, because no caller in the middle can mend it: whoever runs the
/// transaction answers for it (the writer, the read pool, the command line).
class Failure : public std::runtime_error {
 public:
  enum class Code {
    full,         ///< no space left; nothing was written
    read_only,    ///< file or server takes no writes
    unavailable,  ///< cannot be opened or reached, or the connection was lost before COMMIT
    conflict,     ///< serialization failure or deadlock; the whole transaction may be run again
    constraint,   ///< a CHECK, UNIQUE or FOREIGN KEY said no
    unknown,      ///< the connection was lost during COMMIT: it may or may not have happened
    broken,       ///< corrupt file, wrong SQL, or another bug
  };
  Failure(Code code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
  Code code() const { return code_; }

 private:
  Code code_;
};

/// Bytes rather than text, in a parameter.
struct BlobView {
  std::string_view bytes;
};

/// A parameter of a statement. Views must live until the call returns.
class Param {
 public:
  enum class Kind { null, integer, real, text, blob };
  Param(std::nullptr_t) : kind_(Kind::null) {}                          // NOLINT
  Param(std::int64_t value) : kind_(Kind::integer), integer_(value) {}  // NOLINT
  Param(int value) : Param(static_cast<std::int64_t>(value)) {}         // NOLINT
  Param(bool value) : Param(static_cast<std::int64_t>(value)) {}        // NOLINT
  Param(double value) : kind_(Kind::real), real_(value) {}              // NOLINT
  Param(std::string_view value) : kind_(Kind::text), text_(value) {}    // NOLINT
  Param(const std::string& value) : Param(std::string_view(value)) {}   // NOLINT
  Param(const char* value) : Param(std::string_view(value)) {}          // NOLINT
  Param(BlobView value) : kind_(Kind::blob), text_(value.bytes) {}      // NOLINT
  Param(Instant value) : Param(to_millis(value)) {}                     // NOLINT
  Param(const Id& value) : Param(std::string_view(value.text())) {}     // NOLINT
  template <class T>
  Param(const std::optional<T>& value) : Param(value ? Param(*value) : Param(nullptr)) {}  // NOLINT

  Kind kind() const { return kind_; }
  std::int64_t integer() const { return integer_; }
  double real() const { return real_; }
  std::string_view text() const { return text_; }

 private:
  Kind kind_;
  std::int64_t integer_ = 0;
  double real_ = 0;
  std::string_view text_;
};

/// The parameters of one call: written in place, `{shop, id}`, or a list made at run time. A view, like its
/// texts.
class Params {
 public:
  Params() = default;
  Params(std::initializer_list<Param> list) : size_(list.size()) {  // NOLINT
    first_ = std::data(list);  // lives until the call that it is written in returns
  }
  Params(const Param* first, std::size_t size) : first_(first), size_(size) {}
  Params(const std::vector<Param>& list) : first_(list.data()), size_(list.size()) {}  // NOLINT
  const Param* begin() const { return first_; }
  const Param* end() const { return first_ + size_; }
  std::size_t size() const { return size_; }

 private:
  const Param* first_ = nullptr;
  std::size_t size_ = 0;
};

/// One row of a result, valid inside the callback. Columns count from 0; reading NULL as a value gives 0 or
/// "".
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  /// Text or bytes.
  virtual std::string_view text(int column) const = 0;

  bool boolean(int column) const { return integer(column) != 0; }
  std::string string(int column) const { return std::string(text(column)); }
  Instant instant(int column) const { return from_millis(integer(column)); }
  Id id(int column) const { return Id::trusted(text(column)); }
  std::optional<Instant> maybe_instant(int column) const {
    return is_null(column) ? std::nullopt : std::optional(instant(column));
  }
  std::optional<std::int64_t> maybe_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
  }
  std::optional<std::string> maybe_string(int column) const {
    return is_null(column) ? std::nullopt : std::optional(string(column));
  }
};

/// Statements inside one transaction (or read snapshot). Throws Failure.
class Transaction {
 public:
  virtual ~Transaction() = default;
  /// Runs a statement and hands each row to `each`.
  virtual void query(std::string_view sql, Params params, FunctionRef<void(const Row&)> each) = 0;
  /// Runs a statement that returns no rows; answers how many rows it changed.
  virtual std::int64_t execute(std::string_view sql, Params params) = 0;
  /// The same where nobody needs the number: PostgreSQL is not waited for. A failure comes out of a later
  /// call, at the latest out of the end of the savepoint or the transaction. The parameters may go at once.
  virtual void send(std::string_view sql, Params params) { execute(sql, params); }

  /// The first row, mapped; nothing if there is none.
  template <class F>
  auto first(std::string_view sql, Params params, F&& map)
      -> std::optional<std::invoke_result_t<F, const Row&>> {
    std::optional<std::invoke_result_t<F, const Row&>> result;
    query(sql, params, [&](const Row& row) {
      if (!result) result.emplace(map(row));
    });
    return result;
  }

  /// Whether there is any row. All of them are read: a statement that may find many ends with LIMIT 1.
  bool exists(std::string_view sql, Params params) {
    return first(sql, params, [](const Row&) { return true; }).has_value();
  }
};

/// A database that was opened, with its schema brought up to date by `migrate`.
class Database {
 public:
  virtual ~Database() = default;

  /// Runs `work` on a consistent, read-only snapshot, on the calling thread. Any number at a time.
  virtual void read(FunctionRef<void(Transaction&)> work) = 0;

  /// Runs `work` in a transaction of its own and returns once it is durable; an exception rolls it back. One
  /// at a time per process (the writer's thread, or a command line). `work` may run again after
  /// Failure::Code::conflict.
  virtual void write(FunctionRef<void(Transaction&)> work) = 0;

  /// Inside `write`: runs `part` behind a savepoint and undoes it alone when it answers false or throws.
  virtual bool within_savepoint(Transaction& transaction, FunctionRef<bool()> part) = 0;

  /// True where a read is so short that it may run on a thread that also serves sockets (SQLite).
  virtual bool reads_are_local() const = 0;

  /// "sqlite" or "postgres", and for `doctor`: version and address without password.
  virtual std::string describe() = 0;
};

/// Opens "sqlite:PATH" (":memory:" is refused: durable means durable) or "postgres://…" / "postgresql://…"
/// and migrates the schema, refusing one that is newer than this program. Throws Failure.
std::unique_ptr<Database> open(const std::string& address);

}  // namespace timeshelf::store
