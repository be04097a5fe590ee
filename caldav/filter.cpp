#include "caldav/filter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

Precondition invalid(std::string sentence) {
  return failed(403, "C:valid-filter", std::move(sentence));
}

Result<TextMatch, Precondition> read_text(const pugi::xml_node& element) {
  TextMatch match;
  match.text = xml::text_of(element);
  const std::string_view collation = element.attribute("collation").as_string("i;ascii-casemap");
  if (collation != "i;ascii-casemap" && collation != "i;octet" && collation != "default") {
    return failed(403, "C:supported-collation",
                  fmt::format("The collation {} is not known here.", collation));
  }
  match.casemap = collation != "i;octet";
  match.negate = std::string_view(element.attribute("negate-condition").value()) == "yes";
  const std::string_view type = element.attribute("match-type").as_string("contains");
  if (type == "equals") match.type = TextMatch::Type::equals;
  if (type == "starts-with") match.type = TextMatch::Type::starts_with;
  if (type == "ends-with") match.type = TextMatch::Type::ends_with;
  return match;
}

Result<ParamFilter, Precondition> read_param(const pugi::xml_node& element) {
  ParamFilter filter{to_upper(element.attribute("name").value()), false, {}};
  for (const pugi::xml_node below : xml::children(element)) {
    if (xml::is(below, xml::kCalDav, "is-not-defined")) filter.is_not_defined = true;
    if (!xml::is(below, xml::kCalDav, "text-match")) continue;
    auto match = read_text(below);
    if (!match) return match.error();
    filter.text = std::move(*match);
  }
  return filter;
}

Result<PropFilter, Precondition> read_prop(const pugi::xml_node& element) {
  PropFilter filter{to_upper(element.attribute("name").value()), false, {}, {}, {}};
  if (filter.name.empty()) return invalid("A prop-filter needs a name.");
  for (const pugi::xml_node below : xml::children(element)) {
    if (xml::is(below, xml::kCalDav, "is-not-defined")) {
      filter.is_not_defined = true;
    } else if (xml::is(below, xml::kCalDav, "text-match")) {
      auto match = read_text(below);
      if (!match) return match.error();
      filter.text = std::move(*match);
    } else if (xml::is(below, xml::kCalDav, "time-range")) {
      auto range = read_range(below, true);
      if (!range) return range.error();
      filter.range = *range;
    } else if (xml::is(below, xml::kCalDav, "param-filter")) {
      auto param = read_param(below);
      if (!param) return param.error();
      filter.params.push_back(std::move(*param));
    }
  }
  return filter;
}

Result<CompFilter, Precondition> read_comp(const pugi::xml_node& element, int depth) {
  CompFilter filter{to_upper(element.attribute("name").value()), false, {}, {}, {}};
  if (filter.name.empty()) return invalid("A comp-filter needs a name.");
  for (const pugi::xml_node below : xml::children(element)) {
    if (xml::is(below, xml::kCalDav, "is-not-defined")) {
      filter.is_not_defined = true;
    } else if (xml::is(below, xml::kCalDav, "time-range")) {
      if (depth != 1) {
        return failed(403, "C:supported-filter",
                      "A time-range is supported on VEVENT, VTODO, VJOURNAL and VFREEBUSY.");
      }
      auto range = read_range(below, true);
      if (!range) return range.error();
      filter.range = *range;
    } else if (xml::is(below, xml::kCalDav, "prop-filter")) {
      auto prop = read_prop(below);
      if (!prop) return prop.error();
      filter.props.push_back(std::move(*prop));
    } else if (xml::is(below, xml::kCalDav, "comp-filter")) {
      auto comp = read_comp(below, depth + 1);
      if (!comp) return comp.error();
      filter.comps.push_back(std::move(*comp));
    }
  }
  return filter;
}

bool matches_text(const TextMatch& match, std::string_view value) {
  const std::string text = match.casemap ? to_lower(value) : std::string(value);
  const std::string wanted = match.casemap ? to_lower(match.text) : match.text;
  bool found = false;
  switch (match.type) {
    case TextMatch::Type::contains:
      found = text.find(wanted) != std::string::npos;
      break;
    case TextMatch::Type::equals:
      found = text == wanted;
      break;
    case TextMatch::Type::starts_with:
      found = text.starts_with(wanted);
      break;
    case TextMatch::Type::ends_with:
      found = text.ends_with(wanted);
      break;
  }
  return found != match.negate;
}

