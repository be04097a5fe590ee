// In which language somebody reads, and wants to be written to.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.hpp"

namespace timeshelf::server {

/// That we write in, by tag and by the name that its readers find it by.
struct SpokenLanguage {
  std::string_view tag, name;
};
inline constexpr std::array kSpokenLanguages = {
    SpokenLanguage{"en", "English"}, SpokenLanguage{"de", "Deutsch"}, SpokenLanguage{"es", "Español"}};

/// Keeps the language that somebody chose: one of those tags. The web app sets it, too
/// (web/src/words/languages.ts).
inline constexpr std::string_view kLanguageCookie = "timeshelf-language";

/// Whether we write in it: "en", "de", "es".
bool is_spoken(std::string_view language);
/// The language of a tag (RFC 5646 2.1): "de" of "de-AT", and "en" where it is none of ours. Nothing if it is
/// no tag.
std::optional<std::string> language_of_tag(std::string_view tag);
/// What was chosen on our pages (the cookie), else what Accept-Language (RFC 9110 12.5.4) likes best of what
/// we write in; "" where it is the shop's to say.
std::string preferred_language(const http::Request& request);
/// The same for a page, whose address may ask for a language: "?lang=de-AT".
std::string page_language(const http::Request& request);

/// The query without what asks for a language, as it was written: "code=EARLY&back=1".
std::string query_but_language(const http::Request& request);

/// "…?speak=de", the link of a page without script: the language is kept, and the page is asked for again.
/// Nothing where an address chooses no language.
std::optional<http::Response> choose_language(const http::Request& request);

}  // namespace timeshelf::server
