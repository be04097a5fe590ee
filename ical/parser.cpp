// parse(): from bytes to components, within limits.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "ical/component.hpp"

namespace timeshelf::ical {

std::string decode_parameter_value(std::string_view text);

namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7F;
}

std::string from_latin1(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
    } else {
      result += static_cast<char>(0xC0 | (byte >> 6));
      result += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return result;
}

// These carry whole documents and may be as long as the object.
bool may_be_long(std::string_view line) {
  for (const std::string_view name : {"ATTACH", "IMAGE", "STRUCTURED-DATA", "X-"}) {
    if (line.size() >= name.size() && equals_ignoring_case(line.substr(0, name.size()), name)) return true;
  }
  return false;
}

}  // namespace

class Parser {
 public:
  Parser(std::string_view text, const Limits& limits, Leniency leniency)
      : text_(text), limits_(limits), repairing_(leniency == Leniency::repair) {}

  Result<Parsed, ParseError> run() {
    if (text_.size() > limits_.bytes) {
      return fail(
          0, fmt::format("The calendar has {} bytes; at most {} are taken.", text_.size(), limits_.bytes));
    }
    if (auto refused = check_characters()) return *refused;
    while (at_ < text_.size()) {
      if (auto refused = next_line()) return *refused;
    }
    if (auto refused = finish()) return *refused;
    return std::move(parsed_);
  }

 private:
  using Refusal = std::optional<ParseError>;

  static ParseError fail(std::size_t line, std::string sentence) {
    ParseError error;
    error.line = line;
    error.message = line == 0 ? std::move(sentence) : fmt::format("Line {}: {}", line, sentence);
    return error;
  }
  void note(std::string sentence) { parsed_.repairs.push_back(fail(line_, std::move(sentence))); }

