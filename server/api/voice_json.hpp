// Messages of customers as JSON, read and written.
#pragma once
#include <boost/json/object.hpp>

#include "commerce/voice/voice.hpp"
#include "server/api/read_json.hpp"

namespace timeshelf::server::api {

inline constexpr std::size_t kLargestIntake = 2 << 20;  ///< bytes of a request with messages

/// {"text", "author"?, "source"?, "id"?, "at"?, "slot"?, "sku"?}; `where` leads the names in problems.
Read<commerce::SaidMessage> read_message(const boost::json::object&, std::string where, std::size_t line);

/// Messages, and what was wrong with single lines.
struct MessageBatch {
  std::vector<commerce::SaidMessage> said;
  std::vector<commerce::VoiceRefusal> refused;
};
/// One JSON object on each line (NDJSON). What cannot be read is refused by itself; `first` is the number of
/// the first line.
MessageBatch read_message_lines(std::string_view text, std::size_t first = 1);

boost::json::object intake_json(const commerce::VoiceIntake&);

/// With the words that made its score, which the overlay names.
boost::json::object message_json(const commerce::VoiceMessage&, const insight::voice::Overlay&);

}  // namespace timeshelf::server::api
