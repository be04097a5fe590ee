// A year of a shop that is asked for a lot, written into its database through the till and the engine: always
// the same for the same day and number of bookings.
#pragma once
#include <atomic>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/services.hpp"
#include "store/database.hpp"

namespace timeshelf::bench {

/// Only ever goes on; several threads move it.
class PastClock final : public Clock {
 public:
  explicit PastClock(Instant start) : now_(to_millis(start)) {}
  Instant now() const override { return from_millis(now_); }
  void go_on_to(Instant at) {
    const std::int64_t millis = to_millis(at);
    for (std::int64_t before = now_; before < millis && !now_.compare_exchange_weak(before, millis);) {
    }
  }

 private:
  std::atomic<std::int64_t> now_;
};

inline constexpr int kYearDays = 365;
inline constexpr int kComingDays = 30;
inline constexpr int kSlotsADay = 10;
inline constexpr const char* kVenue = "Hall";

/// A slot as it is to be put on sale; each sells two of the shop's products.
struct YearSlot {
  int day = 0;  ///< from today; below zero it is over
  int hour = 0;
  std::string name;  ///< of its series: one for each hour
  std::string drop;  ///< thirty days
  std::array<std::string, 2> skus;
  std::int64_t there = 0;  ///< of each
};
/// `each`: units of a SKU that a slot is asked for on the average. Some slots have less.
std::vector<YearSlot> slots_of_year(double each);
/// Of all slots.
std::vector<std::string> skus_of_year();

struct YearFilled {
  std::size_t bookings = 0;
  std::size_t cancelled = 0;
  std::size_t forecasts = 0;
  std::size_t messages = 0;
  std::size_t visitors = 0;
  Id experiment;
};
/// For the shop "bench", whose slots are `ids`, in the order of `slots`. Throws store::Failure and what
/// Checkout::book throws.
YearFilled fill_year(const std::string& database, const std::vector<YearSlot>& slots,
                     const std::vector<Id>& ids, Instant now, double each);

/// Stock of all products at the venue, and terms by which more can be ordered. Before slots are put on sale.
void put_venue(const std::string& database);

}  // namespace timeshelf::bench
