#include "ical/typed_value.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace timeshelf::ical {
namespace {

enum class Shape { one, list, structured };

struct Known {
  std::string_view name;
  std::string_view type;
  Shape shape = Shape::one;
};

// In order of name.
constexpr std::array kKnown = {
    Known{"ACKNOWLEDGED", "date-time"},
    Known{"ACTION", "text"},
    Known{"ATTACH", "uri"},
    Known{"ATTENDEE", "cal-address"},
    Known{"BUSYTYPE", "text"},
    Known{"CALENDAR-ADDRESS", "cal-address"},
    Known{"CALSCALE", "text"},
    Known{"CATEGORIES", "text", Shape::list},
    Known{"CLASS", "text"},
    Known{"COLOR", "text"},
    Known{"COMMENT", "text"},
    Known{"COMPLETED", "date-time"},
    Known{"CONCEPT", "uri"},
    Known{"CONFERENCE", "uri"},
    Known{"CONTACT", "text"},
    Known{"CREATED", "date-time"},
    Known{"DESCRIPTION", "text"},
    Known{"DTEND", "date-time"},
    Known{"DTSTAMP", "date-time"},
    Known{"DTSTART", "date-time"},
    Known{"DUE", "date-time"},
    Known{"DURATION", "duration"},
    Known{"EXDATE", "date-time", Shape::list},
    Known{"EXRULE", "recur"},
    Known{"FREEBUSY", "period", Shape::list},
    Known{"GEO", "float", Shape::structured},
    Known{"IMAGE", "uri"},
    Known{"LAST-MODIFIED", "date-time"},
    Known{"LINK", "uri"},
    Known{"LOCATION", "text"},
    Known{"LOCATION-TYPE", "text", Shape::list},
    Known{"METHOD", "text"},
    Known{"NAME", "text"},
    Known{"ORGANIZER", "cal-address"},
    Known{"PARTICIPANT-TYPE", "text"},
    Known{"PERCENT-COMPLETE", "integer"},
    Known{"PRIORITY", "integer"},
    Known{"PRODID", "text"},
    Known{"PROXIMITY", "text"},
    Known{"RDATE", "date-time", Shape::list},
    Known{"RECURRENCE-ID", "date-time"},
    Known{"REFID", "text"},
    Known{"REFRESH-INTERVAL", "duration"},
    Known{"RELATED-TO", "text"},
    Known{"REPEAT", "integer"},
    Known{"REQUEST-STATUS", "text", Shape::structured},
    Known{"RESOURCE-TYPE", "text"},
    Known{"RESOURCES", "text", Shape::list},
    Known{"RRULE", "recur"},
    Known{"SEQUENCE", "integer"},
    Known{"SOURCE", "uri"},
    Known{"STATUS", "text"},
    Known{"SUMMARY", "text"},
    Known{"TRANSP", "text"},
    Known{"TRIGGER", "duration"},
    Known{"TZID", "text"},
    Known{"TZID-ALIAS-OF", "text"},
    Known{"TZNAME", "text"},
    Known{"TZOFFSETFROM", "utc-offset"},
    Known{"TZOFFSETTO", "utc-offset"},
    Known{"TZUNTIL", "date-time"},
    Known{"TZURL", "uri"},
    Known{"UID", "text"},
    Known{"URL", "uri"},
    Known{"VERSION", "text"},
    Known{"XML", "text"},
};

const Known* find_known(std::string_view name) {
  const auto found = std::lower_bound(kKnown.begin(), kKnown.end(), name,
                                      [](const Known& known, std::string_view n) { return known.name < n; });
  return found != kKnown.end() && found->name == name ? &*found : nullptr;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// At separators that no backslash stands before.
std::vector<std::string> split_unescaped(std::string_view value, char separator) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      parts.back().append(value.substr(i++, 2));
    } else if (value[i] == separator) {
      parts.emplace_back();
    } else {
      parts.back() += value[i];
    }
  }
  return parts;
}

