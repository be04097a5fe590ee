// A text as the words and emoticons that are scored, each with where it stands.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "insight/voice/overlay.hpp"

namespace timeshelf::insight::voice {

struct Token {
  std::string written;    ///< without punctuation around it, unless it is an emoticon
  std::string low;        ///< the same in small letters
  std::size_t begin = 0;  ///< bytes of the text that it comes from; words of an emoji's name have the emoji's
  std::size_t end = 0;
  bool capitals = false;
};

struct Tokens {
  std::vector<Token> words;
  std::size_t exclamations = 0;
  std::size_t questions = 0;
  bool mixed_case = false;  ///< some words are in capitals, and some are not
};

/// Emoji become their names. With an overlay, those that it knows stay what they are, and signs that only
/// choose how an emoji is drawn are left out; without, everything is as the reference does it.
Tokens tokens_of(std::string_view text, const Overlay* overlay = nullptr);

}  // namespace timeshelf::insight::voice
