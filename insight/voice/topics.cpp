#include "insight/voice/topics.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "insight/voice/lexicon.hpp"
#include "insight/voice/wish_patterns.hpp"
#include "insight/voice/words.hpp"

namespace timeshelf::insight::voice {
namespace {

constexpr std::size_t kMostWords = 2000;  // of a text that are looked at

// Words that names of products have and that name none.
bool says_nothing(std::string_view stem) {
  static const std::set<std::string_view> kWords{"and", "the", "for", "with", "made", "order", "set",
                                                 "new", "one", "two", "und",  "der",  "die",   "das",
                                                 "für", "mit", "con", "para", "del",  "los",   "las"};
  return stem.size() < 3 || kWords.contains(stem);
}

/// What one word of the text may be about: several entries that share it.
struct Mention {
  std::size_t word = 0;  ///< its place
  std::string about;
};

/// Each word that belongs to a product, and by what the message calls it: the SKU of the entry that most
/// words of the message speak for, or the word itself where several are equally meant.
std::vector<Mention> mentions_in(const std::vector<Word>& words, const Vocabulary& vocabulary) {
  std::vector<std::string> stems;
  stems.reserve(words.size());
  for (const Word& word : words) stems.push_back(stem_of(word.low));
  const std::set<std::string_view> said(stems.begin(), stems.end());
  const auto spoken_for = [&](const Vocabulary::Entry& entry) {
    return std::count_if(entry.stems.begin(), entry.stems.end(),
                         [&](const std::string& stem) { return said.contains(stem); });
  };
  std::vector<Mention> mentions;
  std::map<std::string_view, std::string> named;  // by stem; the same for each word of it
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto known = named.find(stems[i]); known != named.end()) {
      if (!known->second.empty()) mentions.push_back({i, known->second});
      continue;
    }
    std::string about;
    std::ptrdiff_t most = 0;
    for (const auto& entry : vocabulary.entries()) {
      if (words[i].low == entry.sku) {
        about = to_upper(entry.sku);
        break;
      }
      if (std::find(entry.stems.begin(), entry.stems.end(), stems[i]) == entry.stems.end()) continue;
      const auto votes = spoken_for(entry);
      if (votes == most) about = stems[i];
      if (votes > most) about = to_upper(entry.sku);
      most = std::max(most, votes);
    }
    if (!about.empty()) mentions.push_back({i, about});
    named[stems[i]] = std::move(about);
  }
  return mentions;
}

/// The mention that is nearest, what follows before what precedes.
std::string nearest(const std::vector<Mention>& mentions, std::size_t word) {
  const auto distance = [&](const Mention& one) {
    return one.word >= word ? 2 * (one.word - word) : 2 * (word - one.word) + 1;
  };
  const auto found =
      std::min_element(mentions.begin(), mentions.end(),
                       [&](const Mention& a, const Mention& b) { return distance(a) < distance(b); });
  return found == mentions.end() ? std::string{} : found->about;
}

}  // namespace

Vocabulary::Vocabulary(const std::vector<Product>& products) {
  for (const Product& product : products) {
    Entry entry{to_lower(product.sku), {}};
    for (const Word& word : words_of(product.name)) {
      std::string stem = stem_of(word.low);
      if (!says_nothing(stem)) entry.stems.push_back(std::move(stem));
    }
    entries_.push_back(std::move(entry));
  }
}

std::string_view name_of(WishKind kind) {
  switch (kind) {
    case WishKind::size:
      return "size";
    case WishKind::colour:
      return "colour";
    case WishKind::time:
      return "time";
    case WishKind::price:
      return "price";
    case WishKind::place:
      return "place";
    case WishKind::supply:
      return "supply";
  }
  return "";
}

Topics topics_of(std::string_view text, const Vocabulary& vocabulary) {
  const auto words = words_of(text, kMostWords);
  const auto mentions = mentions_in(words, vocabulary);
  std::set<std::size_t> named;
  for (const Mention& one : mentions) named.insert(one.word);
  Topics topics;
  for (const Mention& one : mentions) {
    if (std::find(topics.about.begin(), topics.about.end(), one.about) == topics.about.end())
      topics.about.push_back(one.about);
  }
  std::set<std::pair<std::string, std::string>> wished;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = match_wish(words, i, named);
    if (!found || (i > 0 && is_negation(words[i - 1].low))) continue;
    Wish wish{found->kind, found->wish, nearest(mentions, i), words[i].begin,
              words[i + found->length - 1].end()};
    if (wished.emplace(wish.wish, wish.about).second) topics.wishes.push_back(std::move(wish));
    i += found->length - 1;
  }
  return topics;
}

}  // namespace timeshelf::insight::voice
