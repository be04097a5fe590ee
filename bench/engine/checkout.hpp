// The engine without HTTP: customers who check out at the till of this very process.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bench/load/load.hpp"
#include "commerce/checkout/till.hpp"
#include "store/database.hpp"

namespace timeshelf::bench {

/// What the next customer wants a unit of.
struct Wish {
  Id slot;
  std::string sku;
};

/// A till over a database that nobody else writes to meanwhile.
class Checkout {
 public:
  /// `slots` of the shop "bench" sell the product MUG. Throws store::Failure.
  Checkout(const std::string& database, std::vector<std::string> slots);
  /// Whose time is `clock`'s: many hours may lie between a hold and its confirmation.
  Checkout(const std::string& database, const Clock& clock);

  const std::vector<std::string>& slots() const { return slots_; }
  /// So many customers at once hold and confirm a mug, again and again; one operation is a booking.
  Tally run(std::size_t customers, std::chrono::milliseconds duration);
  /// The same until so many bookings were made. Throws std::runtime_error if one was refused, Interrupted.
  void book(std::uint64_t bookings);
  /// The same by customers who want what `wish` says, asked with 0, 1, 2 …
  void book(std::uint64_t bookings, std::function<Wish(std::size_t)> wish);

 private:
  SystemClock now_;
  SystemRandom random_;
  std::unique_ptr<store::Database> database_;
  std::vector<std::string> slots_;
  store::Writer writer_;
  commerce::Till till_;
};

}  // namespace timeshelf::bench
