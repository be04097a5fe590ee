// What was pasted, as messages: times of a chat's export lack the zone, and often the day.
#pragma once
#include <chrono>
#include <optional>
#include <span>

#include "commerce/voice/voice.hpp"
#include "insight/voice/pasted.hpp"

namespace timeshelf::commerce {

struct WrittenMessages {
  std::vector<SaidMessage> said;
  std::vector<VoiceRefusal> refused;  ///< whose time cannot be read
};

struct WrittenOrigin {
  std::string source = "pasted";
  std::string slot{};
  std::optional<std::chrono::year_month_day>
      day{};  ///< of times without one; nothing: the last time it was so late
};

WrittenMessages read_written(std::span<const insight::voice::PastedMessage>, const store::Shop&,
                             const WrittenOrigin&, Instant now);

}  // namespace timeshelf::commerce
