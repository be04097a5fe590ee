// Many rows in few statements: what a batch of commands reads and writes at once.
//
// Statements are made in a few sizes only, so that each is prepared once. What is written is sent and not
// waited for (Transaction::send), which also says when it fails.
#pragma once
#include <string_view>
#include <vector>

#include "store/database.hpp"

namespace timeshelf::store {

/// Inserts rows. `into` is "table (a, b, c)"; `values` holds the rows one behind the other, as many values a
/// row as there are columns. `behind` follows the rows: "ON CONFLICT …".
void insert_rows(Transaction&, std::string_view into, std::size_t columns, const std::vector<Param>& values,
                 std::string_view behind = {});

/// Updates one row: of `columns`, "shop, id, a, b", the first two are its key.
void update_row(Transaction&, std::string_view table, std::string_view columns,
                const std::vector<Param>& values);

/// Runs `sql`, whose last condition reads `… IN ({})`, for all of `keys`, in as many statements as it takes.
/// `leading` are its $1, $2 …; the keys follow. Rows come in no particular order.
void query_in(Transaction&, std::string_view sql, const std::vector<Param>& leading,
              const std::vector<Param>& keys, FunctionRef<void(const Row&)> each);
/// The same for a statement without rows, which nobody waits for.
void send_in(Transaction&, std::string_view sql, const std::vector<Param>& leading,
             const std::vector<Param>& keys);

/// Ids as keys. Views: the ids must live as long.
template <class Ids>
std::vector<Param> params_of(const Ids& ids) {
  std::vector<Param> params;
  params.reserve(ids.size());
  for (const auto& id : ids) params.emplace_back(id);
  return params;
}

}  // namespace timeshelf::store
