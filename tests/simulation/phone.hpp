// A device as somebody carries it around: it writes down what it hands over, and brings it when it can.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/p256.hpp"
#include "commerce/scans.hpp"

namespace timeshelf::simulation {

/// What one record says.
struct Scanned {
  std::int64_t seq = 0;
  std::string booking;  ///< its code
  std::int64_t line = 0;
  std::int64_t units = 0;
  Instant at{};  ///< when it really was
  commerce::SignedScan scan{};
  Id lease{};  ///< of a sale, which has no booking yet; `minor` each
  std::int64_t minor = 0;
};

struct Phone {
  std::size_t shop = 0;  ///< of the run's shops
  P256Key key;
  Id id{};
  Id venue{};
  std::chrono::milliseconds wrong_by{0};  ///< its wall clock
  Instant last_at{};                      ///< when it did something last
  std::string last_hash{};
  std::int64_t last_seq = 0;
  std::vector<Scanned> pocket{};            ///< not brought yet, or nobody answered
  std::vector<Scanned> brought{};           ///< some of it is sent again all the same
  std::map<std::int64_t, Scanned> known{};  ///< what the shop has of it, by number
  std::map<Id, std::int64_t> left{};        ///< what it believes to have, by lease
};

}  // namespace timeshelf::simulation
