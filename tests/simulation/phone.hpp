// A device as somebody carries it around: it writes down what it hands over, and brings it when it can.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/p256.hpp"
#include "commerce/devices/scans.hpp"

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
  std::int64_t takes_back = 0;  ///< the number of the sale that it takes back
  std::size_t holder =
      0;  ///< whose token was shown: the first's, or of who had it after so many passed it on
};

/// A sale as the books took it.
struct SoldOnce {
  Id hold;
  Id lease;
  std::int64_t units = 0;
  std::int64_t leased = 0;  ///< of its lease
  std::int64_t beyond = 0;  ///< of nothing
};

/// What it took along when it was heard of last (docs/devices.md, "The manifest").
struct Knowledge {
  Instant issued_at;
  std::set<std::string> refused;  ///< tokens that get nothing here, by index
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
  std::vector<Scanned> pocket{};             ///< not brought yet, or nobody answered
  std::vector<Scanned> brought{};            ///< some of it is sent again all the same
  std::map<std::int64_t, Scanned> known{};   ///< what the shop has of it, by number
  std::map<Id, std::int64_t> left{};         ///< what it believes to have, by lease
  std::map<std::int64_t, SoldOnce> sales{};  ///< that the shop has, by number
  std::set<std::int64_t> taken_back{};       ///< sales, whether the shop has them yet or not
  std::optional<Instant> revoked_at{};
  std::optional<Knowledge> knows{};
};

}  // namespace timeshelf::simulation
