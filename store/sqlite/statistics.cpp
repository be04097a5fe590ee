#include "store/sqlite/statistics.hpp"

#include <fmt/format.h>

#include <vector>

namespace timeshelf::store::sqlite {
namespace {

constexpr std::int64_t kRows = 1'000'000;
constexpr std::int64_t kPartialRows = 1'000;  // what is open, or due: never much
constexpr std::int64_t kMiddle = 1'000;       // of one collection, say
constexpr std::int64_t kFew = 10;             // of one key that is not unique

struct Index {
  std::string table;
  std::string name;
  bool unique = false;
  bool partial = false;
  std::vector<std::string> columns;
};

std::vector<Index> indexes(Transaction& transaction) {
  std::vector<Index> all;
  transaction.query(
      "SELECT t.name, i.name, i.\"unique\", i.partial, i.origin = 'pk' AND t.wr, COALESCE(x.name, '') "
      "FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS i JOIN pragma_index_xinfo(i.name) AS x "
      "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND x.key = 1 "
      "ORDER BY t.name, i.name, x.seqno",
      {}, [&](const Row& row) {
        // sqlite_stat1 knows the key of a clustered table by the table's name.
        const std::string name = row.integer(4) != 0 ? row.string(0) : row.string(1);
        if (all.empty() || all.back().name != name || all.back().table != row.text(0))
          all.push_back({row.string(0), name, row.integer(2) != 0, row.integer(3) != 0, {}});
        all.back().columns.push_back(row.string(5));
      });
  return all;
}

/// Rows in the index, then how many of them share its first column, its first two, and so on.
std::string statistics_of(const Index& index) {
  const std::int64_t rows = index.partial ? kPartialRows : kRows;
  std::string text = std::to_string(rows);
  for (std::size_t i = 0; i < index.columns.size(); ++i) {
    const bool last = i + 1 == index.columns.size();
    std::int64_t sharing = index.partial ? kFew : kMiddle;
    if (index.columns[i] == "shop" && i == 0) sharing = rows;
    if (last) sharing = index.unique ? 1 : kFew;
    text += fmt::format(" {}", sharing);
  }
  return text;
}

}  // namespace

void fix_statistics(Transaction& transaction) {
  transaction.execute("ANALYZE", {});  // makes the table of statistics
  transaction.execute("DELETE FROM sqlite_stat1", {});
  for (const Index& index : indexes(transaction)) {
    transaction.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)",
                        {index.table, index.name, statistics_of(index)});
  }
  transaction.execute("ANALYZE sqlite_schema", {});  // takes them into use
}

}  // namespace timeshelf::store::sqlite
