#include "ical/component.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::ical {
namespace {

constexpr std::size_t kFoldAt = 75;  // octets, RFC 5545 3.1

// RFC 6868: ^n is a line break, ^^ a caret, ^' a double quote; a caret before anything else stands for
// itself.
std::string decode_carets(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '^' && i + 1 < text.size() &&
        (text[i + 1] == 'n' || text[i + 1] == '^' || text[i + 1] == '\'')) {
      result += text[i + 1] == 'n' ? '\n' : text[i + 1] == '^' ? '^' : '"';
      ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string encode_parameter_value(std::string_view value) {
  std::string encoded;
  bool quote = false;
  for (const char c : value) {
    if (c == '\n') {
      encoded += "^n";
    } else if (c == '^') {
      encoded += "^^";
    } else if (c == '"') {
      encoded += "^'";
    } else {
      quote = quote || c == ':' || c == ';' || c == ',';
      encoded += c;
    }
  }
  return quote ? '"' + encoded + '"' : encoded;
}

// Folds between characters: a continuation byte of UTF-8 never begins a line.
std::string fold(std::string_view line) {
  std::string result;
  std::size_t room = kFoldAt;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    result.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = kFoldAt - 1;  // the blank counts
  }
  return result.append(line).append("\r\n");
}

void append_component(std::string& text, const Component& component) {
  text.append("BEGIN:").append(component.name).append("\r\n");
  for (const Property& property : component.properties) text.append(property.bytes());
  for (const Component& child : component.components) append_component(text, child);
  text.append("END:").append(component.name).append("\r\n");
}

std::string canonical_line(const Property& property) {
  std::vector<std::string> parameters;
  for (const Parameter& parameter : property.parameters()) {
    std::string text = parameter.name + "=";
    for (const std::string& value : parameter.values) text.append(value).append("\x1f");
    parameters.push_back(std::move(text));
  }
  std::sort(parameters.begin(), parameters.end());
  std::string line = property.name();
  for (const std::string& parameter : parameters) line.append(";").append(parameter);
  return line.append(":").append(property.value()).append("\n");
}

}  // namespace

Property::Property(std::string name, std::string value, std::vector<Parameter> parameters)
    : name_(std::move(name)), value_(std::move(value)), parameters_(std::move(parameters)) {}

std::string_view Property::parameter(std::string_view name) const {
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name && !parameter.values.empty()) return parameter.values.front();
  }
  return {};
}

void Property::set_value(std::string value) {
  value_ = std::move(value);
  raw_.clear();
}

std::string Property::bytes() const {
  if (!raw_.empty()) return raw_.back() == '\n' ? raw_ : raw_ + "\r\n";
  std::string line = name_;
  for (const Parameter& parameter : parameters_) {
    line.append(";").append(parameter.name);
    char separator = '=';
    for (const std::string& value : parameter.values) {
      line.append(1, separator).append(encode_parameter_value(value));
      separator = ',';
    }
  }
  return fold(line.append(":").append(value_));
}

const Property* Component::find(std::string_view property) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const Property& candidate) { return candidate.name() == property; });
  return found == properties.end() ? nullptr : &*found;
}

Property* Component::find(std::string_view property) {
  return const_cast<Property*>(std::as_const(*this).find(property));
}

std::string_view Component::value(std::string_view property) const {
  const Property* found = find(property);
  return found ? std::string_view(found->value()) : std::string_view{};
}

void Component::set(Property property) {
  Property* first = find(property.name());
  if (!first) {
    properties.push_back(std::move(property));
    return;
  }
  const std::size_t kept = static_cast<std::size_t>(first - properties.data());
  const std::string replaced = property.name();
  *first = std::move(property);
  for (std::size_t i = properties.size(); i-- > kept + 1;) {
    if (properties[i].name() == replaced)
      properties.erase(properties.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void Component::remove(std::string_view property) {
  std::erase_if(properties, [&](const Property& candidate) { return candidate.name() == property; });
}

std::string serialize(const Component& component) {
  std::string text;
  append_component(text, component);
  return text;
}

std::string escape_text(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '\\':
        result += "\\\\";
        break;
      case ';':
        result += "\\;";
        break;
      case ',':
        result += "\\,";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\r':
        if (i + 1 >= text.size() || text[i + 1] != '\n') result += "\\n";
        break;
      default:
        result += text[i];
    }
  }
  return result;
}

std::string unescape_text(std::string_view value) {
  std::string result;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      result += value[i];
      continue;
    }
    const char escaped = value[++i];
    result += escaped == 'n' || escaped == 'N' ? '\n' : escaped;
  }
  return result;
}

std::string canonical(const Component& component) {
  std::vector<std::string> parts;
  for (const Property& property : component.properties) parts.push_back(canonical_line(property));
  std::sort(parts.begin(), parts.end());
  std::vector<std::string> children;
  for (const Component& child : component.components) children.push_back(canonical(child));
  std::sort(children.begin(), children.end());
  std::string text = "BEGIN:" + component.name + "\n";
  for (const std::string& part : parts) text.append(part);
  for (const std::string& child : children) text.append(child);
  return text.append("END\n");
}

// Used by the parser to read RFC 6868 in a parameter.
std::string decode_parameter_value(std::string_view text) {
  return text.find('^') == std::string_view::npos ? std::string(text) : decode_carets(text);
}

}  // namespace timeshelf::ical
