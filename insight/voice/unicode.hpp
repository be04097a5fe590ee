// As much of Unicode as reading chat takes: code points, letters' case, blanks, scripts.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace timeshelf::insight::voice {

/// The code point at `at`, which moves behind it. A byte that begins none is U+FFFD and one byte long.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& text, char32_t point);
std::size_t count_code_points(std::string_view text);

/// White space between words, as Unicode has it.
bool is_blank(char32_t point);
bool is_letter(char32_t point);
bool is_ascii_punctuation(char32_t point);

/// Of Latin, Greek and Cyrillic letters; everything else is as it was.
std::string lowered(std::string_view text);
/// Has capitals and no small letters.
bool is_in_capitals(std::string_view text);

/// The longest beginning of at most `bytes` that splits no code point.
std::string_view cut_to(std::string_view text, std::size_t bytes);
/// With U+FFFD for what is no UTF-8, and without control characters except line ends and tabs.
std::string mended(std::string_view text);

}  // namespace timeshelf::insight::voice
