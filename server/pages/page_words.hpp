// What the pages say, in the language of who reads them.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "commerce/calendar_words.hpp"
#include "commerce/letters/letter_words.hpp"
#include "server/pages/messages/all.hpp"

namespace timeshelf::server::pages {

/// The name of a message; one that does not exist does not compile.
class Word {
 public:
  consteval Word(const char* name) : message_(find_message(name)) {  // NOLINT: names stand where words do
    if (!message_) throw "server/pages/messages has no message of this name";
  }
  const Message& message() const { return *message_; }

 private:
  const Message* message_;
};

class PageWords {
 public:
  struct Fact {
    std::string_view name, value;
  };

  /// "en", "de" or "es"; what is none of these is "en".
  explicit PageWords(std::string_view language);

  std::string_view language() const { return letters_->language; }
  /// Weekdays, months, and how numbers are written.
  const commerce::LetterWords& letters() const { return *letters_; }
  const commerce::CalendarWords& calendar() const { return *calendar_; }

  std::string_view operator()(const Message&) const;
  std::string operator()(Word word) const { return std::string((*this)(word.message())); }
  /// With its facts filled in.
  std::string say(Word, std::initializer_list<Fact>) const;
  /// The form for that number, which it may call by any one name.
  std::string count(Word, std::int64_t number) const;

 private:
  const commerce::LetterWords* letters_;
  const commerce::CalendarWords* calendar_;
};

}  // namespace timeshelf::server::pages
