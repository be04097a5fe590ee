// What an experiment says, whenever it is looked at.
//
// Nothing of it is kept: who saw what, holds and bookings say it all. The test is replayed day by day, so
// that it is the same whoever looked when.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "commerce/experiments/experiment.hpp"
#include "insight/experiments/sample_ratio.hpp"
#include "insight/experiments/sequential.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The chance of a false alarm that an experiment accepts, over all variants and looks.
inline constexpr double kExperimentAlpha = 0.05;

/// What must not get worse: of the bookings that count, how many were cancelled, paid back in part or whole,
/// or not picked up.
struct GuardRails {
  std::int64_t bookings = 0;
  std::int64_t cancelled = 0;
  std::int64_t refunded = 0;
  std::int64_t missed = 0;
};

/// A variant beside the control at the end of a day.
struct Look {
  Instant at;
  double p = 1;
  std::optional<insight::Interval> interval;  ///< of the difference; nothing while there is too little
};

struct VariantFigures {
  std::int64_t visitors = 0;  ///< who saw it
  std::int64_t held = 0;      ///< of these, who held something of the event in time
  std::int64_t booked = 0;    ///< of these, who booked it
  GuardRails guards;
  /// Against the control; of the control itself none.
  std::vector<Look> looks;
  bool drifted = false;
  /// Which guard rails are worse than the control's beyond chance: "cancelled", "refunded", "missed".
  std::vector<std::string> alarms;
};

enum class Verdict {
  no_visitors,   ///< nobody has seen it
  sample_ratio,  ///< as many saw each variant as cannot be by chance: nothing can be believed
  too_few,       ///< not enough to say anything
  undecided,     ///< no difference has shown, which does not say that there is none
  better,        ///< `best` books more than the control
  worse,         ///< a variant books less than the control, and none books more
};
std::string_view name_of(Verdict verdict);

struct ExperimentResults {
  std::vector<VariantFigures> variants;
  insight::ChiSquare sample;
  Verdict verdict = Verdict::no_visitors;
  std::optional<std::size_t> decided;  ///< the variant that the verdict is about
};
ExperimentResults results_of(store::Transaction&, const Experiment&, Instant now);

/// One slot of an experiment whose slots are compared.
struct SlotFigures {
  Id slot;
  std::string summary;  ///< of its event
  std::int64_t variant = 0;
  std::size_t lot = 0;  ///< within which it was dealt
  Instant starts_at;
  bool over = false;       ///< only then does it count
  std::int64_t units = 0;  ///< that bookings have
  std::int64_t minor = 0;  ///< what they cost, without fees
};
struct LadderResults {
  std::vector<SlotFigures> slots;     ///< soonest first
  std::vector<std::int64_t> over;     ///< slots of each variant that count
  std::vector<std::int64_t> takings;  ///< of these, in minor units
  /// Of each variant beside the control; 1 for the control.
  std::vector<double> p_of_takings;
  std::vector<double> p_of_units;
  /// The smallest p that so many slots can bring at all, once they are over.
  double smallest_p = 1;
  Currency currency = *Currency::parse("EUR");  ///< the shop's

  /// What a slot of the variant took in more than one of the control, on average; less, if it is negative.
  Money more_per_slot(std::size_t variant) const;
};
LadderResults ladder_results_of(store::Transaction&, const Experiment&, Instant now);

}  // namespace timeshelf::commerce
