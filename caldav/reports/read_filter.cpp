// C:filter from XML: what is wrong is refused before anything is looked at, because a condition that is
// skipped in silence would answer another question than the one that was asked.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "caldav/limits.hpp"
#include "caldav/reports/filter.hpp"

namespace timeshelf::caldav {
namespace {

Precondition invalid(std::string sentence) {
  return failed(403, "C:valid-filter", std::move(sentence));
}

// RFC 4791 7.8: the element names what is not supported.
Precondition unsupported(std::string_view element, std::string_view name, std::string sentence) {
  Precondition precondition = failed(403, "C:supported-filter", std::move(sentence));
  std::string escaped;
  xml::escape(escaped, name);
  for (std::size_t at = 0; (at = escaped.find('"', at)) != std::string::npos;)
    escaped.replace(at, 1, "&quot;");
  precondition.content = fmt::format("<C:{} name=\"{}\"/>", element, escaped);
  return precondition;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// RFC 5545 3.6: what stands in what. Components of other names may stand anywhere.
bool may_stand_in(std::string_view name, std::string_view parent) {
  if (is_one_of(name, {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"}))
    return parent == "VCALENDAR";
  if (name == "VALARM") return !is_one_of(parent, {"VCALENDAR", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"});
  if (name == "STANDARD" || name == "DAYLIGHT") return parent == "VTIMEZONE";
  return name != "VCALENDAR";
}

bool has_times(std::string_view component) {
  return is_one_of(component, {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM"});
}

// Properties with dates, as far as they are known; those of other standards may be dates, too.
bool is_never_a_date(std::string_view property) {
  return is_one_of(property,
                   {"SUMMARY",    "DESCRIPTION",      "LOCATION", "COMMENT",  "CONTACT",  "CATEGORIES",
                    "CLASS",      "STATUS",           "TRANSP",   "UID",      "URL",      "ORGANIZER",
                    "ATTENDEE",   "ATTACH",           "GEO",      "PRIORITY", "SEQUENCE", "RESOURCES",
                    "RELATED-TO", "REQUEST-STATUS",   "RRULE",    "EXRULE",   "DURATION", "REPEAT",
                    "ACTION",     "PERCENT-COMPLETE", "TZID",     "TZNAME",   "TZURL",    "TZOFFSETFROM",
                    "TZOFFSETTO", "VERSION",          "PRODID",   "CALSCALE", "METHOD",   "FREEBUSY"});
}

// The element's children in the CalDAV namespace, each of a name that may stand there.
Result<std::vector<pugi::xml_node>, Precondition> conditions_in(
    const pugi::xml_node& element, std::initializer_list<std::string_view> known) {
  std::vector<pugi::xml_node> conditions;
  for (const pugi::xml_node below : xml::children(element)) {
    const xml::Name name = xml::name_of(below);
    if (name.name_space != xml::kCalDav) continue;  // an extension of somebody else's
    if (!is_one_of(name.local, known)) {
      return invalid(fmt::format("A {} does not stand in <{}>.", name.local, element.name()));
    }
    conditions.push_back(below);
  }
  const bool absent = std::any_of(conditions.begin(), conditions.end(), [](const pugi::xml_node& condition) {
    return xml::is(condition, xml::kCalDav, "is-not-defined");
  });
  if (absent && conditions.size() > 1) {
    return invalid("What is not defined has no other conditions: is-not-defined stands alone.");
  }
  return conditions;
}

Result<std::string, Precondition> name_in(const pugi::xml_node& element) {
  std::string name = to_upper(element.attribute("name").value());
  if (name.empty()) return invalid(fmt::format("<{}> needs a name.", element.name()));
  return name;
}

Result<TextMatch, Precondition> read_text(const pugi::xml_node& element) {
  TextMatch match;
  const std::string_view name = element.attribute("collation").as_string("default");
  const auto collation = find_collation(name);
  if (!collation) {
    return failed(403, "C:supported-collation",
                  fmt::format("The collation {} is not known here; see supported-collation-set.", name));
  }
  match.collation = *collation;
  match.text = collate(match.collation, xml::text_of(element));
  const std::string_view negate = element.attribute("negate-condition").as_string("no");
  if (negate != "yes" && negate != "no") return invalid("negate-condition is yes or no.");
  match.negate = negate == "yes";
  const std::string_view type =
      element.attribute("match-type").as_string("contains");  // CardDAV's; some send it
  if (type == "equals") match.type = TextMatch::Type::equals;
  if (type == "starts-with") match.type = TextMatch::Type::starts_with;
  if (type == "ends-with") match.type = TextMatch::Type::ends_with;
  return match;
}

template <class Filter>
std::optional<Precondition> take_text(Filter& filter, const pugi::xml_node& element) {
  if (filter.text) return invalid("One text-match is enough here.");
  auto match = read_text(element);
  if (!match) return match.error();
  filter.text = std::move(*match);
  return std::nullopt;
}

template <class Filter>
std::optional<Precondition> take_range(Filter& filter, const pugi::xml_node& element) {
  if (filter.range) return invalid("One time-range is enough here.");
  auto range = read_range(element, true);
  if (!range) return range.error();
  filter.range = *range;
  return std::nullopt;
}

Result<ParamFilter, Precondition> read_param(const pugi::xml_node& element) {
  auto name = name_in(element);
  if (!name) return name.error();
  const auto conditions = conditions_in(element, {"is-not-defined", "text-match"});
  if (!conditions) return conditions.error();
  ParamFilter filter{std::move(*name), false, {}};
  for (const pugi::xml_node below : *conditions) {
    if (xml::is(below, xml::kCalDav, "is-not-defined")) {
      filter.is_not_defined = true;
    } else if (auto wrong = take_text(filter, below)) {
      return *wrong;
    }
  }
  return filter;
}

Result<PropFilter, Precondition> read_prop(const pugi::xml_node& element) {
  auto name = name_in(element);
  if (!name) return name.error();
  const auto conditions =
      conditions_in(element, {"is-not-defined", "text-match", "time-range", "param-filter"});
  if (!conditions) return conditions.error();
  PropFilter filter{std::move(*name), false, {}, {}, {}};
  for (const pugi::xml_node below : *conditions) {
    std::optional<Precondition> wrong;
    if (xml::is(below, xml::kCalDav, "is-not-defined")) {
      filter.is_not_defined = true;
    } else if (xml::is(below, xml::kCalDav, "text-match")) {
      wrong = take_text(filter, below);
    } else if (xml::is(below, xml::kCalDav, "time-range")) {
      if (is_never_a_date(filter.name)) {
        return unsupported("prop-filter", filter.name,
                           filter.name + " is no date, so no time-range holds it.");
      }
      wrong = take_range(filter, below);
    } else {
      auto param = read_param(below);
      if (!param) return param.error();
      filter.params.push_back(std::move(*param));
    }
    if (wrong) return *wrong;
  }
  return filter;
}

Result<CompFilter, Precondition> read_comp(const pugi::xml_node& element, std::string_view parent) {
  auto name = name_in(element);
  if (!name) return name.error();
  if (!parent.empty() && !may_stand_in(*name, parent)) {
    return invalid(fmt::format("No {} stands in a {}.", *name, parent));
  }
  const auto conditions =
      conditions_in(element, {"is-not-defined", "time-range", "prop-filter", "comp-filter"});
  if (!conditions) return conditions.error();
  CompFilter filter{std::move(*name), false, {}, {}, {}};
  for (const pugi::xml_node below : *conditions) {
    if (xml::is(below, xml::kCalDav, "is-not-defined")) {
      filter.is_not_defined = true;
    } else if (xml::is(below, xml::kCalDav, "time-range")) {
      if (!has_times(filter.name)) {
        return unsupported("comp-filter", filter.name,
                           "A time-range is supported on VEVENT, VTODO, VJOURNAL, VFREEBUSY and VALARM.");
      }
      if (auto wrong = take_range(filter, below)) return *wrong;
    } else if (xml::is(below, xml::kCalDav, "prop-filter")) {
      auto prop = read_prop(below);
      if (!prop) return prop.error();
      filter.props.push_back(std::move(*prop));
    } else {
      auto comp = read_comp(below, filter.name);
      if (!comp) return comp.error();
      filter.comps.push_back(std::move(*comp));
    }
  }
  return filter;
}

}  // namespace

Result<TimeRange, Precondition> read_range(const pugi::xml_node& element, bool open) {
  constexpr const char* kSentence =
      "start and end are UTC date-times like 20260301T000000Z, and end comes after start.";
  TimeRange range;
  std::optional<Precondition> beyond;
  const auto read = [&](const char* name, Instant& into) -> bool {
    const auto attribute = element.attribute(name);
    if (!attribute) return open;
    const auto value = ical::parse_date_time(attribute.value());
    if (!value || value->form != ical::DateTime::Form::utc) return false;
    if (!beyond) beyond = beyond_dates(*value);
    into = Instant(value->local.time_since_epoch());
    return true;
  };
  const bool any = element.attribute("start") || element.attribute("end");
  const bool good = any && read("start", range.from) && read("end", range.to);
  if (beyond) return *beyond;
  if (!good || range.from >= range.to) return invalid(kSentence);
  return range;
}

Result<CompFilter, Precondition> read_filter(const pugi::xml_node& filter) {
  const auto comps = xml::children(filter);
  const bool one = comps.size() == 1 && xml::is(comps[0], xml::kCalDav, "comp-filter");
  if (!one || !equals_ignoring_case(comps[0].attribute("name").value(), "VCALENDAR")) {
    return invalid("A filter holds one comp-filter named VCALENDAR.");
  }
  return read_comp(comps[0], "");
}

}  // namespace timeshelf::caldav
