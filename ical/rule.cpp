#include "ical/rule.hpp"

#include <fmt/format.h>

#include "ical/rule_walk.hpp"

namespace timeshelf::ical {
namespace {

// The wall clock until which the rule runs, inclusive.
std::optional<LocalSeconds> until_of(std::string_view text, const Zone& zone) {
  const auto until = parse_date_time(text);
  if (!until) return std::nullopt;
  if (until->is_date()) return until->local + std::chrono::hours(24) - std::chrono::seconds(1);
  if (until->form != DateTime::Form::utc) return until->local;
  return zone.to_local(std::chrono::sys_seconds(until->local.time_since_epoch()));
}

}  // namespace

Result<Rule, ExpansionError> Rule::parse(std::string_view text, const DateTime& start, const Zone& zone) {
  auto parts = read_rule(text);
  if (!parts) return parts.error();
  if (start.is_date() && parts->sub_daily()) {
    ExpansionError error;
    error.message = fmt::format("RRULE:{} cannot be read: DTSTART is a date, so FREQ is DAILY or longer.",
                                text.substr(0, 80));
    return error;
  }
  if (start.is_date()) {
    // RFC 5545 3.3.10: of a DATE, parts that name a time are ignored.
    parts->hours.clear();
    parts->minutes.clear();
    parts->seconds.clear();
  }
  Rule rule;
  rule.start_ = start.local;
  if (!parts->until.empty()) {
    rule.until_ = until_of(parts->until, zone);
    if (!rule.until_) {
      ExpansionError error;
      error.message = fmt::format("RRULE:{} cannot be read: UNTIL is neither a date nor a date-time.",
                                  text.substr(0, 80));
      return error;
    }
  }
  rule.parts_ = std::make_shared<const RuleParts>(std::move(*parts));
  return rule;
}

std::optional<std::chrono::days> Rule::longest_gap() const {
  return longest_gap_of(*parts_, start_);
}

bool Rule::walk(LocalSeconds from, std::size_t& steps, FunctionRef<bool(LocalSeconds)> each) const {
  return walk_rule(*parts_, start_, from, steps,
                   [&](LocalSeconds local) { return !(until_ && local > *until_) && each(local); });
}

}  // namespace timeshelf::ical
