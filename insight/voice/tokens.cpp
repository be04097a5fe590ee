#include "insight/voice/tokens.hpp"

#include "insight/voice/lexicon.hpp"
#include "insight/voice/unicode.hpp"

namespace timeshelf::insight::voice {
namespace {

/// The text with emoji spelled out, and for each byte of it where it comes from.
struct Spelled {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> origin;

  void append(std::string_view more, std::size_t begin, std::size_t end) {
    text += more;
    origin.insert(origin.end(), more.size(), {begin, end});
  }
};

bool only_draws(char32_t point) {
  return point == 0xfe0f || point == 0xfe0e || point == 0x200d || (point >= 0x1f3fb && point <= 0x1f3ff);
}

Spelled spell(std::string_view text, const Overlay* overlay) {
  Spelled spelled;
  spelled.text.reserve(text.size());
  spelled.origin.reserve(text.size());
  bool after_blank = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t point = next_code_point(text, at);
    const std::string_view written = text.substr(begin, at - begin);
    if (overlay && only_draws(point)) continue;
    if (overlay && point > 0xff && overlay->contains(written)) {
      spelled.append(" ", begin, at);
      spelled.append(written, begin, at);
      spelled.append(" ", begin, at);
      after_blank = true;
      continue;
    }
    if (const std::string_view name = name_of_emoji(point); !name.empty()) {
      if (!after_blank) spelled.append(" ", begin, at);
      spelled.append(name, begin, at);
      after_blank = false;
      continue;
    }
    spelled.append(written, begin, at);
    after_blank = point == ' ';
  }
  return spelled;
}

std::string_view without_punctuation(std::string_view token) {
  while (!token.empty() && is_ascii_punctuation(static_cast<unsigned char>(token.front())))
    token.remove_prefix(1);
  while (!token.empty() && is_ascii_punctuation(static_cast<unsigned char>(token.back())))
    token.remove_suffix(1);
  return token;
}

/// What is left of two signs or none was an emoticon: ":)", ":D", "8-)".
std::string_view word_or_emoticon(std::string_view token) {
  const std::string_view word = without_punctuation(token);
  return word.size() <= 8 && count_code_points(word) <= 2 ? token : word;
}

}  // namespace

Tokens tokens_of(std::string_view text, const Overlay* overlay) {
  const Spelled spelled = spell(text, overlay);
  const std::string_view all = spelled.text;
  Tokens tokens;
  std::size_t in_capitals = 0;
  const auto take = [&](std::size_t begin, std::size_t end) {
    const std::string_view word = word_or_emoticon(all.substr(begin, end - begin));
    const std::size_t first = static_cast<std::size_t>(word.data() - all.data());
    Token token{std::string(word), lowered(word), spelled.origin[first].first,
                spelled.origin[first + word.size() - 1].second, is_in_capitals(word)};
    in_capitals += token.capitals ? 1 : 0;
    tokens.words.push_back(std::move(token));
  };
  std::size_t begin = 0;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t before = at;
    const char32_t point = next_code_point(all, at);
    if (point == '!') ++tokens.exclamations;
    if (point == '?') ++tokens.questions;
    if (!is_blank(point)) continue;
    if (before > begin) take(begin, before);
    begin = at;
  }
  if (begin < all.size()) take(begin, all.size());
  tokens.mixed_case = in_capitals > 0 && in_capitals < tokens.words.size();
  return tokens;
}

}  // namespace timeshelf::insight::voice
