// Parameters and results in PostgreSQL's binary format: nothing is printed and parsed again.
#pragma once
#include <libpq-fe.h>

#include <cstdint>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace timeshelf::store::postgres {

/// Parameters as libpq takes them: views into the caller's texts, numbers in network order beside them.
class WireParams {
 public:
  explicit WireParams(Params params);
  WireParams(const WireParams&) = delete;
  WireParams& operator=(const WireParams&) = delete;

  int count() const { return static_cast<int>(values_.size()); }
  /// One letter for each parameter's kind. Statements are prepared per kind, so that the server never guesses
  /// that a number is 32 bits wide.
  const std::string& kinds() const { return kinds_; }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::string kinds_;
  std::vector<Oid> types_;
  std::vector<std::uint64_t> numbers_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

/// A row of a binary result. Like the SQLite driver's, it refuses to read a column as another type.
class ResultRow final : public Row {
 public:
  ResultRow(const PGresult* result, int row) : result_(result), row_(row) {}
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override;

 private:
  [[noreturn]] void refuse(int column) const;
  std::string_view bytes(int column) const;

  const PGresult* result_;
  int row_;
};

}  // namespace timeshelf::store::postgres
