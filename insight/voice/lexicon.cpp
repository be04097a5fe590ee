#include "insight/voice/lexicon.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "insight/voice/unicode.hpp"

namespace timeshelf::embedded {
std::string_view voice_data(std::string_view file_name);
}

namespace timeshelf::insight::voice {
namespace {

using namespace std::string_view_literals;

constexpr double kBoost = 0.293;

/// Calls `each` with the two columns of every line.
template <class Each>
void read_table(std::string_view file, Each each) {
  for (const std::string_view line : split(embedded::voice_data(file), '\n')) {
    const auto tab = line.find('\t');
    if (tab != std::string_view::npos) each(line.substr(0, tab), line.substr(tab + 1));
  }
}

std::unordered_map<std::string_view, double> read_ratings() {
  std::unordered_map<std::string_view, double> ratings;
  read_table("lexicon.tsv", [&](std::string_view word, std::string_view rating) {
    double value = 0;
    std::from_chars(rating.data(), rating.data() + rating.size(), value);
    ratings[word] = value;
  });
  return ratings;
}

std::unordered_map<char32_t, std::string_view> read_emoji() {
  std::unordered_map<char32_t, std::string_view> names;
  read_table("emoji.tsv", [&](std::string_view emoji, std::string_view name) {
    std::size_t at = 0;
    names[next_code_point(emoji, at)] = name;
  });
  return names;
}

const std::unordered_set<std::string_view>& negations() {
  static const std::unordered_set<std::string_view> kWords{
      "aint",     "arent",    "cannot",    "cant",    "couldnt", "darent",   "didnt",   "doesnt", "ain't",
      "aren't",   "can't",    "couldn't",  "daren't", "didn't",  "doesn't",  "dont",    "hadnt",  "hasnt",
      "havent",   "isnt",     "mightnt",   "mustnt",  "neither", "don't",    "hadn't",  "hasn't", "haven't",
      "isn't",    "mightn't", "mustn't",   "neednt",  "needn't", "never",    "none",    "nope",   "nor",
      "not",      "nothing",  "nowhere",   "oughtnt", "shant",   "shouldnt", "uhuh",    "wasnt",  "werent",
      "oughtn't", "shan't",   "shouldn't", "uh-uh",   "wasn't",  "weren't",  "without", "wont",   "wouldnt",
      "won't",    "wouldn't", "rarely",    "seldom",  "despite"};
  return kWords;
}

const std::unordered_set<std::string_view>& boosters() {
  static const std::unordered_set<std::string_view> kWords{
      "absolutely",    "amazingly",    "awfully",       "completely", "considerable", "considerably",
      "decidedly",     "deeply",       "effing",        "enormous",   "enormously",   "entirely",
      "especially",    "exceptional",  "exceptionally", "extreme",    "extremely",    "fabulously",
      "flipping",      "flippin",      "frackin",       "fracking",   "fricking",     "frickin",
      "frigging",      "friggin",      "fully",         "fuckin",     "fucking",      "fuggin",
      "fugging",       "greatly",      "hella",         "highly",     "hugely",       "incredible",
      "incredibly",    "intensely",    "major",         "majorly",    "more",         "most",
      "particularly",  "purely",       "quite",         "really",     "remarkably",   "so",
      "substantially", "thoroughly",   "total",         "totally",    "tremendous",   "tremendously",
      "uber",          "unbelievably", "unusually",     "utter",      "utterly",      "very"};
  return kWords;
}

const std::unordered_set<std::string_view>& dampers() {
  static const std::unordered_set<std::string_view> kWords{
      "almost",   "barely", "hardly",   "just enough", "kind of",    "kinda",        "kindof", "kind-of",
      "less",     "little", "marginal", "marginally",  "occasional", "occasionally", "partly", "scarce",
      "scarcely", "slight", "slightly", "somewhat",    "sort of",    "sorta",        "sortof", "sort-of"};
  return kWords;
}

constexpr std::array kIdioms = {std::pair("the shit"sv, 3.0),       std::pair("the bomb"sv, 3.0),
                                std::pair("bad ass"sv, 1.5),        std::pair("badass"sv, 1.5),
                                std::pair("bus stop"sv, 0.0),       std::pair("yeah right"sv, -2.0),
                                std::pair("kiss of death"sv, -1.5), std::pair("to die for"sv, 3.0),
                                std::pair("beating heart"sv, 3.1),  std::pair("broken heart"sv, -2.9)};

}  // namespace

std::optional<double> rating_of(std::string_view word) {
  static const auto kRatings = read_ratings();
  const auto found = kRatings.find(word);
  return found == kRatings.end() ? std::nullopt : std::optional(found->second);
}

std::string_view name_of_emoji(char32_t point) {
  static const auto kNames = read_emoji();
  if (point < 0xa9) return {};
  const auto found = kNames.find(point);
  return found == kNames.end() ? std::string_view{} : found->second;
}

bool is_negation(std::string_view word) {
  return negations().contains(word) || word.find("n't") != std::string_view::npos;
}

double boost_of(std::string_view word) {
  if (boosters().contains(word)) return kBoost;
  return dampers().contains(word) ? -kBoost : 0;
}

std::optional<double> idiom(std::string_view words) {
  const auto* found =
      std::find_if(kIdioms.begin(), kIdioms.end(), [&](const auto& known) { return known.first == words; });
  return found == kIdioms.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace timeshelf::insight::voice
