#include "caldav/xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <sstream>

#include "base/text.hpp"

namespace timeshelf::caldav::xml {
namespace {

constexpr int kDepth = 32;
// A multiget of ten thousand objects has as many elements; looking a prefix up walks over attributes.
constexpr std::size_t kMostElements = 50'000;
constexpr std::ptrdiff_t kMostAttributes = 32;

ErrorBase refuse(std::string sentence) {
  return ErrorBase{std::move(sentence)};
}

std::string_view prefix_of(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

// The namespace that a prefix is bound to here; nothing if it is not.
std::optional<std::string_view> lookup(pugi::xml_node at, std::string_view prefix) {
  if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
  for (; at; at = at.parent()) {
    for (const pugi::xml_attribute attribute : at.attributes()) {
      const std::string_view name = attribute.name();
      const bool matches =
          prefix.empty() ? name == "xmlns" : name.starts_with("xmlns:") && name.substr(6) == prefix;
      if (matches) return attribute.value();
    }
  }
  if (prefix.empty()) return "";
  return std::nullopt;
}

std::optional<std::string> check(const pugi::xml_node& element, int depth, std::size_t& elements) {
  if (depth > kDepth) return fmt::format("Elements are nested deeper than {}.", kDepth);
  if (++elements > kMostElements) return fmt::format("The body has more than {} elements.", kMostElements);
  const auto attributes = element.attributes();
  if (std::distance(attributes.begin(), attributes.end()) > kMostAttributes) {
    return fmt::format("<{}> has more than {} attributes.", element.name(), kMostAttributes);
  }
  if (!lookup(element, prefix_of(element.name()))) {
    return fmt::format("The prefix of <{}> is not bound to a namespace.", element.name());
  }
  for (const pugi::xml_attribute attribute : element.attributes()) {
    // Namespaces in XML 1.0, section 2.2: only the default namespace may be emptied.
    if (std::string_view(attribute.name()).starts_with("xmlns:") && *attribute.value() == '\0') {
      return fmt::format("{} is bound to no namespace.", attribute.name());
    }
  }
  for (const pugi::xml_node below : children(element)) {
    if (auto sentence = check(below, depth + 1, elements)) return sentence;
  }
  return std::nullopt;
}

// Which bytes stand for themselves in text.
constexpr std::array<bool, 256> kPasses = [] {
  std::array<bool, 256> passes{};
  for (int c = 0; c < 256; ++c) passes[static_cast<std::size_t>(c)] = c >= 0x20 || c == '\n' || c == '\t';
  for (const char c : {'&', '<', '>'}) passes[static_cast<unsigned char>(c)] = false;
  return passes;
}();

bool passes(char c) {
  return kPasses[static_cast<unsigned char>(c)];
}

// True if each of the eight bytes stands for itself. Not of all that do: a line feed may still pass by
// itself.
bool all_pass(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x80 * kOnes;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof(word));
  const auto zeros_in = [](std::uint64_t x) { return (x - kOnes) & ~x & kHigh; };
  const std::uint64_t controls = (word - kOnes * 0x20) & ~word & kHigh;
  const std::uint64_t angles =
      zeros_in((word | kOnes * 2) ^ (kOnes * '>'));  // '<' differs from '>' by that bit
  return (controls | angles | zeros_in(word ^ (kOnes * '&'))) == 0;
}

// Controls other than CR have no place in XML 1.0.
std::string_view reference_for(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#13;";
  }
  return "";
}

}  // namespace

