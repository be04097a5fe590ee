#include "commerce/experiments/experiment_sentence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "commerce/experiments/experiment_words.hpp"
#include "commerce/letters/letter_text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr double kRarest = 10'000;

double rate_of(const VariantFigures& figures) {
  return insight::Arm{figures.visitors, figures.booked}.rate();
}

std::string of_hundred(double share, const ExperimentWords& words) {
  std::string text = fmt::format("{:.1f}", share * 100);
  std::replace(text.begin(), text.end(), '.', words.decimal_mark);
  return text;
}

std::string of_the_decided(const Experiment& experiment, const ExperimentResults& results,
                           std::string_view language) {
  const ExperimentWords& words = experiment_words(language);
  const VariantFigures& variant = results.variants[*results.decided];
  const Look& look = variant.looks.back();
  const double more = rate_of(variant) - rate_of(results.variants[0]);
  // Written as what it is: "0.4 to 5.8 more", or "5.8 to 0.4 fewer".
  const double near = more < 0 ? -look.interval->high : look.interval->low;
  const double far = more < 0 ? -look.interval->low : look.interval->high;
  return fmt::format(fmt::runtime(more < 0 ? words.fewer : words.more),
                     fmt::arg("name", experiment.variants[*results.decided].name),
                     fmt::arg("control", experiment.variants[0].name),
                     fmt::arg("amount", of_hundred(std::abs(more), words)),
                     fmt::arg("low", of_hundred(near, words)), fmt::arg("high", of_hundred(far, words)),
                     fmt::arg("odds", odds_of(look.p, language)));
}

}  // namespace

std::string odds_of(double p, std::string_view language) {
  const ExperimentWords& words = experiment_words(language);
  if (p * kRarest <= 1) return std::string(words.rarest);
  if (p > 0.5) return std::string(words.often);
  const double odds = 1 / p;
  // Two digits are as much as anybody should believe.
  const double step = std::pow(10, std::max(0.0, std::floor(std::log10(odds)) - 1));
  return fmt::format(fmt::runtime(words.once_in), fmt::arg("times", std::floor(odds / step) * step));
}

std::string sentence_of(const Experiment& experiment, const ExperimentResults& results,
                        std::string_view language) {
  const ExperimentWords& words = experiment_words(language);
  switch (results.verdict) {
    case Verdict::no_visitors:
      return std::string(words.no_visitors);
    case Verdict::sample_ratio:
      return std::string(words.sample_ratio);
    case Verdict::too_few:
      return std::string(words.too_few);
    case Verdict::undecided:
      return std::string(words.undecided);
    case Verdict::better:
    case Verdict::worse:
      break;
  }
  return of_the_decided(experiment, results, language);
}

std::string sentence_of(const Experiment& experiment, const LadderResults& results,
                        std::string_view language) {
  const ExperimentWords& words = experiment_words(language);
  const std::int64_t fewest = *std::min_element(results.over.begin(), results.over.end());
  if (fewest == 0)
    return fmt::format(fmt::runtime(words.ladders_early), fmt::arg("slots", results.slots.size()));
  const auto best = std::min_element(results.p_of_takings.begin() + 1, results.p_of_takings.end());
  const auto index = static_cast<std::size_t>(best - results.p_of_takings.begin());
  const Money more = results.more_per_slot(index);
  const std::string_view said = *best > kExperimentAlpha ? words.ladders_alike
                                : more.minor < 0         ? words.ladders_less
                                                         : words.ladders_more;
  return fmt::format(
      fmt::runtime(said), fmt::arg("name", experiment.variants[index].name),
      fmt::arg("control", experiment.variants[0].name), fmt::arg("over", results.over[0]),
      fmt::arg("of_name", results.over[index]), fmt::arg("odds", odds_of(*best, language)),
      fmt::arg("amount", money_text({std::abs(more.minor), more.currency}, letter_words(language))));
}

std::string sentence_of(store::Transaction& transaction, const Experiment& experiment, Instant now,
                        std::string_view language) {
  return experiment.is_of_visitors()
             ? sentence_of(experiment, results_of(transaction, experiment, now), language)
             : sentence_of(experiment, ladder_results_of(transaction, experiment, now), language);
}

}  // namespace timeshelf::commerce
