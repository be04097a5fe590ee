// A letter as a mail (RFC 5322, MIME), and a mail's calendar part. GMime does the grammar.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "commerce/letters/letters.hpp"

namespace timeshelf::server::mail {

/// The message with CRLF line ends: text, and the invitation twice, as the alternative that calendar apps
/// read (text/calendar with its method, RFC 6047) and as a file for people; what is METHOD:PUBLISH, only as a
/// file. Its Message-ID is the letter's id. People's answers go to `reply_to`.
std::string compose(const commerce::Letter& letter, const std::string& from_name, const std::string& reply_to,
                    Instant now);

/// The first text/calendar part of a message; nothing if it has none or is no message.
std::optional<std::string> calendar_part(std::string_view message);

}  // namespace timeshelf::server::mail
