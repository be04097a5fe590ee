#include "server/shop/language.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/text.hpp"
#include "server/shop/cookie.hpp"

namespace timeshelf::server {
namespace {

constexpr std::size_t kLongestSubtag = 8;
constexpr std::chrono::days kChoiceLasts{365};

bool is_subtag(std::string_view part) {
  return !part.empty() && part.size() <= kLongestSubtag && std::all_of(part.begin(), part.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

// RFC 9110 12.4.2: 1 where nothing is said. What is no weight counts as none.
double weight_of(std::string_view range) {
  const auto at = range.find("q=");
  if (at == std::string_view::npos) return 1;
  const std::string_view text = range.substr(at + 2);
  double weight = 0;
  std::from_chars(text.data(), text.data() + text.size(), weight);
  return weight;
}

constexpr std::string_view kAsked = "lang";
constexpr std::string_view kChosen = "speak";

// As it is written: no value that we look for has anything to decode.
std::string_view parameter_of(std::string_view query, std::string_view name) {
  for (const std::string_view pair : split(query, '&')) {
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace

bool is_spoken(std::string_view language) {
  return std::any_of(kSpokenLanguages.begin(), kSpokenLanguages.end(),
                     [&](const SpokenLanguage& spoken) { return spoken.tag == language; });
}

std::optional<std::string> language_of_tag(std::string_view tag) {
  const std::string lower = to_lower(tag);
  const auto parts = split(lower, '-');
  const bool has_primary =
      parts.front().size() > 1 && parts.front().find_first_of("0123456789") == std::string_view::npos;
  if (!has_primary || !std::all_of(parts.begin(), parts.end(), is_subtag)) return std::nullopt;
  return is_spoken(parts.front()) ? std::string(parts.front()) : "en";
}

std::string preferred_language(const http::Request& request) {
  if (const auto chosen = cookie_value(request, kLanguageCookie); is_spoken(chosen))
    return std::string(chosen);
  std::string best;
  double most = 0;
  for (const auto range : split(request.headers.get("Accept-Language"), ',')) {
    const std::string lower = to_lower(trim(range));
    const std::string language = lower.substr(0, lower.find_first_of("-; "));
    const double weight = weight_of(lower);
    if (!is_spoken(language) || weight <= most) continue;
    best = language;
    most = weight;
  }
  return best;
}

std::string page_language(const http::Request& request) {
  const std::string asked = to_lower(parameter_of(request.query, kAsked));
  const std::string language = asked.substr(0, asked.find('-'));
  return is_spoken(language) ? language : preferred_language(request);
}

std::string query_but_language(const http::Request& request) {
  std::string kept;
  for (const std::string_view pair : split(request.query, '&')) {
    const std::string_view name = pair.substr(0, pair.find('='));
    if (pair.empty() || name == kAsked || name == kChosen) continue;
    if (!kept.empty()) kept += '&';
    kept += pair;
  }
  return kept;
}

std::optional<http::Response> choose_language(const http::Request& request) {
  const std::string_view chosen = parameter_of(request.query, kChosen);
  if (request.method != "GET" || !is_spoken(chosen)) return std::nullopt;
  http::Response response = http::reply(303, "", "");
  const std::string query = query_but_language(request);
  response.headers.add("Location", query.empty() ? request.path : request.path + "?" + query);
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Set-Cookie", fmt::format("{}={}; path=/; Max-Age={}; SameSite=Lax", kLanguageCookie,
                                                 chosen, std::chrono::seconds(kChoiceLasts).count()));
  return response;
}

}  // namespace timeshelf::server
