#include "store/bulk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace timeshelf::store {
namespace {

// Largest first: what is left over is done in smaller pieces.
constexpr std::array<std::size_t, 4> kSizes{64, 16, 4, 1};

std::size_t next_size(std::size_t left) {
  return *std::find_if(kSizes.begin(), kSizes.end(), [&](std::size_t size) { return size <= left; });
}

// "$3, $4, $5"
std::string placeholders(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
  return text;
}

template <class Run>
void in_pieces(std::string_view sql, const std::vector<Param>& leading, const std::vector<Param>& keys,
               Run&& run) {
  for (std::size_t at = 0; at < keys.size();) {
    const std::size_t count = next_size(keys.size() - at);
    std::vector<Param> params = leading;
    const auto first = keys.begin() + static_cast<std::ptrdiff_t>(at);
    params.insert(params.end(), first, first + static_cast<std::ptrdiff_t>(count));
    run(fmt::format(fmt::runtime(sql), placeholders(leading.size() + 1, count)), params);
    at += count;
  }
}

}  // namespace

void insert_rows(Transaction& transaction, std::string_view into, std::size_t columns,
                 const std::vector<Param>& values, std::string_view behind) {
  for (std::size_t at = 0; at < values.size();) {
    const std::size_t rows = next_size((values.size() - at) / columns);
    std::string sql = fmt::format("INSERT INTO {} VALUES ", into);
    for (std::size_t row = 0; row < rows; ++row) {
      sql += fmt::format("{}({})", row == 0 ? "" : ", ", placeholders(1 + row * columns, columns));
    }
    sql.append(behind.empty() ? "" : " ").append(behind);
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(at);
    const std::vector<Param> part(first, first + static_cast<std::ptrdiff_t>(rows * columns));
    transaction.execute(sql, part);
    at += rows * columns;
  }
}

void query_in(Transaction& transaction, std::string_view sql, const std::vector<Param>& leading,
              const std::vector<Param>& keys, FunctionRef<void(const Row&)> each) {
  in_pieces(sql, leading, keys, [&](const std::string& piece, const std::vector<Param>& params) {
    transaction.query(piece, params, each);
  });
}

std::int64_t execute_in(Transaction& transaction, std::string_view sql, const std::vector<Param>& leading,
                        const std::vector<Param>& keys) {
  std::int64_t changed = 0;
  in_pieces(sql, leading, keys, [&](const std::string& piece, const std::vector<Param>& params) {
    changed += transaction.execute(piece, params);
  });
  return changed;
}

}  // namespace timeshelf::store
