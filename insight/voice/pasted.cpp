#include "insight/voice/pasted.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "insight/voice/written_time.hpp"

namespace timeshelf::insight::voice {
namespace {

constexpr std::size_t kLongestTime = 60;             // bytes; what is not there at all is further away
constexpr std::string_view kMarks = "\xe2\x80\x8e";  // left-to-right marks, which chat apps put before a line

std::string_view without_marks(std::string_view line) {
  while (line.starts_with(kMarks)) line.remove_prefix(kMarks.size());
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

/// "name: text" behind the time. Somebody's name is short; what has none is said by nobody.
void read_speech(std::string_view rest, PastedMessage& message) {
  constexpr std::size_t kLongestName = 80;
  rest = trim(rest);
  if (rest.starts_with('<')) {
    if (const auto close = rest.find('>'); close <= kLongestName) {
      message.author = trim(rest.substr(1, close - 1));
      message.text = trim(rest.substr(close + 1));
      return;
    }
  }
  const auto colon = rest.find(": ");
  if (colon != std::string_view::npos && colon > 0 && colon <= kLongestName) {
    message.author = trim(rest.substr(0, colon));
    rest.remove_prefix(colon + 2);
  }
  message.text = trim(rest);
}

/// A line that begins with a time; nothing if it does not.
std::optional<PastedMessage> read_chat_line(std::string_view line, std::size_t number) {
  line = without_marks(line);
  std::string_view time;
  std::string_view rest;
  if (line.starts_with('[')) {
    const auto close = line.find(']');
    if (close > kLongestTime) return std::nullopt;
    time = line.substr(1, close - 1);
    rest = line.substr(close + 1);
  } else {
    const auto dash = line.find(" - ");
    if (dash > kLongestTime) return std::nullopt;
    time = line.substr(0, dash);
    rest = line.substr(dash + 3);
  }
  if (!looks_like_time(time)) return std::nullopt;
  PastedMessage message;
  message.line = number;
  message.time = trim(time);
  read_speech(rest, message);
  return message;
}

/// Fields of a record, which may go over several lines where they are quoted.
class Table {
 public:
  Table(std::string_view text, char separator) : text_(text), separator_(separator) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  std::vector<std::string> next() {
    std::vector<std::string> fields(1);
    bool quoted = false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (quoted) {
        quoted = take_quoted(c, fields.back());
      } else if (c == '"' && fields.back().empty()) {
        quoted = true;
      } else if (c == '\n') {
        break;
      } else if (c == separator_) {
        fields.emplace_back();
      } else if (c != '\r') {
        fields.back() += c;
      }
    }
    return fields;
  }

 private:
  /// Of a quoted field; two quotation marks are one. Answers whether it goes on.
  bool take_quoted(char c, std::string& field) {
    if (c == '"') {
      if (at_ >= text_.size() || text_[at_] != '"') return false;
      ++at_;
    }
    field += c;
    return true;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

struct Columns {
  char separator = ',';
  std::optional<std::size_t> text, author, time, id;
};

std::optional<Columns> read_headings(std::string_view first_line) {
  static constexpr std::array kText = {"text", "message", "comment",   "review",
                                       "body", "content", "nachricht", "mensaje"};
  static constexpr std::array kAuthor = {"author", "name", "user", "username", "handle", "from", "sender"};
  static constexpr std::array kTime = {"time",    "date",       "at",      "timestamp",
                                       "created", "created_at", "datetime"};
  static constexpr std::array kId = {"id", "message_id", "comment_id", "review_id"};
  const auto is_one = [](const auto& names, const std::string& heading) {
    return std::find(names.begin(), names.end(), heading) != names.end();
  };
  for (const char separator : {',', ';', '\t'}) {
    Columns columns{separator, {}, {}, {}, {}};
    const auto headings = Table(first_line, separator).next();
    for (std::size_t i = 0; i < headings.size(); ++i) {
      const std::string heading = to_lower(trim(headings[i]));
      if (is_one(kText, heading)) columns.text = i;
      if (is_one(kAuthor, heading)) columns.author = i;
      if (is_one(kTime, heading)) columns.time = i;
      if (is_one(kId, heading)) columns.id = i;
    }
    // One heading alone is a word that somebody said.
    if (columns.text && headings.size() > 1) return columns;
  }
  return std::nullopt;
}

std::vector<PastedMessage> read_table(std::string_view text, const Columns& columns) {
  std::vector<PastedMessage> messages;
  Table table(text, columns.separator);
  table.next();
  while (!table.at_end()) {
    const std::size_t line = table.line();
    const auto fields = table.next();
    const auto field = [&](const std::optional<std::size_t>& column) {
      return column && *column < fields.size() ? trim(std::string(fields[*column])) : std::string{};
    };
    if (fields.size() == 1 && trim(std::string_view(fields[0])).empty()) continue;
    messages.push_back(
        {line, field(columns.text), field(columns.author), field(columns.time), field(columns.id)});
  }
  return messages;
}

std::vector<PastedMessage> read_lines(std::string_view text, bool is_chat) {
  std::vector<PastedMessage> messages;
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(without_marks(line)).empty()) continue;
    auto spoken = is_chat ? read_chat_line(line, number) : std::nullopt;
    if (spoken) {
      messages.push_back(std::move(*spoken));
    } else if (is_chat && !messages.empty()) {
      messages.back().text += "\n" + std::string(without_marks(line));
    } else {
      messages.push_back({number, std::string(trim(without_marks(line))), "", "", ""});
    }
  }
  return messages;
}

}  // namespace

std::string_view name_of(Layout layout) {
  return layout == Layout::chat ? "chat" : layout == Layout::table ? "table" : "plain";
}

Pasted read_pasted(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string_view first;
  for (const std::string_view line : split(text.substr(0, 4000), '\n')) {
    first = without_marks(line);
    if (!trim(first).empty()) break;
  }
  if (const auto columns = read_headings(first)) return {Layout::table, read_table(text, *columns)};
  const bool is_chat = read_chat_line(first, 1).has_value();
  return {is_chat ? Layout::chat : Layout::plain, read_lines(text, is_chat)};
}

}  // namespace timeshelf::insight::voice
