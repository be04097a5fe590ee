#include "ical/jcal.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/text.hpp"
#include "ical/typed_value.hpp"

namespace timeshelf::ical {
namespace {

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

// Commas between what a loop writes.
class Separator {
 public:
  void before_next(std::string& out) {
    if (!std::exchange(first_, false)) out += ',';
  }

 private:
  bool first_ = true;
};

// Numbers where they read as such; weekdays, and months of other calendars ("5L", RFC 7529), as text.
void append_rule_value(std::string& out, std::string_view part, const std::string& value) {
  const bool is_text =
      part == "freq" || part == "wkst" || part == "until" || part == "byday" || part == "rscale";
  const auto number = is_text ? std::nullopt : plain_number(value);
  if (number)
    out += *number;
  else
    append_string(out, value);
}

void append_rule(std::string& out, std::string_view rule) {
  out += '{';
  Separator comma;
  for (const auto& [part, values] : rule_parts(rule).value_or(RuleParts{})) {
    comma.before_next(out);
    append_string(out, part);
    out += ':';
    if (values.size() > 1) out += '[';
    Separator inner;
    for (const std::string& value : values) {
      inner.before_next(out);
      append_rule_value(out, part, value);
    }
    if (values.size() > 1) out += ']';
  }
  out += '}';
}

void append_value(std::string& out, std::string_view type, const std::string& value) {
  if (type == "integer" || type == "float") {
    out += plain_number(value).value_or("0");
  } else if (type == "boolean") {
    out += equals_ignoring_case(value, "TRUE") ? "true" : "false";
  } else if (type == "recur") {
    append_rule(out, value);
  } else if (type == "period") {
    const auto period = period_of(value).value_or(std::pair<std::string, std::string>{});
    out += '[';
    append_string(out, period.first);
    out += ',';
    append_string(out, period.second);
    out += ']';
  } else {
    append_string(out, extended_form(type, value));
  }
}

// A name that comes twice on a line, against RFC 5545 3.2, is one member with all of its values.
void append_parameters(std::string& out, const Property& property, bool without_encoding) {
  std::vector<std::pair<std::string, std::vector<std::string>>> merged;
  for (const Parameter& parameter : property.parameters()) {
    if (parameter.name == "VALUE" || (without_encoding && parameter.name == "ENCODING")) continue;
    auto known = merged.begin();
    while (known != merged.end() && known->first != parameter.name) ++known;
    if (known == merged.end()) known = merged.insert(known, {parameter.name, {}});
    known->second.insert(known->second.end(), parameter.values.begin(), parameter.values.end());
  }
  out += '{';
  Separator comma;
  for (const auto& [name, values] : merged) {
    comma.before_next(out);
    append_string(out, to_lower(name));
    out += ':';
    if (values.size() != 1) out += '[';
    Separator inner;
    for (const std::string& value : values) {
      inner.before_next(out);
      append_string(out, value);
    }
    if (values.size() != 1) out += ']';
  }
  out += '}';
}

void append_property(std::string& out, const Property& property) {
  const TypedValues typed = typed_values(property);
  out += '[';
  append_string(out, to_lower(property.name()));
  out += ',';
  append_parameters(out, property, typed.decoded);
  out += ',';
  append_string(out, typed.type);
  out += typed.structured ? ",[" : ",";
  Separator comma;
  for (const std::string& value : typed.values) {
    comma.before_next(out);
    append_value(out, typed.type, value);
  }
  out += typed.structured ? "]]" : "]";
}

void append_component(std::string& out, const Component& component) {
  out += '[';
  append_string(out, to_lower(component.name));
  out += ",[";
  Separator comma;
  for (const Property& property : component.properties) {
    comma.before_next(out);
    append_property(out, property);
  }
  out += "],[";
  Separator inner;
  for (const Component& child : component.components) {
    inner.before_next(out);
    append_component(out, child);
  }
  out += "]]";
}

}  // namespace

std::string to_jcal(const Component& calendar) {
  std::string out;
  append_component(out, calendar);
  return out;
}

}  // namespace timeshelf::ical
