// Occurrences of a recurring object, with overrides, in UTC (RFC 5545 3.8.5).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/function_ref.hpp"
#include "base/result.hpp"
#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::ical {

/// What one expansion may cost. A rule that needs more is refused, however small it looks.
struct ExpansionBudget {
  std::size_t occurrences = 10'000;  ///< produced
  std::size_t steps = 200'000;       ///< candidates that the rule may walk over
};

struct ExpansionError : ErrorBase {
  enum class Code {
    invalid,      ///< a rule or date that cannot be read
    unsupported,  ///< e.g. sub-daily rules without an end
    over_budget,
  };
  Code code = Code::invalid;
};

struct Occurrence {
  Instant start;
  Instant end;             ///< >= start; equal for a point in time
  DateTime recurrence_id;  ///< the original start as DTSTART is written; the start itself if not recurring
  const Component* component = nullptr;  ///< the master or the override that describes it
  bool recurring = false;
};

/// All occurrences that overlap [from, to), in order of start. `calendar` holds one UID: master, overrides,
/// VTIMEZONEs. Overrides replace by instant, whatever TZID their RECURRENCE-ID uses; RANGE=THISANDFUTURE
/// shifts those after it. What overlaps is said by the tables of RFC 4791 9.9: VEVENT, VTODO, VJOURNAL,
/// VFREEBUSY. An object without times yields none. Infinite rules have no horizon: any window is answered.
Result<std::vector<Occurrence>, ExpansionError> expand(const Component& calendar, Instant from, Instant to,
                                                       const Zone& floating,
                                                       const ExpansionBudget& budget = {});

/// The same one by one, in no order, of the components (master, overrides) that are `wanted`, until `visit`
/// says false. Nothing is walked for the sake of others.
Result<void, ExpansionError> each_occurrence(const Component& calendar, Instant from, Instant to,
                                             const Zone& floating, FunctionRef<bool(const Component&)> wanted,
                                             FunctionRef<bool(const Occurrence&)> visit,
                                             const ExpansionBudget& budget = {});

/// Whether anything overlaps [from, to); stops at the first. What cannot be read or exceeds the budget does
/// not.
bool occurs_between(const Component& calendar, Instant from, Instant to, const Zone& floating,
                    const ExpansionBudget& budget = {});
/// Whether an occurrence that a `wanted` component describes does.
bool occurs_between(const Component& calendar, Instant from, Instant to, const Zone& floating,
                    FunctionRef<bool(const Component&)> wanted, const ExpansionBudget& budget = {});

/// UTC bounds of everything, for an index. `end` is absent where a rule never ends. `exact`: a single
/// occurrence in UTC or a known zone; otherwise the object must be asked. All-day and floating times are
/// widened by 16 hours.
struct Bounds {
  std::optional<Instant> start;
  std::optional<Instant> end;
  bool exact = false;
};
Result<Bounds, ExpansionError> bounds_of(const Component& calendar, const ExpansionBudget& budget = {});

/// Refuses rules that cannot be read or exceed the budget, before an object is stored. A sentence names the
/// property.
Result<void, ExpansionError> check_rules(const Component& calendar, const ExpansionBudget& budget = {});

}  // namespace timeshelf::ical
