#include "ical/xcal.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ical/typed_value.hpp"

namespace timeshelf::ical {
namespace {

// What XML 1.0 2.2 lets stand, with the characters of markup escaped. U+FFFE and U+FFFF may not.
void append_text(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF") {
      i += 2;
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '\r') {
      out += "&#13;";  // a parser would make it a line feed (2.11)
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      out += c;
    }
  }
}

bool is_element_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  });
}

void open(std::string& out, std::string_view name) {
  out.append("<").append(name).append(">");
}
void close(std::string& out, std::string_view name) {
  out.append("</").append(name).append(">");
}
void element(std::string& out, std::string_view name, std::string_view text) {
  open(out, name);
  append_text(out, text);
  close(out, name);
}

struct KnownParameter {
  std::string_view name;
  std::string_view type;
};
// RFC 6321 A, 3.2, and those that later RFCs define (5545 to 9253); all others are "unknown".
constexpr std::array kParameters = {
    KnownParameter{"altrep", "uri"},
    KnownParameter{"cn", "text"},
    KnownParameter{"cutype", "text"},
    KnownParameter{"delegated-from", "cal-address"},
    KnownParameter{"delegated-to", "cal-address"},
    KnownParameter{"derived", "boolean"},
    KnownParameter{"dir", "uri"},
    KnownParameter{"display", "text"},
    KnownParameter{"email", "text"},
    KnownParameter{"encoding", "text"},
    KnownParameter{"fbtype", "text"},
    KnownParameter{"feature", "text"},
    KnownParameter{"filename", "text"},
    KnownParameter{"fmttype", "text"},
    KnownParameter{"gap", "duration"},
    KnownParameter{"label", "text"},
    KnownParameter{"language", "text"},
    KnownParameter{"linkrel", "text"},
    KnownParameter{"managed-id", "text"},
    KnownParameter{"member", "cal-address"},
    KnownParameter{"order", "integer"},
    KnownParameter{"partstat", "text"},
    KnownParameter{"range", "text"},
    KnownParameter{"related", "text"},
    KnownParameter{"reltype", "text"},
    KnownParameter{"role", "text"},
    KnownParameter{"rsvp", "boolean"},
    KnownParameter{"schedule-agent", "text"},
    KnownParameter{"schedule-force-send", "text"},
    KnownParameter{"schedule-status", "text"},
    KnownParameter{"schema", "uri"},
    KnownParameter{"sent-by", "cal-address"},
    KnownParameter{"size", "integer"},
    KnownParameter{"tzid", "text"},
};

std::string_view type_of_parameter(std::string_view name) {
  for (const KnownParameter& known : kParameters) {
    if (known.name == name) return known.type;
  }
  return "unknown";
}

void append_parameters(std::string& out, const Property& property, bool without_encoding) {
  std::string inner;
  for (const Parameter& parameter : property.parameters()) {
    const std::string name = to_lower(parameter.name);
    if (name == "value" || (without_encoding && name == "encoding") || !is_element_name(name)) continue;
    const std::string_view type = type_of_parameter(name);
    open(inner, name);
    for (const std::string& value : parameter.values)
      element(inner, type, type == "boolean" ? to_lower(value) : value);
    close(inner, name);
  }
  if (inner.empty()) return;
  open(out, "parameters");
  out += inner;
  close(out, "parameters");
}

// The schema's order (RFC 6321 A, 3.3.10; RFC 7529); what it does not name goes behind.
constexpr std::array<std::string_view, 16> kRuleOrder = {
    "rscale", "freq",       "until",     "count",    "interval", "bysecond", "byminute", "byhour",
    "byday",  "bymonthday", "byyearday", "byweekno", "bymonth",  "bysetpos", "wkst",     "skip"};

void append_rule(std::string& out, std::string_view rule) {
  auto parts = rule_parts(rule).value_or(RuleParts{});
  const auto place = [](const auto& part) {
    return std::find(kRuleOrder.begin(), kRuleOrder.end(), part.first) - kRuleOrder.begin();
  };
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  open(out, "recur");
  for (const auto& [part, values] : parts) {
    for (const std::string& value : values) element(out, part, value);
  }
  close(out, "recur");
}

void append_period(std::string& out, std::string_view value) {
  const auto period = period_of(value).value_or(std::pair<std::string, std::string>{});
  const bool lasts = period.second.find('P') != std::string::npos;
  open(out, "period");
  element(out, "start", period.first);
  element(out, lasts ? "duration" : "end", period.second);
  close(out, "period");
}

void append_value(std::string& out, std::string_view type, const std::string& value) {
  if (type == "recur") return append_rule(out, value);
  if (type == "period") return append_period(out, value);
  element(out, type, type == "boolean" ? to_lower(value) : extended_form(type, value));
}

void append_structured(std::string& out, std::string_view property, const TypedValues& typed) {
  static constexpr std::array<std::string_view, 2> kGeo = {"latitude", "longitude"};
  static constexpr std::array<std::string_view, 3> kStatus = {"code", "description", "data"};
  for (std::size_t i = 0; i < typed.values.size(); ++i) {
    if (property == "GEO") element(out, kGeo.at(i), typed.values[i]);
    if (property == "REQUEST-STATUS" && i < kStatus.size()) element(out, kStatus[i], typed.values[i]);
  }
}

void append_property(std::string& out, const Property& property) {
  const std::string name = to_lower(property.name());
  if (!is_element_name(name)) return;
  const TypedValues typed = typed_values(property);
  open(out, name);
  append_parameters(out, property, typed.decoded);
  if (typed.structured) {
    append_structured(out, property.name(), typed);
  } else {
    for (const std::string& value : typed.values) append_value(out, typed.type, value);
  }
  close(out, name);
}

void append_component(std::string& out, const Component& component) {
  const std::string name = to_lower(component.name);
  if (!is_element_name(name)) return;
  open(out, name);
  if (!component.properties.empty()) {
    open(out, "properties");
    for (const Property& property : component.properties) append_property(out, property);
    close(out, "properties");
  }
  if (!component.components.empty()) {
    open(out, "components");
    for (const Component& child : component.components) append_component(out, child);
    close(out, "components");
  }
  close(out, name);
}

}  // namespace

std::string to_xcal(const Component& calendar) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<icalendar "
      "xmlns=\"urn:ietf:params:xml:ns:icalendar-2.0\">";
  append_component(out, calendar);
  return out + "</icalendar>\n";
}

}  // namespace timeshelf::ical
