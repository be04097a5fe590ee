// What an experiment says, in one plain sentence.
#pragma once
#include <string>
#include <string_view>

#include "commerce/experiments/experiment_results.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

// `language`: "en", "de" or "es".

/// "B: 3.1 more of 100 visitors book than of those who saw A, between 0.4 and 5.8; chance alone brings such a
/// difference once in 50."
std::string sentence_of(const Experiment&, const ExperimentResults&, std::string_view language = "en");
/// The same where slots were compared.
std::string sentence_of(const Experiment&, const LadderResults&, std::string_view language = "en");
/// Of one that has started, whatever is compared.
std::string sentence_of(store::Transaction&, const Experiment&, Instant now, std::string_view language);

/// How often chance alone brings as much: "once in 50". What is rarer than once in 10,000 is that.
std::string odds_of(double p, std::string_view language = "en");

}  // namespace timeshelf::commerce
