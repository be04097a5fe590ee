#include "insight/voice/wish_patterns.hpp"

#include <array>
#include <unordered_map>

#include "base/text.hpp"

namespace timeshelf::insight::voice {
namespace {

/// Words of a pattern are those of the text, or
///   <colour>   a colour, whose English name stands for "*" of the wish
///   <word>     any word, which stands for "*"
///   <product>  a word that names something on sale
struct Pattern {
  WishKind kind;
  std::string_view wish;
  std::string_view words;
};

constexpr std::array kPatterns = {
    Pattern{WishKind::size, "bigger", "bigger"},
    Pattern{WishKind::size, "bigger", "larger"},
    Pattern{WishKind::size, "bigger", "too small"},
    Pattern{WishKind::size, "bigger", "größer"},
    Pattern{WishKind::size, "bigger", "größere"},
    Pattern{WishKind::size, "bigger", "größeren"},
    Pattern{WishKind::size, "bigger", "zu klein"},
    Pattern{WishKind::size, "bigger", "más grande"},
    Pattern{WishKind::size, "bigger", "muy pequeño"},
    Pattern{WishKind::size, "bigger", "muy pequeña"},
    Pattern{WishKind::size, "smaller", "smaller"},
    Pattern{WishKind::size, "smaller", "too big"},
    Pattern{WishKind::size, "smaller", "too large"},
    Pattern{WishKind::size, "smaller", "kleiner"},
    Pattern{WishKind::size, "smaller", "kleinere"},
    Pattern{WishKind::size, "smaller", "zu groß"},
    Pattern{WishKind::size, "smaller", "más pequeño"},
    Pattern{WishKind::size, "smaller", "más pequeña"},
    Pattern{WishKind::size, "size *", "in size <word>"},
    Pattern{WishKind::size, "size *", "size <word> please"},
    Pattern{WishKind::size, "size *", "in größe <word>"},
    Pattern{WishKind::size, "size *", "en talla <word>"},
    Pattern{WishKind::colour, "*", "in <colour>"},
    Pattern{WishKind::colour, "*", "in a <colour>"},
    Pattern{WishKind::colour, "*", "in dark <colour>"},
    Pattern{WishKind::colour, "*", "in light <colour>"},
    Pattern{WishKind::colour, "*", "en <colour>"},
    Pattern{WishKind::colour, "*", "a <colour> one"},
    Pattern{WishKind::colour, "*", "<colour> version"},
    Pattern{WishKind::colour, "*", "<colour> ones"},
    Pattern{WishKind::colour, "another colour", "other colours"},
    Pattern{WishKind::colour, "another colour", "other colors"},
    Pattern{WishKind::colour, "another colour", "more colours"},
    Pattern{WishKind::colour, "another colour", "more colors"},
    Pattern{WishKind::colour, "another colour", "andere farbe"},
    Pattern{WishKind::colour, "another colour", "otro color"},
    Pattern{WishKind::time, "later", "too early"},
    Pattern{WishKind::time, "later", "zu früh"},
    Pattern{WishKind::time, "later", "demasiado temprano"},
    Pattern{WishKind::time, "later", "muy temprano"},
    Pattern{WishKind::time, "earlier", "too late"},
    Pattern{WishKind::time, "earlier", "zu spät"},
    Pattern{WishKind::time, "earlier", "demasiado tarde"},
    Pattern{WishKind::time, "earlier", "muy tarde"},
    Pattern{WishKind::time, "evening", "in the evening"},
    Pattern{WishKind::time, "evening", "after work"},
    Pattern{WishKind::time, "evening", "am abend"},
    Pattern{WishKind::time, "evening", "por la tarde"},
    Pattern{WishKind::time, "morning", "in the morning"},
    Pattern{WishKind::time, "weekend", "on weekends"},
    Pattern{WishKind::time, "weekend", "on a weekend"},
    Pattern{WishKind::time, "weekend", "on the weekend"},
    Pattern{WishKind::time, "weekend", "at the weekend"},
    Pattern{WishKind::time, "weekend", "on a saturday"},
    Pattern{WishKind::time, "weekend", "on a sunday"},
    Pattern{WishKind::time, "weekend", "am wochenende"},
    Pattern{WishKind::time, "weekend", "fin de semana"},
    Pattern{WishKind::price, "cheaper", "too expensive"},
    Pattern{WishKind::price, "cheaper", "too pricey"},
    Pattern{WishKind::price, "cheaper", "overpriced"},
    Pattern{WishKind::price, "cheaper", "cheaper"},
    Pattern{WishKind::price, "cheaper", "can't afford"},
    Pattern{WishKind::price, "cheaper", "cant afford"},
    Pattern{WishKind::price, "cheaper", "zu teuer"},
    Pattern{WishKind::price, "cheaper", "billiger"},
    Pattern{WishKind::price, "cheaper", "günstiger"},
    Pattern{WishKind::price, "cheaper", "muy caro"},
    Pattern{WishKind::price, "cheaper", "demasiado caro"},
    Pattern{WishKind::price, "cheaper", "más barato"},
    Pattern{WishKind::price, "discount", "discount"},
    Pattern{WishKind::price, "discount", "rabatt"},
    Pattern{WishKind::price, "discount", "descuento"},
    Pattern{WishKind::place, "ship to *", "ship to <word>"},
    Pattern{WishKind::place, "ship to *", "ship to the <word>"},
    Pattern{WishKind::place, "ship to *", "shipping to <word>"},
    Pattern{WishKind::place, "ship to *", "shipping to the <word>"},
    Pattern{WishKind::place, "ship to *", "deliver to <word>"},
    Pattern{WishKind::place, "ship to *", "delivery to <word>"},
    Pattern{WishKind::place, "ship to *", "versand nach <word>"},
    Pattern{WishKind::place, "ship to *", "envío a <word>"},
    Pattern{WishKind::place, "ship to *", "envíos a <word>"},
    Pattern{WishKind::place, "ship to *", "do you ship to <word>"},
    Pattern{WishKind::place, "ship to *", "do you ship to the <word>"},
    Pattern{WishKind::place, "shipping", "do you ship"},
    Pattern{WishKind::place, "come to *", "come to <word>"},
    Pattern{WishKind::place, "come to *", "pop-up in <word>"},
    Pattern{WishKind::supply, "restock", "restock"},
    Pattern{WishKind::supply, "restock", "restocked"},
    Pattern{WishKind::supply, "restock", "restocking"},
    Pattern{WishKind::supply, "restock", "restocks"},
    Pattern{WishKind::supply, "restock", "back in stock"},
    Pattern{WishKind::supply, "restock", "bring back"},
    Pattern{WishKind::supply, "restock", "bring it back"},
    Pattern{WishKind::supply, "restock", "nachschub"},
    Pattern{WishKind::supply, "restock", "wieder da"},
    Pattern{WishKind::supply, "restock", "reposición"},
    Pattern{WishKind::supply, "sold out", "sold out"},
    Pattern{WishKind::supply, "sold out", "sold-out"},
    Pattern{WishKind::supply, "sold out", "sells out"},
    Pattern{WishKind::supply, "sold out", "ausverkauft"},
    Pattern{WishKind::supply, "sold out", "agotado"},
    Pattern{WishKind::supply, "sold out", "agotada"},
    Pattern{WishKind::supply, "more", "more of"},
    Pattern{WishKind::supply, "more", "more <product>"},
    Pattern{WishKind::supply, "more", "mehr <product>"},
    Pattern{WishKind::supply, "more", "más <product>"},
    Pattern{WishKind::supply, "more", "another drop"},
    Pattern{WishKind::supply, "more", "next drop"},
};

std::string_view colour_of(std::string_view word) {
  static const std::unordered_map<std::string_view, std::string_view> kColours{
      {"green", "green"},      {"grün", "green"},
      {"verde", "green"},      {"blue", "blue"},
      {"blau", "blue"},        {"azul", "blue"},
      {"red", "red"},          {"rot", "red"},
      {"rojo", "red"},         {"roja", "red"},
      {"black", "black"},      {"schwarz", "black"},
      {"negro", "black"},      {"negra", "black"},
      {"white", "white"},      {"weiß", "white"},
      {"blanco", "white"},     {"blanca", "white"},
      {"pink", "pink"},        {"rosa", "pink"},
      {"yellow", "yellow"},    {"gelb", "yellow"},
      {"amarillo", "yellow"},  {"orange", "orange"},
      {"naranja", "orange"},   {"purple", "purple"},
      {"lila", "purple"},      {"morado", "purple"},
      {"brown", "brown"},      {"braun", "brown"},
      {"grey", "grey"},        {"gray", "grey"},
      {"grau", "grey"},        {"gris", "grey"},
      {"gold", "gold"},        {"silver", "silver"},
      {"beige", "beige"},      {"turquoise", "turquoise"},
      {"türkis", "turquoise"}, {"navy", "navy"},
      {"sage", "sage"},        {"cream", "cream"},
      {"teal", "teal"}};
  const auto found = kColours.find(word);
  return found == kColours.end() ? std::string_view{} : found->second;
}

struct Parsed {
  const Pattern* pattern;
  std::vector<std::string_view> words;
};

/// By their first words.
const std::unordered_map<std::string_view, std::vector<Parsed>>& patterns() {
  static const auto kParsed = [] {
    std::unordered_map<std::string_view, std::vector<Parsed>> parsed;
    for (const Pattern& pattern : kPatterns) {
      auto words = split(pattern.words, ' ');
      auto& listed = parsed[words.front()];
      listed.push_back({&pattern, std::move(words)});
    }
    return parsed;
  }();
  return kParsed;
}

/// What stands for "*", if the pattern is there; "-" where it has none.
std::optional<std::string> match(const Parsed& parsed, const std::vector<Word>& words, std::size_t at,
                                 const std::set<std::size_t>& products) {
  if (words.size() - at < parsed.words.size()) return std::nullopt;
  std::string filled = "-";
  for (std::size_t i = 0; i < parsed.words.size(); ++i) {
    const std::string& word = words[at + i].low;
    const std::string_view asked = parsed.words[i];
    if (asked == "<colour>") {
      filled = colour_of(word);
      if (filled.empty()) return std::nullopt;
    } else if (asked == "<word>") {
      // An article is no place.
      if (word == "the" || word == "my" || word == "me" || word.size() > 40) return std::nullopt;
      filled = word;
    } else if (asked == "<product>") {
      if (!products.contains(at + i)) return std::nullopt;
    } else if (word != asked) {
      return std::nullopt;
    }
  }
  return filled;
}

}  // namespace

std::optional<FoundWish> match_wish(const std::vector<Word>& words, std::size_t at,
                                    const std::set<std::size_t>& products) {
  std::optional<FoundWish> longest;
  const auto try_all = [&](std::string_view first) {
    const auto listed = patterns().find(first);
    if (listed == patterns().end()) return;
    for (const Parsed& parsed : listed->second) {
      if (longest && longest->length >= parsed.words.size()) continue;
      const auto filled = match(parsed, words, at, products);
      if (!filled) continue;
      std::string wish(parsed.pattern->wish);
      if (const auto star = wish.find('*'); star != std::string::npos) wish.replace(star, 1, *filled);
      longest = FoundWish{parsed.pattern->kind, std::move(wish), parsed.words.size()};
    }
  };
  try_all(words[at].low);
  if (!colour_of(words[at].low).empty()) try_all("<colour>");
  return longest;
}

}  // namespace timeshelf::insight::voice
