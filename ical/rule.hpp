// One RRULE: checked first, then walked by libical in floating time, from near the window that is asked for.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/function_ref.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::ical {

/// A rule that was found harmless: its parts are known and in range, it can match, and one step is cheap.
class Rule {
 public:
  /// `start` is DTSTART; `zone` turns a UTC UNTIL into its wall clock.
  static Result<Rule, ExpansionError> parse(std::string_view text, const DateTime& start, const Zone& zone);

  bool endless() const { return !has_count_ && !until_; }
  bool has_count() const { return has_count_; }
  /// The wall clock of UNTIL, inclusive.
  std::optional<LocalSeconds> until() const { return until_; }

  /// Walks the starts in order, beginning no later than `from` (earlier ones may come first), until `each`
  /// answers false or `steps` is used up; false in the latter case.
  bool walk(LocalSeconds from, std::size_t& steps, FunctionRef<bool(LocalSeconds)> each) const;

 private:
  struct Parsed;  // libical's struct, kept out of this header
  std::shared_ptr<const Parsed> parsed_;
  LocalSeconds start_{};
  bool date_only_ = false;
  bool has_count_ = false;
  std::optional<LocalSeconds> until_;
  // By which DTSTART may be moved without changing the pattern; 0: not at all. With COUNT one stride is one
  // occurrence.
  std::chrono::days stride_{0};
};

}  // namespace timeshelf::ical
