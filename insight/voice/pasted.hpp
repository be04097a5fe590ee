// What somebody pastes: the export of a chat, a table of reviews, or plain lines.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timeshelf::insight::voice {

enum class Layout {
  chat,   ///< "[time] name: text", or "time - name: text"; lines without either go on with the one before
  table,  ///< comma, semicolon or tab separated, with a line of headings
  plain,  ///< each line a message
};
std::string_view name_of(Layout layout);

/// A time as it was written there, which may lack its zone or its day.
struct WrittenTime {
  std::optional<std::chrono::year_month_day> day;
  std::chrono::seconds of_day{0};
  std::optional<std::chrono::minutes> offset;  ///< from UTC; nothing: the shop's own zone
};
/// "2026-03-01T17:00:00Z", "2026-03-01 17:00", "01.03.2026, 17:00", "3/1/26, 5:00 PM", "17:00"
std::optional<WrittenTime> read_time(std::string_view text);

struct PastedMessage {
  std::size_t line = 0;  ///< counted from 1
  std::string text;
  std::string author;
  std::string time;  ///< as it was written; "" if it was not
  std::string id;    ///< the source's own, or ""
};

struct Pasted {
  Layout layout = Layout::plain;
  std::vector<PastedMessage> messages;
};
Pasted read_pasted(std::string_view text);

}  // namespace timeshelf::insight::voice
