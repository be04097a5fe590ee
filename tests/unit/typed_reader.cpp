#include "tests/unit/typed_reader.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <pugixml.hpp>
#include <stdexcept>

#include "base/text.hpp"
#include "ical/typed_value.hpp"

namespace timeshelf::tests {
namespace {

namespace json = boost::json;
using ical::Component;
using ical::Parameter;
using ical::Property;

std::string without(std::string text, std::string_view unwanted) {
  std::erase_if(text, [&](char c) { return unwanted.find(c) != std::string_view::npos; });
  return text;
}

// "2026-03-01T18:00:00Z" -> "20260301T180000Z"; only what was written in extended form has these lengths.
std::string basic_form(const std::string& type, std::string text) {
  if (type == "date" && text.size() == 10 && text[4] == '-') return without(text, "-");
  if (type == "date-time" && text.size() >= 19 && text[4] == '-') return without(text, "-:");
  if (type == "date-time" && text.size() == 10 && text[4] == '-') return without(text, "-");
  if (type == "time" && text.size() >= 8 && text[2] == ':') return without(text, ":");
  if (type == "utc-offset" && text.size() >= 6 && text[3] == ':') return without(text, ":");
  return text;
}

std::string joined(const std::vector<std::string>& parts, char separator) {
  std::string text;
  for (const std::string& part : parts)
    text.append(text.empty() && &part == &parts.front() ? "" : std::string(1, separator)).append(part);
  return text;
}

Property typed_property(const std::string& name, std::vector<Parameter> parameters, const std::string& type,
                        const std::vector<std::string>& values, bool structured) {
  if (type != "unknown") parameters.push_back({"VALUE", {to_upper(type)}});
  return {to_upper(name), joined(values, structured ? ';' : ','), std::move(parameters)};
}

// --- JSON

std::string scalar(const json::value& value) {
  if (value.is_bool()) return value.get_bool() ? "TRUE" : "FALSE";
  if (value.is_string()) return std::string(std::string_view(value.get_string()));
  return value.is_double() ? std::to_string(value.get_double()) : json::serialize(value);
}

std::string rule_text(const json::object& rule) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : rule) {
    std::vector<std::string> values;
    if (value.is_array()) {
      for (const auto& one : value.get_array()) values.push_back(scalar(one));
    } else {
      values.push_back(scalar(value));
    }
    if (name == "until") values.front() = basic_form("date-time", values.front());
    parts.push_back(to_upper(std::string_view(name)) + "=" + joined(values, ','));
  }
  return joined(parts, ';');
}

std::string value_text(const std::string& type, const json::value& value) {
  if (type == "recur") return rule_text(value.as_object());
  if (type == "period") {
    return basic_form("date-time", scalar(value.as_array().at(0))) + "/" +
           basic_form("date-time", scalar(value.as_array().at(1)));
  }
  const std::string text = scalar(value);
  return type == "text" ? ical::escape_text(text) : basic_form(type, text);
}

Property property_from(const json::array& line) {
  std::vector<Parameter> parameters;
  for (const auto& [name, value] : line.at(1).as_object()) {
    Parameter parameter{to_upper(std::string_view(name)), {}};
    if (value.is_array()) {
      for (const auto& one : value.get_array()) parameter.values.push_back(scalar(one));
    } else {
      parameter.values.push_back(scalar(value));
    }
    parameters.push_back(std::move(parameter));
  }
  const std::string type(std::string_view(line.at(2).as_string()));
  std::vector<std::string> values;
  // A period is an array, too; a structured value of periods is one of arrays.
  const auto* first = line.at(3).if_array();
  const bool structured = first && (type != "period" || (!first->empty() && first->front().is_array()));
  if (structured) {
    for (const auto& part : line.at(3).get_array()) values.push_back(value_text(type, part));
  } else {
    for (std::size_t i = 3; i < line.size(); ++i) values.push_back(value_text(type, line.at(i)));
  }
  return typed_property(std::string(std::string_view(line.at(0).as_string())), std::move(parameters), type,
                        values, structured);
}

Component component_from(const json::array& array) {
  if (array.size() != 3) throw std::runtime_error("a component has three members (RFC 7265 3.3)");
  Component component{to_upper(std::string_view(array.at(0).as_string())), {}, {}};
  for (const auto& line : array.at(1).as_array())
    component.properties.push_back(property_from(line.as_array()));
  for (const auto& child : array.at(2).as_array())
    component.components.push_back(component_from(child.as_array()));
  return component;
}

// --- XML

