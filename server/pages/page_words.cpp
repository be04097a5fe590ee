#include "server/pages/page_words.hpp"

namespace timeshelf::server::pages {
namespace {

constexpr bool is_complete(const Message& message) {
  return !message.name.empty() && !message.en.empty() && !message.de.empty() && !message.es.empty();
}

constexpr bool all_are_complete() {
  for (const std::span<const Message> messages : kAllMessages) {
    for (const Message& message : messages) {
      if (!is_complete(message)) return false;
    }
  }
  return true;
}
static_assert(all_are_complete(), "a message lacks a language");

// `value_of` answers what stands for a name in braces.
template <class ValueOf>
std::string filled(std::string_view text, const ValueOf& value_of) {
  std::string whole;
  while (true) {
    const auto open = text.find('{');
    const auto close = text.find('}', std::min(open, text.size()));
    if (close == std::string_view::npos) return whole.append(text);
    whole.append(text.substr(0, open)).append(value_of(text.substr(open + 1, close - open - 1)));
    text.remove_prefix(close + 1);
  }
}

}  // namespace

PageWords::PageWords(std::string_view language)
    : letters_(&commerce::letter_words(language)), calendar_(&commerce::calendar_words(language)) {}

std::string_view PageWords::operator()(const Message& message) const {
  if (language() == "de") return message.de;
  return language() == "es" ? message.es : message.en;
}

std::string PageWords::say(Word word, std::initializer_list<Fact> facts) const {
  return filled((*this)(word.message()), [&](std::string_view name) {
    const auto* fact =
        std::find_if(facts.begin(), facts.end(), [&](const Fact& each) { return each.name == name; });
    return fact == facts.end() ? std::string_view() : fact->value;
  });
}

std::string PageWords::count(Word word, std::int64_t number) const {
  std::string_view text = (*this)(word.message());
  const auto bar = text.find('|');
  if (bar != std::string_view::npos) text = number == 1 ? text.substr(0, bar) : text.substr(bar + 1);
  return filled(text,
                [digits = std::to_string(number)](std::string_view) { return std::string_view(digits); });
}

}  // namespace timeshelf::server::pages
