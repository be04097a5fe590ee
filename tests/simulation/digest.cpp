#include "tests/simulation/digest.hpp"

#include <fmt/format.h>

namespace timeshelf::simulation {
namespace {

std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;  // FNV-1a
  return hash;
}

}  // namespace

void Digest::list_tables(store::Transaction& transaction) {
  if (kind_ == "postgres") {
    transaction.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name",
        {}, [&](const store::Row& row) {
          statements_.push_back(fmt::format("SELECT CAST(t AS TEXT) FROM {} t", row.string(0)));
        });
    return;
  }
  transaction.query(
      "SELECT m.name, group_concat('quote(\"' || c.name || '\")', ' || ' || quote(',') || ' || ') "
      "FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' "
      "AND m.name NOT LIKE 'sqlite_%' GROUP BY m.name ORDER BY m.name",
      {}, [&](const store::Row& row) {
        statements_.push_back(fmt::format("SELECT {} FROM {}", row.string(1), row.string(0)));
      });
}

// The order of rows is nobody's promise, so they are added up.
std::uint64_t Digest::of(store::Transaction& transaction) {
  if (statements_.empty()) list_tables(transaction);
  std::uint64_t sum = 0;
  std::uint64_t table = 0;
  for (const std::string& statement : statements_) {
    ++table;
    transaction.query(statement, {}, [&](const store::Row& row) {
      sum += hash_of(row.text(0), 14'695'981'039'346'656'037U + table);
    });
  }
  return sum;
}

}  // namespace timeshelf::simulation
