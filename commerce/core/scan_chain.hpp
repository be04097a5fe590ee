// The records of a device are a chain: each has the next number and names the digest of the one before. So
// what is missing, was changed, or was written twice shows, whatever way the records came.
//
// What does not fit is told and flagged, never refused for that: goods that were handed over were handed
// over.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timeshelf::commerce {

/// What is kept around the place of a record that comes in.
struct ChainPlace {
  std::optional<std::string> here;    ///< digest of the record that has its number already
  std::optional<std::string> before;  ///< digest of the one before
  std::optional<std::string> named;   ///< what the one behind it names as the digest before
  std::int64_t last = 0;              ///< the highest number that is kept, or 0
};

struct ChainVerdict {
  bool repeated = false;          ///< the very record is kept
  bool forked = false;            ///< another one is kept under its number
  bool altered = false;           ///< it and a neighbour do not name each other
  std::int64_t missing_from = 0;  ///< numbers that should have come before it, to seq - 1; 0: none
};

ChainVerdict judge_link(const ChainPlace& place, std::int64_t seq, std::string_view hash,
                        std::string_view prev_hash);

}  // namespace timeshelf::commerce