Result<std::shared_ptr<pugi::xml_document>, ErrorBase> parse(std::string_view body) {
  if (!is_utf8(body)) return refuse("The body is not UTF-8.");
  if (body.find("<!DOCTYPE") != std::string_view::npos || body.find("<!ENTITY") != std::string_view::npos) {
    return refuse("The body has a document type declaration; send XML without one.");
  }
  auto document = std::make_shared<pugi::xml_document>();
  const auto result = document->load_buffer(
      body.data(), body.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  if (!result) {
    return refuse(
        fmt::format("The body is not well-formed XML: {} at byte {}.", result.description(), result.offset));
  }
  const auto roots = children(*document);
  if (roots.size() != 1) return refuse("The body has to have exactly one root element.");
  std::size_t elements = 0;
  if (auto sentence = check(roots[0], 1, elements)) return refuse(std::move(*sentence));
  return document;
}

bool names_external_entity(std::string_view body) {
  for (const std::string_view begin : {"<!DOCTYPE", "<!ENTITY"}) {
    for (std::size_t at = 0; (at = body.find(begin, at)) != std::string_view::npos; ++at) {
      const auto declaration = body.substr(at, body.find_first_of("[>", at) - at);
      for (const std::string_view kind : {"SYSTEM", "PUBLIC"}) {
        if (declaration.find(kind) != std::string_view::npos) return true;
      }
    }
  }
  return false;
}

Name name_of(const pugi::xml_node& element) {
  const std::string_view name = element.name();
  const auto prefix = prefix_of(name);
  return {std::string(lookup(element, prefix).value_or("")),
          std::string(prefix.empty() ? name : name.substr(prefix.size() + 1))};
}

bool is(const pugi::xml_node& element, std::string_view name_space, std::string_view local) {
  const std::string_view name = element.name();
  const auto prefix = prefix_of(name);
  if ((prefix.empty() ? name : name.substr(prefix.size() + 1)) != local) return false;
  return lookup(element, prefix) == name_space;
}

std::vector<pugi::xml_node> children(const pugi::xml_node& element) {
  std::vector<pugi::xml_node> all;
  for (const pugi::xml_node below : element.children()) {
    if (below.type() == pugi::node_element) all.push_back(below);
  }
  return all;
}

pugi::xml_node child(const pugi::xml_node& element, std::string_view name_space, std::string_view local) {
  for (const pugi::xml_node below : element.children()) {
    if (below.type() == pugi::node_element && is(below, name_space, local)) return below;
  }
  return {};
}

std::string text_of(const pugi::xml_node& element) {
  std::string text;
  for (const pugi::xml_node below : element.children()) {
    if (below.type() == pugi::node_pcdata || below.type() == pugi::node_cdata) text += below.value();
    if (below.type() == pugi::node_element) text += text_of(below);
  }
  return text;
}

std::string self_contained(const pugi::xml_node& element) {
  pugi::xml_document alone;
  pugi::xml_node copy = alone.append_copy(element);
  for (pugi::xml_node above = element.parent(); above; above = above.parent()) {
    for (const pugi::xml_attribute attribute : above.attributes()) {
      const std::string_view name = attribute.name();
      const bool inherited = name == "xmlns" || name.starts_with("xmlns:") || name == "xml:lang";
      if (inherited && !copy.attribute(attribute.name()))
        copy.append_attribute(attribute.name()) = attribute.value();
    }
  }
  std::ostringstream out;
  copy.print(out, "", pugi::format_raw | pugi::format_no_declaration);
  std::string text = out.str();
  // A CR that is written raw would be read back as LF (XML 1.0 2.11).
  for (std::size_t at = 0; (at = text.find('\r', at)) != std::string::npos;) text.replace(at, 1, "&#13;");
  return text;
}

void escape(std::string& into, std::string_view text) {
  // Almost all of it goes through as it is: looked at in words and taken in runs, because a byte at a time
  // costs more than the rest of a long answer.
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (i + 8 <= text.size() && all_pass(text.data() + i)) i += 8;
    // What is left overlaps with what was looked at: one more word instead of up to seven bytes.
    const std::size_t left = text.size() - i;
    if (left == 0 || (left < 8 && text.size() >= 8 && all_pass(text.data() + text.size() - 8))) break;
    const char c = text[i];
    if (passes(c)) continue;
    into.append(text.substr(run, i - run)).append(reference_for(c));
    run = i + 1;
  }
  into.append(text.substr(run));
}

std::string empty_element(const Name& name) {
  static constexpr std::pair<std::string_view, std::string_view> kPrefixes[] = {
      {kDav, "D"}, {kCalDav, "C"}, {kCalendarServer, "S"}, {kApple, "A"}, {kTimeshelf, "T"}, {kPush, "P"}};
  for (const auto& [name_space, prefix] : kPrefixes) {
    if (name.name_space == name_space) return fmt::format("<{}:{}/>", prefix, name.local);
  }
  std::string element = fmt::format("<{} xmlns=\"", name.local);
  for (const char c : name.name_space) {
    if (c == '"') {
      element += "&quot;";
    } else {
      escape(element, std::string_view(&c, 1));
    }
  }
  return element + "\"/>";
}

Writer::Writer(std::string_view root) : root_(root) {
  out_ = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{} xmlns:D=\"{}\" xmlns:C=\"{}\" xmlns:S=\"{}\" "
      "xmlns:A=\"{}\" "
      "xmlns:T=\"{}\" xmlns:P=\"{}\">",
      root, kDav, kCalDav, kCalendarServer, kApple, kTimeshelf, kPush);
}

void Writer::open(std::string_view name) {
  out_.append("<").append(name).append(">");
}
void Writer::close(std::string_view name) {
  out_.append("</").append(name).append(">");
}
void Writer::empty(std::string_view name) {
  out_.append("<").append(name).append("/>");
}

void Writer::element(std::string_view name, std::string_view content) {
  open(name);
  text(content);
  close(name);
}

std::string Writer::finish() {
  close(root_);
  return std::move(out_);
}

}  // namespace timeshelf::caldav::xml