bool matches_param(const ParamFilter& filter, const ical::Property& property) {
  for (const ical::Parameter& parameter : property.parameters()) {
    if (parameter.name != filter.name) continue;
    if (filter.is_not_defined) return false;
    if (!filter.text) return true;
    return std::any_of(parameter.values.begin(), parameter.values.end(),
                       [&](const std::string& value) { return matches_text(*filter.text, value); });
  }
  return filter.is_not_defined;
}

bool matches_property(const PropFilter& filter, const ical::Property& property, const ical::Zones& zones,
                      const ical::Zone& floating) {
  if (filter.text && !matches_text(*filter.text, ical::unescape_text(property.value()))) return false;
  if (filter.range) {
    const auto date = ical::date_time_of(property);
    if (!date) return false;
    const Instant at = ical::to_instant(*date, zones, floating);
    if (at < filter.range->from || at >= filter.range->to) return false;
  }
  return std::all_of(filter.params.begin(), filter.params.end(),
                     [&](const ParamFilter& param) { return matches_param(param, property); });
}

bool matches_prop(const PropFilter& filter, const ical::Component& component, const ical::Zones& zones,
                  const ical::Zone& floating) {
  bool defined = false;
  for (const ical::Property& property : component.properties) {
    if (property.name() != filter.name) continue;
    defined = true;
    if (!filter.is_not_defined && matches_property(filter, property, zones, floating)) return true;
  }
  return filter.is_not_defined && !defined;
}

// Everything but the time-range, which needs all instances of the object together.
bool matches_content(const CompFilter& filter, const ical::Component& component, const ical::Zones& zones,
                     const ical::Zone& floating) {
  const auto prop_matches = [&](const PropFilter& prop) {
    return matches_prop(prop, component, zones, floating);
  };
  if (!std::all_of(filter.props.begin(), filter.props.end(), prop_matches)) return false;
  return std::all_of(filter.comps.begin(), filter.comps.end(), [&](const CompFilter& wanted) {
    const auto below = [&](const ical::Component& child) {
      return child.name == wanted.name && !wanted.is_not_defined &&
             matches_content(wanted, child, zones, floating);
    };
    const auto named = [&](const ical::Component& child) { return child.name == wanted.name; };
    if (wanted.is_not_defined) {
      return std::none_of(component.components.begin(), component.components.end(), named);
    }
    return std::any_of(component.components.begin(), component.components.end(), below);
  });
}

bool in_range(const TimeRange& range, std::string_view name, const ical::Component& calendar,
              const ical::Zone& floating) {
  const bool holds = std::any_of(calendar.components.begin(), calendar.components.end(),
                                 [&](const ical::Component& child) { return child.name == name; });
  return holds && ical::occurs_between(calendar, range.from, range.to, floating);
}

}  // namespace

Result<TimeRange, Precondition> read_range(const pugi::xml_node& element, bool open) {
  TimeRange range;
  const auto read = [&](const char* name, Instant& into) -> bool {
    const auto attribute = element.attribute(name);
    if (!attribute) return open;
    const auto value = ical::parse_date_time(attribute.value());
    if (!value || value->form != ical::DateTime::Form::utc) return false;
    into = Instant(value->local.time_since_epoch());
    return true;
  };
  const bool any = element.attribute("start") || element.attribute("end");
  if (!any || !read("start", range.from) || !read("end", range.to) || range.from >= range.to) {
    return invalid("start and end are UTC date-times like 20260301T000000Z, and end comes after start.");
  }
  return range;
}

Result<CompFilter, Precondition> read_filter(const pugi::xml_node& filter) {
  const auto outermost = xml::child(filter, xml::kCalDav, "comp-filter");
  if (!outermost || std::string_view(outermost.attribute("name").value()) != "VCALENDAR") {
    return invalid("A filter holds one comp-filter named VCALENDAR.");
  }
  return read_comp(outermost, 0);
}

bool matches(const CompFilter& filter, const ical::Component& calendar, const ical::Zone& floating) {
  if (filter.is_not_defined) return false;
  const ical::Zones zones(calendar);
  if (!matches_content(filter, calendar, zones, floating)) return false;
  return std::all_of(filter.comps.begin(), filter.comps.end(), [&](const CompFilter& comp) {
    return !comp.range || comp.is_not_defined || in_range(*comp.range, comp.name, calendar, floating);
  });
}

IndexHint hint_of(const CompFilter& filter) {
  IndexHint hint;
  if (filter.comps.size() != 1 || filter.comps[0].is_not_defined) return hint;
  const CompFilter& comp = filter.comps[0];
  hint.component = comp.name;
  hint.range = comp.range;
  hint.whole = filter.props.empty() && comp.props.empty() && comp.comps.empty();
  return hint;
}

}  // namespace timeshelf::caldav
