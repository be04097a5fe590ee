// How single words and signs were rated: the published VADER lexicon (data/NOTICE says whose it is).
#pragma once
#include <optional>
#include <string_view>

namespace timeshelf::insight::voice {

/// The mean of ten ratings, from -4 (worst) to 4; nothing of what nobody rated. Words are in small letters.
std::optional<double> rating_of(std::string_view word);
/// "face with tears of joy"; "" of what is no emoji.
std::string_view name_of_emoji(char32_t point);

/// Words that turn what follows around: "not", "never", "isn't".
bool is_negation(std::string_view word);
/// What a word adds to the one that it stands before: "very" 0.293, "kinda" -0.293; 0 of others.
double boost_of(std::string_view word);
/// Phrases that mean something else than their words: "the bomb" is 3.
std::optional<double> idiom(std::string_view words);

}  // namespace timeshelf::insight::voice
