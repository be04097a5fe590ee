// A year of the demo shop, made up: what was on sale, who wanted it and when, and what became of it. Pure;
// the same seed and day make the same year.
#pragma once
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "server/demo/sketch.hpp"

namespace timeshelf::server::demo {

inline constexpr int kYearDays = 365;

/// Somebody who wants something of a slot; whether they get it the shop decides.
struct Wanted {
  Instant at;
  std::string name;
  std::string email;
  std::string sku;  ///< "" = a seat
  std::int64_t quantity = 1;
  std::optional<Instant> cancelled_at{};
  bool gives_up = false;              ///< holds it, and never confirms
  bool waits = false;                 ///< joins the waiting list where it is sold out
  std::string tender{};               ///< what they pay with at the counter
  std::optional<Instant> comes_at{};  ///< absent: never seen
};

struct PastSlot {
  Sketch sketch;
  Instant published_at;
  std::vector<Wanted> wanted;
  std::vector<Instant> looks;  ///< somebody opens its page
};

/// Before that the workshop brings what is missing until there are so many.
struct PastDelivery {
  Instant at;
  std::string sku;
  std::int64_t units = 0;
};

/// Somebody says something.
struct PastMessage {
  Instant at;
  std::string text;
  std::string author;  ///< a handle
  std::string source;
  std::string uid{};  ///< of the event that they speak of, or ""
  std::string sku{};
};

struct Year {
  std::vector<PastSlot> slots;
  std::vector<PastDelivery> deliveries;
  std::vector<PastMessage> messages;
};

/// The year that ends at `now`: a weekly evening, workshops with an early price, a small one that is always
/// sold out, and a drop of four slots every six weeks.
Year plan_year(Instant now, std::uint64_t seed);

/// "Ada Abel"
std::string name_of_somebody(std::mt19937_64& chance);

}  // namespace timeshelf::server::demo
