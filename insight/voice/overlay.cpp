#include "insight/voice/overlay.hpp"

#include "base/text.hpp"
#include "insight/voice/unicode.hpp"

namespace timeshelf::insight::voice {

const Overlay& default_overlay() {
  static const Overlay kDefault{
      // Words of the trade, which the lexicon takes for a fall, an end, a fire.
      {"drop", 0.0},
      {"drops", 0.0},
      {"dropped", 0.0},
      {"dropping", 0.0},
      {"limited", 0.0},
      {"fire", 2.0},
      {"🔥", 2.0},
      {"bomb", 1.8},
      // Praise in the words of illness and crime.
      {"sick", 2.0},
      {"insane", 1.8},
      {"crazy", 1.0},
      {"killer", 2.0},
      {"wicked", 1.8},
      {"ill", 0.0},
      {"lit", 2.0},
      {"dope", 2.2},
      {"slay", 2.0},
      {"slaps", 2.0},
      {"goat", 2.2},
      {"grail", 2.2},
      {"obsessed", 2.2},
      {"🫶", 2.2},
      {"🥹", 1.5},
      {"💀", 0.0},
      // What customers suffer from.
      {"sellout", -1.2},
      {"late", -1.2},
      {"expensive", -1.5},
      {"pricey", -1.2},
      {"overpriced", -2.0},
      {"refund", -1.5},
      {"scalper", -2.4},
      {"scalpers", -2.4},
      {"queue", -0.5},
      {"slow", -0.8},
  };
  return kDefault;
}

std::optional<std::string> overlay_word(std::string_view written) {
  std::string word = lowered(trim(written));
  if (word.empty() || word.size() > 40 || !is_printable(word)) return std::nullopt;
  for (std::size_t at = 0; at < word.size();) {
    if (is_blank(next_code_point(word, at))) return std::nullopt;
  }
  return word;
}

}  // namespace timeshelf::insight::voice