std::string rule_text(const pugi::xml_node& recur) {
  std::vector<std::pair<std::string, std::vector<std::string>>> parts;
  for (const pugi::xml_node part : recur.children()) {
    std::string value = part.text().get();
    if (std::string_view(part.name()) == "until") value = basic_form("date-time", value);
    if (parts.empty() || parts.back().first != part.name()) parts.push_back({part.name(), {}});
    parts.back().second.push_back(std::move(value));
  }
  std::vector<std::string> texts;
  for (const auto& [name, values] : parts) texts.push_back(to_upper(name) + "=" + joined(values, ','));
  return joined(texts, ';');
}

std::string value_text(const pugi::xml_node& value) {
  const std::string type = value.name();
  if (type == "recur") return rule_text(value);
  if (type == "period") {
    const pugi::xml_node end = value.child("end") ? value.child("end") : value.child("duration");
    return basic_form("date-time", value.child("start").text().get()) + "/" +
           basic_form("date-time", end.text().get());
  }
  if (type == "boolean") return to_upper(value.text().get());
  return type == "text" ? ical::escape_text(value.text().get()) : basic_form(type, value.text().get());
}

Property property_from(const pugi::xml_node& node) {
  std::vector<Parameter> parameters;
  std::vector<std::string> values;
  std::string type;
  bool structured = false;
  for (const pugi::xml_node child : node.children()) {
    const std::string name = child.name();
    if (name == "parameters") {
      for (const pugi::xml_node parameter : child.children()) {
        std::vector<std::string> texts;
        for (const pugi::xml_node text : parameter.children())
          texts.emplace_back(std::string_view(text.name()) == "boolean" ? to_upper(text.text().get())
                                                                        : std::string(text.text().get()));
        parameters.push_back({to_upper(parameter.name()), std::move(texts)});
      }
    } else if (std::string_view(node.name()) == "geo" && name != "unknown") {
      structured = true;
      type = "float";
      values.emplace_back(child.text().get());
    } else if (std::string_view(node.name()) == "request-status" && name != "unknown") {
      structured = true;
      type = "text";
      values.push_back(ical::escape_text(child.text().get()));
    } else {
      type = name;
      values.push_back(value_text(child));
    }
  }
  return typed_property(node.name(), std::move(parameters), type, values, structured);
}

Component component_from(const pugi::xml_node& node) {
  Component component{to_upper(node.name()), {}, {}};
  for (const pugi::xml_node line : node.child("properties").children())
    component.properties.push_back(property_from(line));
  for (const pugi::xml_node child : node.child("components").children())
    component.components.push_back(component_from(child));
  return component;
}

// --- Meaning

std::string rule_meaning(std::string_view rule) {
  std::vector<std::string> parts;
  for (const auto& [name, values] : ical::rule_parts(rule).value_or(ical::RuleParts{})) {
    std::vector<std::string> normal;
    for (const std::string& value : values) normal.push_back(ical::plain_number(value).value_or(value));
    parts.push_back(name + "=" + joined(normal, ','));
  }
  std::sort(parts.begin(), parts.end());
  return joined(parts, ';');
}

std::string number_meaning(const std::string& text) {
  return std::to_string(std::stod(text));
}

std::string line_meaning(const Property& property) {
  const ical::TypedValues typed = ical::typed_values(property);
  std::vector<std::string> parameters;
  for (const Parameter& parameter : property.parameters()) {
    if (parameter.name == "VALUE" || (typed.decoded && parameter.name == "ENCODING")) continue;
    for (const std::string& value : parameter.values)
      parameters.push_back(parameter.name + "=" + (parameter.name == "RSVP" ? to_upper(value) : value));
  }
  std::sort(parameters.begin(), parameters.end());
  std::vector<std::string> values = typed.values;
  for (std::string& value : values) {
    if (typed.type == "recur") value = rule_meaning(value);
    if (typed.type == "integer" || typed.type == "float") value = number_meaning(value);
    if (typed.type == "boolean") value = to_upper(value);
  }
  return property.name() + " " + typed.type + " {" + joined(parameters, ',') + "} " + joined(values, '|') +
         "\n";
}

}  // namespace

Component from_jcal(const std::string& text) {
  return component_from(json::parse(text).as_array());
}

Component from_xcal(const std::string& text) {
  pugi::xml_document document;
  const auto result = document.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  if (!result) throw std::runtime_error(result.description());
  return component_from(document.child("icalendar").child("vcalendar"));
}

std::string meaning_of(const Component& calendar) {
  std::vector<std::string> lines;
  for (const Property& property : calendar.properties) lines.push_back(line_meaning(property));
  std::sort(lines.begin(), lines.end());
  std::string text = "BEGIN " + calendar.name + "\n";
  for (const std::string& line : lines) text += line;
  for (const Component& child : calendar.components) text += meaning_of(child);
  return text + "END\n";
}

}  // namespace timeshelf::tests
