#include "store/bulk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace timeshelf::store {
namespace {

// Largest first: what is left over is done in smaller pieces.
constexpr std::array<std::size_t, 4> kSizes{64, 16, 4, 1};

std::size_t next_size(std::size_t left) {
  return *std::find_if(kSizes.begin(), kSizes.end(), [&](std::size_t size) { return size <= left; });
}

// "$3, $4, $5"
void append_placeholders(std::string& text, std::size_t first, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    fmt::format_to(std::back_inserter(text), "{}${}", i == 0 ? "" : ", ", first + i);
}

using MadeFrom = std::tuple<std::string_view, std::string_view, std::size_t>;
// Looked up without making strings.
struct ByText {
  using is_transparent = void;
  bool operator()(const MadeFrom& a, const MadeFrom& b) const { return a < b; }
};

// The same few statements are made over and over: writing one out takes longer than running it for a row.
template <class Make>
const std::string& made_once(std::string_view statement, std::string_view behind, std::size_t size,
                             Make&& make) {
  thread_local std::map<std::tuple<std::string, std::string, std::size_t>, std::string, ByText> made;
  const MadeFrom key(statement, behind, size);
  auto found = made.find(key);
  if (found == made.end()) found = made.emplace(key, make()).first;
  return found->second;
}

std::string insert_of(std::string_view into, std::size_t columns, std::size_t rows, std::string_view behind) {
  std::string sql = fmt::format("INSERT INTO {} VALUES ", into);
  for (std::size_t row = 0; row < rows; ++row) {
    sql += row == 0 ? "(" : ", (";
    append_placeholders(sql, 1 + row * columns, columns);
    sql += ')';
  }
  return sql.append(behind.empty() ? "" : " ").append(behind);
}

template <class Run>
void in_pieces(std::string_view sql, const std::vector<Param>& leading, const std::vector<Param>& keys,
               Run&& run) {
  std::vector<Param> params = leading;
  for (std::size_t at = 0; at < keys.size();) {
    const std::size_t count = next_size(keys.size() - at);
    params.resize(leading.size(), nullptr);
    const auto first = keys.begin() + static_cast<std::ptrdiff_t>(at);
    params.insert(params.end(), first, first + static_cast<std::ptrdiff_t>(count));
    run(made_once(sql, {}, count,
                  [&] {
                    std::string list;
                    append_placeholders(list, leading.size() + 1, count);
                    return fmt::format(fmt::runtime(sql), list);
                  }),
        params);
    at += count;
  }
}

}  // namespace

void insert_rows(Transaction& transaction, std::string_view into, std::size_t columns,
                 const std::vector<Param>& values, std::string_view behind) {
  for (std::size_t at = 0; at < values.size();) {
    const std::size_t rows = next_size((values.size() - at) / columns);
    const std::string& sql =
        made_once(into, behind, rows, [&] { return insert_of(into, columns, rows, behind); });
    transaction.send(sql, Params(values.data() + at, rows * columns));
    at += rows * columns;
  }
}

void update_row(Transaction& transaction, std::string_view table, std::string_view columns,
                const std::vector<Param>& values) {
  const std::string& sql = made_once(table, columns, values.size(), [&] {
    const auto first = columns.find(", ");
    const auto second = columns.find(", ", first + 2);
    std::string placed;
    append_placeholders(placed, 3, values.size() - 2);
    return fmt::format("UPDATE {} SET ({}) = ({}) WHERE {} = $1 AND {} = $2", table,
                       columns.substr(second + 2), placed, columns.substr(0, first),
                       columns.substr(first + 2, second - first - 2));
  });
  transaction.send(sql, values);
}

void query_in(Transaction& transaction, std::string_view sql, const std::vector<Param>& leading,
              const std::vector<Param>& keys, FunctionRef<void(const Row&)> each) {
  in_pieces(sql, leading, keys, [&](const std::string& piece, const std::vector<Param>& params) {
    transaction.query(piece, params, each);
  });
}

void send_in(Transaction& transaction, std::string_view sql, const std::vector<Param>& leading,
             const std::vector<Param>& keys) {
  in_pieces(sql, leading, keys, [&](const std::string& piece, const std::vector<Param>& params) {
    transaction.send(piece, params);
  });
}

}  // namespace timeshelf::store
