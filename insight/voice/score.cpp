#include "insight/voice/score.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "insight/voice/lexicon.hpp"
#include "insight/voice/tokens.hpp"

namespace timeshelf::insight::voice {
namespace {

constexpr double kCapitals = 0.733;
constexpr double kNegation = -0.74;
constexpr double kNeverSo = 1.25;
constexpr double kBeforeBut = 0.5;
constexpr double kAfterBut = 1.5;
constexpr double kExclamation = 0.292;
constexpr double kQuestion = 0.18;
constexpr double kManyQuestions = 0.96;
constexpr double kNormal = 15;
constexpr double kLabel = 0.05;
constexpr std::size_t kLookBack = 3;  // words before one that may change it

double round_to(double value, double scale) {
  return std::nearbyint(value * scale) / scale;
}

/// The value of each word of one text.
class Reading {
 public:
  Reading(const Tokens& tokens, const Overlay* overlay) : tokens_(tokens), overlay_(overlay) {
    for (const Token& token : tokens.words) ratings_.push_back(rating(token.low));
  }

  std::vector<double> values() const {
    std::vector<double> values;
    values.reserve(tokens_.words.size());
    for (std::size_t i = 0; i < tokens_.words.size(); ++i) values.push_back(value_at(i));
    weigh_but(values);
    return values;
  }

 private:
  std::optional<double> rating(const std::string& word) const {
    if (overlay_) {
      // What says nothing here is no word of the lexicon at all: it takes no emphasis either.
      if (const auto own = overlay_->find(word); own != overlay_->end())
        return own->second == 0 ? std::nullopt : std::optional(own->second);
    }
    return rating_of(word);
  }

  const std::string& low(std::size_t i) const { return tokens_.words[i].low; }
  bool is(std::size_t i, std::string_view word) const { return low(i) == word; }
  /// The word so many before `i`.
  bool before(std::size_t i, std::size_t distance, std::string_view word) const {
    return i >= distance && is(i - distance, word);
  }
  std::string phrase(std::size_t first, std::size_t last) const {
    std::string words = low(first);
    for (std::size_t i = first + 1; i <= last; ++i) words += " " + low(i);
    return words;
  }

  double value_at(std::size_t i) const {
    const auto& words = tokens_.words;
    if (boost_of(low(i)) != 0) return 0;
    const bool kind_of = i + 1 < words.size() && is(i, "kind") && is(i + 1, "of");
    if (kind_of || !ratings_[i]) return 0;
    double value = weigh_no(i, *ratings_[i]);
    if (words[i].capitals && tokens_.mixed_case) value += value > 0 ? kCapitals : -kCapitals;
    for (std::size_t back = 1; back <= kLookBack && back <= i; ++back) {
      if (ratings_[i - back]) continue;
      value += boost(i - back, value) * (back == 1 ? 1 : back == 2 ? 0.95 : 0.9);
      value = negate(i, back, value);
      if (back == kLookBack) value = weigh_idioms(i, value);
    }
    return weigh_least(i, value);
  }

  // "no" negates a rated word that follows it; by itself it is one.
  double weigh_no(std::size_t i, double value) const {
    if (is(i, "no") && i + 1 < ratings_.size() && ratings_[i + 1]) value = 0;
    const bool after_no = before(i, 1, "no") || before(i, 2, "no") ||
                          (before(i, 3, "no") && (is(i - 1, "or") || is(i - 1, "nor")));
    return after_no ? *ratings_[i] * kNegation : value;
  }

  double boost(std::size_t at, double value) const {
    double boost = boost_of(low(at));
    if (boost == 0) return 0;
    if (value < 0) boost = -boost;
    if (tokens_.words[at].capitals && tokens_.mixed_case) boost += value > 0 ? kCapitals : -kCapitals;
    return boost;
  }

  bool is_so_or_this(std::size_t i) const { return is(i, "so") || is(i, "this"); }

  // As the reference does it, to its precedence of "and" and "or" at three words back.
  double negate(std::size_t i, std::size_t back, double value) const {
    const std::size_t at = i - back;
    if (back == 2) {
      if (is(at, "never") && is_so_or_this(i - 1)) return value * kNeverSo;
      if (is(at, "without") && is(i - 1, "doubt")) return value;
    }
    if (back == 3) {
      if ((is(at, "never") && is_so_or_this(i - 2)) || is_so_or_this(i - 1)) return value * kNeverSo;
      if (is(at, "without") && (is(i - 2, "doubt") || is(i - 1, "doubt"))) return value;
    }
    return is_negation(low(at)) ? value * kNegation : value;
  }

