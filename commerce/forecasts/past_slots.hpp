// What a shop's own past says of a slot: which slots are like it, and how they were booked.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/engine.hpp"
#include "commerce/forecasts/pace.hpp"
#include "insight/forecast/profile.hpp"

namespace timeshelf::commerce {

/// A slot that is over, by one of the SKUs that it sold.
struct PastSlot {
  Id slot;
  std::string summary;
  Instant starts_at;
  std::int64_t booked = 0;             ///< in the end
  std::int64_t there = 0;              ///< units in all
  std::optional<Instant> sold_out_at;  ///< when the last one went, if it did
  insight::Course course;
};

/// In whole and broken days; below zero once it has begun.
double days_until(Instant starts_at, Instant now);

/// How a slot was booked by now. `offer`: what it sells of the SKU; `joined`: units that people wait for.
insight::Course course_of(const Slot&, const Offer&, const Pace&, double joined, Instant now);
/// When the last unit went; nothing while there are any.
std::optional<Instant> sold_out_at(const Offer&, const Pace&);

/// Of the SKU, latest first: at most so many, of the last thirteen months.
std::vector<PastSlot> load_past(store::Transaction&, Engine&, const Id& shop, const std::string& sku,
                                Instant now, std::size_t at_most = 60);

/// How near the past is that speaks for a slot.
enum class Likeness {
  series,   ///< events of the same name, such as the other days of one
  product,  ///< whatever else sold the same SKU
  none,     ///< the shop has no past of it
};
std::string_view name_of(Likeness likeness);
struct Comparable {
  Likeness likeness = Likeness::none;
  std::vector<PastSlot> slots;  ///< latest first
};
/// Those of the same series where there are three of them, otherwise all.
Comparable comparable_to(const std::vector<PastSlot>& past, const std::string& summary);

}  // namespace timeshelf::commerce