// A type becomes a word of JSON and the name of an XML element.
bool is_type_name(std::string_view type) {
  return !type.empty() && type.front() >= 'a' && type.front() <= 'z' &&
         std::all_of(type.begin(), type.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
}

bool reads_as(std::string_view type, std::string_view value) {
  if (type == "integer") {
    const auto number = plain_number(value);
    return number && number->find('.') == std::string::npos;
  }
  if (type == "float") return plain_number(value).has_value();
  if (type == "boolean") return equals_ignoring_case(value, "TRUE") || equals_ignoring_case(value, "FALSE");
  if (type == "period") return period_of(value).has_value();
  if (type == "recur") return rule_parts(value).has_value();
  return true;
}

std::string extended_date(std::string_view v) {
  return std::string(v.substr(0, 4)).append("-").append(v.substr(4, 2)).append("-").append(v.substr(6, 2));
}
std::string extended_time(std::string_view v) {
  return std::string(v.substr(0, 2)).append(":").append(v.substr(2, 2)).append(":").append(v.substr(4));
}
bool is_date(std::string_view v) {
  return v.size() == 8 && are_digits(v);
}
bool is_time(std::string_view v) {
  return (v.size() == 6 || (v.size() == 7 && v.back() == 'Z')) && are_digits(v.substr(0, 6));
}
bool is_date_time(std::string_view v) {
  return v.size() > 9 && v[8] == 'T' && is_date(v.substr(0, 8)) && is_time(v.substr(9));
}

}  // namespace

TypedValues typed_values(const Property& property) {
  const Known* known = find_known(property.name());
  const std::string named = to_lower(property.parameter("VALUE"));
  TypedValues result;
  result.type = is_type_name(named) ? named : known ? std::string(known->type) : "unknown";
  std::string value = property.value();
  if (equals_ignoring_case(property.parameter("ENCODING"), "BASE64") && result.type != "binary") {
    if (auto bytes = base64_decode(value); bytes && is_utf8(*bytes)) {
      result.decoded = true;  // RFC 7265 3.1, RFC 6321 3.1
      result.values.push_back(std::move(*bytes));
      return result;
    }
  }
  if (result.type == "date-time" && named.empty() && is_date(value)) result.type = "date";
  const Shape shape = known ? known->shape : Shape::one;
  result.structured = shape == Shape::structured;
  result.values = shape == Shape::one ? std::vector<std::string>{value}
                                      : split_unescaped(value, shape == Shape::list ? ',' : ';');
  const bool reads = std::all_of(result.values.begin(), result.values.end(),
                                 [&](const std::string& v) { return reads_as(result.type, v); });
  if (!reads || (property.name() == "GEO" && result.values.size() != 2))
    return {"unknown", {std::move(value)}, false, false};
  if (result.type == "text") {
    for (std::string& text : result.values) text = unescape_text(text);
  }
  return result;
}

std::string extended_form(std::string_view type, std::string_view value) {
  if (type == "date" && is_date(value)) return extended_date(value);
  if (type == "date-time" && is_date_time(value))
    return extended_date(value).append("T").append(extended_time(value.substr(9)));
  if (type == "time" && is_time(value)) return extended_time(value);
  const bool is_offset = type == "utc-offset" && (value.size() == 5 || value.size() == 7) &&
                         (value[0] == '+' || value[0] == '-') && are_digits(value.substr(1));
  if (!is_offset) return std::string(value);
  std::string text = std::string(value.substr(0, 3)).append(":").append(value.substr(3, 2));
  if (value.size() == 7) text.append(":").append(value.substr(5));
  return text;
}

std::optional<std::pair<std::string, std::string>> period_of(std::string_view value) {
  const auto slash = value.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return std::pair(extended_form("date-time", value.substr(0, slash)),
                   extended_form("date-time", value.substr(slash + 1)));
}

std::optional<std::string> plain_number(std::string_view text) {
  std::string number = text.starts_with('-') ? "-" : "";
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto dot = std::min(text.find('.'), text.size());
  std::string_view whole = text.substr(0, dot);
  if (!are_digits(whole) || text.size() > 40) return std::nullopt;
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size() - 1));
  number += whole;
  if (dot == text.size()) return number;
  if (!are_digits(text.substr(dot + 1))) return std::nullopt;
  return number.append(text.substr(dot));
}

std::optional<RuleParts> rule_parts(std::string_view rule) {
  RuleParts parts;
  for (const std::string_view part : split(rule, ';')) {
    if (part.empty()) continue;  // a semicolon at the end, which some write
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    std::string name = to_lower(part.substr(0, equals));
    if (!is_type_name(name)) return std::nullopt;
    if (std::any_of(parts.begin(), parts.end(), [&](const auto& known) { return known.first == name; }))
      continue;
    std::vector<std::string> values;
    for (const std::string_view value : split(part.substr(equals + 1), ',')) {
      values.push_back(name == "until" ? extended_form(is_date(value) ? "date" : "date-time", value)
                                       : std::string(value));
    }
    parts.emplace_back(std::move(name), std::move(values));
  }
  if (parts.empty()) return std::nullopt;
  return parts;
}

}  // namespace timeshelf::ical
