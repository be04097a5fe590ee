// How long a text is for people: a limit that an emoji counts four times for cannot be explained.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

namespace timeshelf {

/// Code points of UTF-8, as JSON Schema counts them (maxLength).
inline std::size_t characters_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not the rest of one
  }));
}

}  // namespace timeshelf