  // What no line may hold is settled before the first line is read.
  Refusal check_characters() {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      if (!repairing_) return fail(1, "begins with a byte order mark; send plain UTF-8.");
      text_.remove_prefix(3);
    }
    if (!is_utf8(text_)) {
      if (!repairing_) return fail(0, "The calendar is not UTF-8. Send it as UTF-8.");
      note("is not UTF-8; read as Latin-1.");
      mended_ = from_latin1(text_);
      text_ = mended_;
    }
    const auto control = std::find_if(text_.begin(), text_.end(), is_control);
    if (control == text_.end()) return std::nullopt;
    const auto line = 1 + std::count(text_.begin(), control, '\n');
    if (!repairing_) return fail(static_cast<std::size_t>(line), "holds a control character. Remove it.");
    note("held control characters; they were dropped.");
    std::string cleaned(text_);
    std::erase_if(cleaned, is_control);
    mended_ = std::move(cleaned);
    text_ = mended_;
    return std::nullopt;
  }

  // One physical line from `at`: its end without, and with, the line break.
  std::pair<std::size_t, std::size_t> physical_line(std::size_t at) const {
    const auto newline = text_.find('\n', at);
    if (newline == std::string_view::npos) return {text_.size(), text_.size()};
    const bool carriage = newline > at && text_[newline - 1] == '\r';
    return {newline - (carriage ? 1 : 0), newline + 1};
  }

  // Takes one content line with its continuations.
  Refusal next_line() {
    const std::size_t begin = at_;
    line_ = next_line_number_;
    auto [end, next] = physical_line(begin);
    std::string_view content = text_.substr(begin, end - begin);
    ++next_line_number_;
    std::string unfolded;
    bool folded = false;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t')) {
      if (!folded) unfolded = content;
      folded = true;
      const auto [fold_end, fold_next] = physical_line(next);
      unfolded.append(text_.substr(next + 1, fold_end - next - 1));
      next = fold_next;
      ++next_line_number_;
      if (unfolded.size() > limits_.line_bytes && !may_be_long(unfolded)) break;
    }
    if (folded) content = unfolded;
    at_ = next;
    if (content.size() > limits_.line_bytes && !may_be_long(content)) {
      return fail(line_, fmt::format("is longer than {} bytes.", limits_.line_bytes));
    }
    return take(content, text_.substr(begin, next - begin));
  }

  Refusal take(std::string_view content, std::string_view raw) {
    if (trim(content).empty()) return blank();
    if (content.find('\r') != std::string_view::npos) {
      if (!repairing_) return fail(line_, "holds a carriage return that does not end it.");
      note("held a lone carriage return; read as a line break.");
      std::string joined(content);
      std::replace(joined.begin(), joined.end(), '\r', ' ');
      return take(joined, {});
    }
    const auto name_end = content.find_first_of(";:");
    const auto name = content.substr(0, name_end);
    const bool named = name_end != std::string_view::npos && !name.empty() &&
                       std::all_of(name.begin(), name.end(), is_name_character);
    const bool begins = named && equals_ignoring_case(name, "BEGIN") && content[name_end] == ':';
    const bool ends = named && equals_ignoring_case(name, "END") && content[name_end] == ':';
    if (begins) return open(to_upper(trim(content.substr(name_end + 1))));
    if (ends) return close(to_upper(trim(content.substr(name_end + 1))));
    if (stack_.empty()) return outside(content);
    if (!named || content.find(':') == std::string_view::npos) return unplaced(content, name_end);
    return property(content, name_end, raw);
  }

  Refusal blank() {
    // After the last END a blank line harms nobody.
    if (!repairing_ && !stack_.empty()) return fail(line_, "is blank inside a component. Remove it.");
    if (!stack_.empty()) note("was blank; dropped.");
    return std::nullopt;
  }

  Refusal outside(std::string_view content) {
    if (!repairing_) return fail(line_, "stands outside BEGIN:VCALENDAR and END:VCALENDAR.");
    note(fmt::format("stands outside a calendar and was dropped: {}", content.substr(0, 40)));
    return std::nullopt;
  }

  // A line without a name or colon: producers that forget to fold write these.
  Refusal unplaced(std::string_view content, std::size_t name_end) {
    if (!repairing_) {
      return fail(line_, name_end == std::string_view::npos || content.find(':') == std::string_view::npos
                             ? "has no colon; a content line is NAME:VALUE (RFC 5545 3.1)."
                             : "has no valid name before its colon (RFC 5545 3.1).");
    }
    auto& properties = stack_.back().properties;
    if (properties.empty()) {
      note("belongs to no line and was dropped.");
      return std::nullopt;
    }
    note("was not folded; taken as the continuation of the line before.");
    properties.back().set_value(properties.back().value() + std::string(content));
    return std::nullopt;
  }

  Refusal open(std::string name) {
    if (name.empty() ||
        !std::all_of(name.begin(), name.end(), [](char c) { return is_name_character(c) || c == '_'; })) {
      return fail(line_, "BEGIN without a component name.");
    }
    if (stack_.size() >= limits_.depth) {
      return fail(line_, fmt::format("components are nested deeper than {}.", limits_.depth));
    }
    if (stack_.empty() && name != "VCALENDAR") return fail(line_, "BEGIN:VCALENDAR is missing before it.");
    if (stack_.empty() && !parsed_.calendars.empty() && !repairing_) {
      return fail(line_, "a second VCALENDAR; send one.");
    }
    stack_.push_back(Component{std::move(name), {}, {}});
    return std::nullopt;
  }

  Refusal close(const std::string& name) {
    if (stack_.empty()) {
      if (!repairing_) return fail(line_, fmt::format("END:{} without its BEGIN.", name));
      note("END without its BEGIN; dropped.");
      return std::nullopt;
    }
    if (stack_.back().name != name) {
      if (!repairing_)
        return fail(line_, fmt::format("END:{} where END:{} belongs.", name, stack_.back().name));
      const bool opened =
          std::any_of(stack_.begin(), stack_.end(), [&](const Component& c) { return c.name == name; });
      note(fmt::format("END:{} where END:{} belongs; mended.", name, stack_.back().name));
      if (!opened) return std::nullopt;
      while (stack_.back().name != name) pop();
    }
    pop();
    return std::nullopt;
  }

  void pop() {
    Component finished = std::move(stack_.back());
    stack_.pop_back();
    (stack_.empty() ? parsed_.calendars : stack_.back().components).push_back(std::move(finished));
  }

  Refusal property(std::string_view content, std::size_t name_end, std::string_view raw) {
    Property line(to_upper(content.substr(0, name_end)), {});
    std::size_t at = name_end;
    while (content[at] == ';') {
      if (line.parameters_.size() >= limits_.parameters) {
        return fail(line_, fmt::format("has more than {} parameters.", limits_.parameters));
      }
      auto read = parameter(content, at + 1);
      if (!read) {
        if (!repairing_)
          return fail(line_, "has a parameter that cannot be read; write NAME=VALUE, quoted if needed.");
        note("has a parameter that cannot be read; the rest is its value.");
        break;
      }
      line.parameters_.push_back(std::move(read->first));
      at = read->second;
    }
    if (content[at] != ':') {
      const auto colon = content.find(':', at);
      if (colon == std::string_view::npos) return fail(line_, "has no colon behind its parameters.");
      at = colon;
    }
    line.value_ = content.substr(at + 1);
    line.raw_ = raw;
    stack_.back().properties.push_back(std::move(line));
    return std::nullopt;
  }

  // NAME=value,"quoted",…: the parameter and where the next ';' or ':' stands.
  static std::optional<std::pair<Parameter, std::size_t>> parameter(std::string_view content,
                                                                    std::size_t at) {
    const auto equals = content.find_first_of("=;:", at);
    if (equals == std::string_view::npos || content[equals] != '=' || equals == at) return std::nullopt;
    Parameter parameter{to_upper(content.substr(at, equals - at)), {}};
    at = equals;
    do {
      ++at;
      std::size_t end = 0;
      if (at < content.size() && content[at] == '"') {
        const auto quote = content.find('"', at + 1);
        if (quote == std::string_view::npos) return std::nullopt;
        parameter.values.push_back(decode_parameter_value(content.substr(at + 1, quote - at - 1)));
        end = quote + 1;
      } else {
        end = content.find_first_of(",;:", at);
        // Apple writes X-TITLE=Main Street 5\; 4041 Linz without quotes.
        while (end != std::string_view::npos && end > at && content[end] != ':' && content[end - 1] == '\\') {
          end = content.find_first_of(",;:", end + 1);
        }
        if (end == std::string_view::npos) return std::nullopt;
        parameter.values.push_back(decode_parameter_value(content.substr(at, end - at)));
      }
      at = end;
    } while (at < content.size() && content[at] == ',');
    if (at >= content.size() || (content[at] != ';' && content[at] != ':')) return std::nullopt;
    return std::pair{std::move(parameter), at};
  }

  Refusal finish() {
    line_ = next_line_number_;
    if (!stack_.empty()) {
      if (!repairing_) return fail(line_, fmt::format("END:{} is missing.", stack_.back().name));
      note(fmt::format("END:{} is missing; added.", stack_.back().name));
      while (!stack_.empty()) pop();
    }
    if (parsed_.calendars.empty()) return fail(0, "There is no BEGIN:VCALENDAR; this is not iCalendar.");
    return std::nullopt;
  }

  std::string_view text_;
  std::string mended_;
  const Limits& limits_;
  const bool repairing_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  std::size_t next_line_number_ = 1;
  std::vector<Component> stack_;
  Parsed parsed_;
};

Result<Parsed, ParseError> parse(std::string_view text, const Limits& limits, Leniency leniency) {
  return Parser(text, limits, leniency).run();
}

}  // namespace timeshelf::ical
