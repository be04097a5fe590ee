// A text as words: letters and digits, with apostrophes and hyphens inside.
#pragma once
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace timeshelf::insight::voice {

struct Word {
  std::string_view written;  ///< of the text
  std::string low;           ///< in small letters, with plain apostrophes
  std::size_t begin = 0;     ///< bytes of the text
  std::size_t end() const { return begin + written.size(); }
};

std::vector<Word> words_of(std::string_view text,
                           std::size_t at_most = std::numeric_limits<std::size_t>::max());

/// A word without what makes it one of many or somebody's: "mugs" and "mug's" are "mug".
std::string stem_of(std::string_view low);

}  // namespace timeshelf::insight::voice
