#include "tests/simulation/transfers_seen.hpp"

#include <functional>
#include <string_view>
#include <utility>

namespace timeshelf::simulation {
namespace {

void add(std::uint64_t& hash, std::uint64_t part) {
  hash = (hash ^ part) * 0x9E3779B97F4A7C15U;
  hash ^= hash >> 32;
}

std::uint64_t hash_of(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

}  // namespace

bool SeenTransfers::see(const store::Row& row) {
  std::uint64_t name = hash_of(row.text(0));
  add(name, row.boolean(5) ? 1 : 0);
  std::uint64_t all = name;
  for (const int column : {1, 2, 3, 6, 8}) add(all, hash_of(row.text(column)));
  for (const int column : {4, 7}) add(all, static_cast<std::uint64_t>(row.integer(column)));
  ++count_;
  return rows_.try_emplace(name, all).first->second == all;
}

bool SeenTransfers::is_one_gone() {
  return std::exchange(count_, 0) != rows_.size();
}

}  // namespace timeshelf::simulation
