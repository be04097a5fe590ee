// The engine without HTTP: customers who check out at the till of this very process.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "bench/load/load.hpp"
#include "commerce/till.hpp"
#include "store/database.hpp"

namespace timeshelf::bench {

/// A till over a database that nobody else writes to meanwhile.
class Checkout {
 public:
  /// `slots` of the shop "bench" sell the product MUG. Throws store::Failure.
  Checkout(const std::string& database, std::vector<std::string> slots);

  const std::vector<std::string>& slots() const { return slots_; }
  /// So many customers at once hold and confirm a mug, again and again; one operation is a booking.
  Tally run(std::size_t customers, std::chrono::milliseconds duration);
  /// The same until so many bookings were made. Throws std::runtime_error if one was refused, Interrupted.
  void book(std::uint64_t bookings);

 private:
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<store::Database> database_;
  std::vector<std::string> slots_;
  store::Writer writer_;
  commerce::Till till_;
};

}  // namespace timeshelf::bench
