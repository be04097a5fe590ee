#include "commerce/core/stock.hpp"

#include <algorithm>

namespace timeshelf::commerce {

std::int64_t fold(std::span<const Statement> statements) {
  const Statement* count = nullptr;
  for (const Statement& statement : statements) {
    if (statement.counts && (!count || count->before(statement))) count = &statement;
  }
  std::int64_t units = count ? count->units : 0;
  for (const Statement& statement : statements) {
    if (!statement.counts && (!count || count->before(statement))) units += statement.units;
  }
  return units;
}

std::int64_t correction(const BooksAtVenue& books, const Statement& arriving) {
  const bool superseded = books.last_count && arriving.before(*books.last_count);
  if (arriving.counts) return superseded ? 0 : arriving.units - (books.units - books.later);
  return superseded ? -arriving.units : 0;
}

}  // namespace timeshelf::commerce
