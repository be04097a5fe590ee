// Small things about text that the standard library lacks.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timeshelf {

/// ASCII only: protocol names are never localised.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);
/// Of a temporary, which a view would outlive.
template <std::same_as<std::string> Temporary>
std::string trim(Temporary&& text) {
  return std::string(trim(std::string_view(text)));
}
std::vector<std::string_view> split(std::string_view text, char separator);
bool is_utf8(std::string_view text);
/// UTF-8 without control characters: what may be a name, a login or a line of a log.
bool is_printable(std::string_view text);

/// Percent-encodes everything outside RFC 3986 unreserved characters (one path segment or query value).
std::string percent_encode(std::string_view text);
/// Decodes %XX; nothing for a broken escape or an escaped NUL.
std::optional<std::string> percent_decode(std::string_view text);

/// RFC 4648 section 5, without padding.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);
/// RFC 4648 section 4; decoding accepts padding or none.
std::optional<std::string> base64_decode(std::string_view text);
std::string hex_encode(std::string_view bytes);

/// A whole decimal number without sign; nothing if it is not one or does not fit.
std::optional<std::int64_t> parse_whole(std::string_view text);

}  // namespace timeshelf
