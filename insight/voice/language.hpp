// Which language a message is in, guessed by what can be explained: scripts, stop words, letters.
#pragma once
#include <string_view>

namespace timeshelf::insight::voice {

struct Language {
  std::string_view code;   ///< ISO 639-1; "" = no words (emoji, signs), "und" = words that tell nothing
  bool is_scored = false;  ///< English, or no words at all: the lexicon knows no other language
};

Language guess_language(std::string_view text);

/// Small words that a language cannot do without, of any that is guessed; in small letters.
bool is_stop_word(std::string_view low);

}  // namespace timeshelf::insight::voice
