// What transfers said when they were seen first: the books are only ever added to.
#pragma once
#include <cstdint>
#include <unordered_map>

#include "store/database.hpp"

namespace timeshelf::simulation {

class SeenTransfers {
 public:
  /// A row of id, kind, debit, credit, amount, resolves, reason, created_at, subject. False if it said
  /// something else before.
  bool see(const store::Row& row);
  /// To be asked behind the last: whether one is gone.
  bool is_one_gone();

 private:
  std::unordered_map<std::uint64_t, std::uint64_t> rows_;  ///< hash of all by hash of the name
  std::size_t count_ = 0;                                  ///< seen this time
};

}  // namespace timeshelf::simulation
