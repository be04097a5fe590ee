// One RRULE on its DTSTART.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/function_ref.hpp"
#include "ical/recurrence.hpp"
#include "ical/rule_parts.hpp"

namespace timeshelf::ical {

/// A rule that was read: its parts are known and in range, and it can match.
class Rule {
 public:
  /// `start` is DTSTART; `zone` turns a UTC UNTIL into its wall clock.
  static Result<Rule, ExpansionError> parse(std::string_view text, const DateTime& start, const Zone& zone);

  bool endless() const { return !has_count() && !until_; }
  bool has_count() const { return parts_->count > 0; }
  /// The wall clock of UNTIL, inclusive.
  std::optional<LocalSeconds> until() const { return until_; }
  /// See longest_gap_of (rule_walk.hpp).
  std::optional<std::chrono::days> longest_gap() const;

  /// Walks the starts in order, beginning no later than `from` (earlier ones may come first), until `each`
  /// answers false or `steps` is used up; false in the latter case.
  bool walk(LocalSeconds from, std::size_t& steps, FunctionRef<bool(LocalSeconds)> each) const;

 private:
  std::shared_ptr<const RuleParts> parts_;
  LocalSeconds start_{};
  std::optional<LocalSeconds> until_;
};

}  // namespace timeshelf::ical
