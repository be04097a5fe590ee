// Words that mean something else where things are dropped, sold out and restocked: laid over the lexicon.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace timeshelf::insight::voice {

/// Word in small letters, or an emoji, to its value from -4 to 4; 0 = it says nothing here.
using Overlay = std::map<std::string, double, std::less<>>;

/// What a shop begins with. Its number rises with every change of it.
inline constexpr int kDefaultOverlayVersion = 1;
const Overlay& default_overlay();

/// One word or emoji of at most 40 bytes, in small letters; nothing if it cannot be one.
std::optional<std::string> overlay_word(std::string_view written);

}  // namespace timeshelf::insight::voice
