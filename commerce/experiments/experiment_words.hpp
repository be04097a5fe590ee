// The sentences about experiments, in the languages of the shop's papers.
#pragma once
#include <string_view>

namespace timeshelf::commerce {

/// Formats of fmt, with what they name in braces.
struct ExperimentWords {
  std::string_view no_visitors, sample_ratio, too_few, undecided;
  std::string_view more, fewer;                   ///< {name}, {control}, {amount}, {low}, {high}, {odds}
  std::string_view ladders_early, ladders_alike;  ///< {slots}, {over}, {of_name}, …
  std::string_view ladders_more, ladders_less;    ///< {name}, {control}, {amount}, {odds}
  std::string_view rarest, often, once_in;        ///< {times}
  char decimal_mark;
};
/// "en", "de" or "es"; what is none of these is "en".
const ExperimentWords& experiment_words(std::string_view language);

}  // namespace timeshelf::commerce