  double weigh_idioms(std::size_t i, double value) const {
    const std::string three_to_one = phrase(i - 3, i - 1);
    const std::string three_two = phrase(i - 3, i - 2);
    const std::string two_one = phrase(i - 2, i - 1);
    for (const auto& words : {phrase(i - 1, i), phrase(i - 2, i), two_one, three_to_one, three_two}) {
      if (const auto known = idiom(words)) {
        value = *known;
        break;
      }
    }
    const std::size_t count = tokens_.words.size();
    if (i + 1 < count) value = idiom(phrase(i, i + 1)).value_or(value);
    if (i + 2 < count) value = idiom(phrase(i, i + 2)).value_or(value);
    for (const auto& words : {three_to_one, three_two, two_one}) value += boost_of(words);
    return value;
  }

  double weigh_least(std::size_t i, double value) const {
    if (!before(i, 1, "least") || ratings_[i - 1]) return value;
    if (before(i, 2, "at") || before(i, 2, "very")) return value;
    return value * kNegation;
  }

  // What stands before the first "but" counts half, what follows half as much again. The reference looks each
  // value up by what it is: behind "but" one that also stands before it halves that one once more instead.
  void weigh_but(std::vector<double>& values) const {
    const auto& words = tokens_.words;
    const auto found =
        std::find_if(words.begin(), words.end(), [](const Token& word) { return word.low == "but"; });
    const auto but = static_cast<std::size_t>(found - words.begin());
    if (but == words.size()) return;
    std::unordered_map<double, std::vector<std::size_t>> earlier;
    for (std::size_t i = 0; i < but; ++i) {
      values[i] *= kBeforeBut;
      if (values[i] != 0) earlier[values[i]].push_back(i);
    }
    for (std::size_t i = but + 1; i < values.size(); ++i) {
      const auto same = earlier.find(values[i]);
      if (values[i] == 0) continue;
      if (same == earlier.end() || same->second.empty()) {
        values[i] *= kAfterBut;
        continue;
      }
      const std::size_t again = same->second.back();
      same->second.pop_back();
      values[again] *= kBeforeBut;
      earlier[values[again]].push_back(again);
    }
  }

  const Tokens& tokens_;
  const Overlay* overlay_;
  std::vector<std::optional<double>> ratings_;
};

double emphasis_of(const Tokens& tokens) {
  const double exclamations = static_cast<double>(std::min<std::size_t>(tokens.exclamations, 4));
  const double questions = tokens.questions > 3   ? kManyQuestions
                           : tokens.questions > 1 ? static_cast<double>(tokens.questions) * kQuestion
                                                  : 0;
  return exclamations * kExclamation + questions;
}

double compound_of(double sum) {
  return std::clamp(sum / std::sqrt(sum * sum + kNormal), -1.0, 1.0);
}

}  // namespace

Score score(std::string_view text, const Overlay* overlay) {
  const Tokens tokens = tokens_of(text, overlay);
  Score result;
  if (tokens.words.empty()) return result;
  const std::vector<double> values = Reading(tokens, overlay).values();
  double sum = 0;
  double positive = 0;
  double negative = 0;
  double neutral = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    // A neutral word counts one, so each other one counts one more than what it is worth.
    if (values[i] > 0) positive += values[i] + 1;
    if (values[i] < 0) negative -= values[i] - 1;
    if (values[i] == 0) {
      ++neutral;
    } else {
      result.marks.push_back({tokens.words[i].begin, tokens.words[i].end, values[i]});
    }
  }
  const double emphasis = emphasis_of(tokens);
  if (sum != 0) sum += sum > 0 ? emphasis : -emphasis;
  if (positive > negative) positive += emphasis;
  if (positive < negative) negative += emphasis;
  const double total = positive + negative + neutral;
  result.compound = round_to(compound_of(sum), 10'000);
  result.positive = round_to(positive / total, 1000);
  result.negative = round_to(negative / total, 1000);
  result.neutral = round_to(neutral / total, 1000);
  return result;
}

Mood mood_of(double compound) {
  if (compound >= kLabel) return Mood::positive;
  return compound <= -kLabel ? Mood::negative : Mood::neutral;
}

}  // namespace timeshelf::insight::voice
