// One number for all that a database holds: two that differ in any row have different ones.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace timeshelf::simulation {

/// Of one schema; it asks for the tables once.
class Digest {
 public:
  /// `kind`: "sqlite" or "postgres".
  explicit Digest(std::string kind) : kind_(std::move(kind)) {}
  std::uint64_t of(store::Transaction&);

 private:
  void list_tables(store::Transaction&);

  std::string kind_;
  std::vector<std::string> statements_;  ///< each gives every row of a table as one text
};

}  // namespace timeshelf::simulation
