// Times as chats and tables write them.
#pragma once
#include "insight/voice/pasted.hpp"

namespace timeshelf::insight::voice {

/// Digits with a colon or a date's separators, and little else: worth reading as a time, and a line that
/// begins with it is a message of its own even if that cannot be read.
bool looks_like_time(std::string_view text);

}  // namespace timeshelf::insight::voice
