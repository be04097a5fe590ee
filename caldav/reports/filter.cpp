// Matching objects against C:filter.
#include "caldav/reports/filter.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ical/alarm.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

bool matches_text(const TextMatch& match, std::string_view value) {
  const std::string text = collate(match.collation, value);
  switch (match.type) {
    case TextMatch::Type::contains:
      return text.find(match.text) != std::string::npos;
    case TextMatch::Type::equals:
      return text == match.text;
    case TextMatch::Type::starts_with:
      return text.starts_with(match.text);
    case TextMatch::Type::ends_with:
      return text.ends_with(match.text);
  }
  return false;
}

bool matches_param(const ParamFilter& filter, const ical::Property& property) {
  const auto& parameters = property.parameters();
  const auto found =
      std::find_if(parameters.begin(), parameters.end(),
                   [&](const ical::Parameter& parameter) { return parameter.name == filter.name; });
  if (found == parameters.end()) return filter.is_not_defined;
  if (filter.is_not_defined || !filter.text) return !filter.is_not_defined;
  const bool any = std::any_of(found->values.begin(), found->values.end(),
                               [&](const std::string& value) { return matches_text(*filter.text, value); });
  return any != filter.text->negate;
}

bool is_within(const TimeRange& range, Instant at) {
  return at >= range.from && at < range.to;
}

// Where both ends of a range are widened by a second, what stands on its edge is looked at.
TimeRange widened(const TimeRange& range) {
  constexpr std::chrono::seconds kEdge{1};
  return {range.from == Instant::min() ? range.from : range.from - kEdge,
          range.to == Instant::max() ? range.to : range.to + kEdge};
}

// One object while a filter is laid against it.
class Matcher {
 public:
  Matcher(const ical::Component& calendar, const ical::Zone& floating)
      : calendar_(calendar), zones_(calendar), floating_(floating) {}

  bool matches(const CompFilter& filter) const {
    return !filter.is_not_defined && filter.name == calendar_.name && has_content(filter, calendar_);
  }

 private:
  // Everything but its time-range.
  bool has_content(const CompFilter& filter, const ical::Component& component) const {
    return std::all_of(filter.props.begin(), filter.props.end(),
                       [&](const PropFilter& prop) { return has_property(prop, component); }) &&
           std::all_of(filter.comps.begin(), filter.comps.end(),
                       [&](const CompFilter& comp) { return has_component(comp, component); });
  }

  bool has_component(const CompFilter& filter, const ical::Component& parent) const {
    const auto wanted = [&](const ical::Component& component) {
      return component.name == filter.name && has_content(filter, component);
    };
    if (filter.is_not_defined) {
      return std::none_of(parent.components.begin(), parent.components.end(),
                          [&](const ical::Component& component) { return component.name == filter.name; });
    }
    if (filter.range && &parent == &calendar_) {
      return ical::occurs_between(calendar_, filter.range->from, filter.range->to, floating_, wanted);
    }
    return std::any_of(
        parent.components.begin(), parent.components.end(), [&](const ical::Component& component) {
          if (!wanted(component)) return false;
          return !filter.range || ical::goes_off_between(calendar_, parent, component, filter.range->from,
                                                         filter.range->to, floating_);
        });
  }

  bool has_property(const PropFilter& filter, const ical::Component& component) const {
    if (filter.range && is_of_occurrences(filter.name, component)) {
      return !filter.is_not_defined && any_occurrence(filter, component);
    }
    bool defined = false;
    for (const ical::Property& property : component.properties) {
      if (property.name() != filter.name) continue;
      defined = true;
      if (!filter.is_not_defined && is_match(filter, property)) return true;
    }
    return filter.is_not_defined && !defined;
  }

  bool is_match(const PropFilter& filter, const ical::Property& property) const {
    if (filter.text &&
        matches_text(*filter.text, ical::unescape_text(property.value())) == filter.text->negate) {
      return false;
    }
    if (filter.range && !any_value(*filter.range, property)) return false;
    return has_params(filter, property);
  }

  static bool has_params(const PropFilter& filter, const ical::Property& property) {
    return std::all_of(filter.params.begin(), filter.params.end(),
                       [&](const ParamFilter& param) { return matches_param(param, property); });
  }

  // EXDATE and RDATE are lists; of a period the start counts.
  bool any_value(const TimeRange& range, const ical::Property& property) const {
    const auto values = split(property.value(), ',');
    return std::any_of(values.begin(), values.end(), [&](std::string_view value) {
      const auto date = ical::parse_date_time(value.substr(0, value.find('/')), property.parameter("TZID"));
      return date && is_within(range, ical::to_instant(*date, zones_, floating_));
    });
  }

  // "Time range tests MUST consider every recurrence instance", and an end that is told by DURATION counts as
  // DTEND or DUE (RFC 4791 9.9).
  static bool is_of_occurrences(std::string_view name, const ical::Component& component) {
    const bool end = name == "DTEND" || name == "DUE";
    if (!end && name != "DTSTART") return false;
    return component.find("RRULE") || component.find("RDATE") ||
           (end && !component.find(name) && component.find("DURATION"));
  }

  bool any_occurrence(const PropFilter& filter, const ical::Component& component) const {
    const ical::Property* line = component.find(filter.name);
    if (line && filter.text &&
        matches_text(*filter.text, ical::unescape_text(line->value())) == filter.text->negate) {
      return false;
    }
    if (line && !has_params(filter, *line)) return false;
    const TimeRange around = widened(*filter.range);
    bool found = false;
    (void)ical::each_occurrence(
        calendar_, around.from, around.to, floating_,
        [&](const ical::Component& candidate) { return &candidate == &component; },
        [&](const ical::Occurrence& occurrence) {
          found = is_within(*filter.range, filter.name == "DTSTART" ? occurrence.start : occurrence.end);
          return !found;
        });
    return found;
  }

  const ical::Component& calendar_;
  const ical::Zones zones_;
  const ical::Zone& floating_;
};

}  // namespace

bool matches(const CompFilter& filter, const ical::Component& calendar, const ical::Zone& floating) {
  return Matcher(calendar, floating).matches(filter);
}

IndexHint hint_of(const CompFilter& filter) {
  IndexHint hint;
  hint.whole = filter.comps.empty() && filter.props.empty();
  if (filter.comps.size() != 1 || filter.comps[0].is_not_defined) return hint;
  const CompFilter& comp = filter.comps[0];
  hint.component = comp.name;
  hint.range = comp.range;
  hint.whole = filter.props.empty() && comp.props.empty() && comp.comps.empty();
  return hint;
}

}  // namespace timeshelf::caldav
