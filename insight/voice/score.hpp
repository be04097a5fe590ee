// How a message sounds, by the rules of VADER (Hutto and Gilbert, ICWSM 2014): a rated lexicon, and rules for
// negation, emphasis and contrast. Pure, and linear in the length of the text.
#pragma once
#include <string_view>
#include <vector>

#include "insight/voice/overlay.hpp"

namespace timeshelf::insight::voice {

/// A stretch of the text that made the score what it is.
struct Mark {
  std::size_t begin = 0;  ///< bytes of the text
  std::size_t end = 0;
  double value = 0;  ///< what it adds, after all rules
};

struct Score {
  double compound = 0;  ///< from -1 to 1, rounded to four decimals
  double positive = 0;  ///< shares of the text, rounded to three; all 0 where there is nothing to score
  double neutral = 0;
  double negative = 0;
  std::vector<Mark> marks;  ///< in the order of the text
};

/// Without an overlay as the reference does it, to the fourth decimal.
Score score(std::string_view text, const Overlay* overlay = nullptr);

enum class Mood { negative, neutral, positive };
/// At or beyond 0.05 it is no longer neutral.
Mood mood_of(double compound);

}  // namespace timeshelf::insight::voice
