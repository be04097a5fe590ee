#include "insight/voice/masking.hpp"

#include <algorithm>
#include <cmath>

#include "insight/voice/language.hpp"
#include "insight/voice/lexicon.hpp"
#include "insight/voice/unicode.hpp"
#include "insight/voice/words.hpp"

namespace timeshelf::insight::voice {
namespace {

constexpr std::size_t kFewestDigits = 7;  // of a telephone number

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_ascii_alnum(char c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool in_handle(char c) {
  return is_ascii_alnum(c) || c == '_' || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

bool in_host(char c) {
  return is_ascii_alnum(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

/// "example.com" or "example.com:8080": two letters or more behind the last full stop, and one in what is
/// before it, so that "24.50/piece" and "2.OG/3.OG" are none.
bool ends_with_host(std::string_view text) {
  const auto drop = [&](auto&& is_part) {
    const std::string_view all = text;
    while (!text.empty() && is_part(text.back())) text.remove_suffix(1);
    return all.substr(text.size());
  };
  const std::string_view whole = text;
  const std::string_view port = drop(is_digit);
  if (port.empty() || !text.ends_with(':'))
    text = whole;
  else
    text.remove_suffix(1);
  const std::string_view top = drop([](char c) { return in_host(c) && !is_digit(c) && c != '-'; });
  if (top.size() < 2 || !text.ends_with('.')) return false;
  text.remove_suffix(1);
  const std::string_view label = drop(in_host);
  return std::any_of(label.begin(), label.end(), [](char c) { return !is_digit(c) && c != '-'; });
}

/// "example.com/u/mia", as it is written where no scheme is needed.
bool has_path_of_host(std::string_view chunk) {
  for (std::size_t begin = 0, slash = chunk.find('/'); slash != std::string_view::npos;
       begin = slash + 1, slash = chunk.find('/', begin)) {
    const bool is_last = slash + 1 == chunk.size();
    if (!is_last && ends_with_host(chunk.substr(begin, slash - begin))) return true;
  }
  return false;
}

bool is_link(std::string_view chunk) {
  return chunk.find("://") != std::string_view::npos || lowered(chunk.substr(0, 4)) == "www." ||
         has_path_of_host(chunk);
}

bool is_named(const Word& word, const Names& names) {
  const bool somebodys = word.low.ends_with("'s");
  const std::string_view low = std::string_view(word.low).substr(0, word.low.size() - (somebodys ? 2 : 0));
  return names.contains(low) ||
         names.contains(word.written.substr(0, std::min(low.size(), word.written.size())));
}

std::string without_names(std::string_view text, const Names& names) {
  if (names.empty()) return std::string(text);
  std::string result;
  std::size_t done = 0;
  for (const Word& word : words_of(text)) {
    if (!is_named(word, names)) continue;
    result += text.substr(done, word.begin - done);
    result += "[name]";
    done = word.end();
  }
  return result += text.substr(done);
}

/// One stretch without blanks.
std::string masked_chunk(std::string_view chunk, const Names& names) {
  if (is_link(chunk)) return "[link]";
  std::string result;
  for (auto at = chunk.find('@'); at != std::string_view::npos; at = chunk.find('@')) {
    std::size_t begin = at;
    while (begin > 0 && (in_handle(chunk[begin - 1]) || chunk[begin - 1] == '+')) --begin;
    std::size_t end = at + 1;
    while (end < chunk.size() && in_handle(chunk[end])) ++end;
    if (end == at + 1) return result += chunk;  // an emoticon, "@ 5 pm"
    const bool is_mail = begin < at && chunk.substr(at, end - at).find('.') != std::string_view::npos;
    if (begin < at && !is_mail) begin = at;
    // A full stop at the end is the sentence's.
    while (end > at + 2 && !is_ascii_alnum(chunk[end - 1]) &&
           static_cast<unsigned char>(chunk[end - 1]) < 0x80)
      --end;
    result += without_names(chunk.substr(0, begin), names);
    result += is_mail ? "[e-mail]" : "[name]";
    chunk.remove_prefix(end);
  }
  return result += without_names(chunk, names);
}

// "2026-03-01": a day, and nobody's number.
bool begins_with_day(std::string_view run) {
  if (run.size() < 10 || run[4] != '-' || run[7] != '-') return false;
  const auto digits = [&](std::size_t first, std::size_t count) {
    const std::string_view part = run.substr(first, count);
    return std::all_of(part.begin(), part.end(), is_digit);
  };
  return digits(0, 4) && digits(5, 2) && digits(8, 2);
}

std::string without_numbers(std::string_view text) {
  const auto in_number = [](char c) { return is_digit(c) || std::string_view(" +-()./").find(c) < 7; };
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    const bool begins = is_digit(text[at]) || text[at] == '+' || text[at] == '(';
    if (begins) {
      if (begins_with_day(text.substr(at))) {
        result += text.substr(at, 10);
        at += 10;
        continue;
      }
      while (end < text.size() && in_number(text[end])) ++end;
      const std::size_t scanned = end;
      while (end > at && !is_digit(text[end - 1])) --end;
      if (end == at) {  // no digit: nor is there one behind any other sign in it
        result += text.substr(at, scanned - at);
        at = scanned;
        continue;
      }
    }
    const std::string_view run = text.substr(at, end - at);
    if (static_cast<std::size_t>(std::count_if(run.begin(), run.end(), is_digit)) >= kFewestDigits) {
      result += "[phone]";
    } else {
      end = std::max(end, at + 1);
      result += text.substr(at, end - at);
    }
    at = end;
  }
  return result;
}

}  // namespace

void add_names(std::string_view handle, Names& names) {
  constexpr double kCommon = 1.5;  // a word that is rated beyond is said by everybody
  bool is_first = true;
  for (const Word& word : words_of(handle, 6)) {
    const bool is_common = std::abs(rating_of(word.low).value_or(0)) > kCommon || is_stop_word(word.low);
    const bool is_name = !is_common && count_code_points(word.low) >= 3 && word.low.size() <= 80;
    if (is_name && is_first) names.insert(word.low);
    if (is_name && !is_first && word.written != word.low) names.emplace(word.written);
    is_first = false;
  }
}

std::string masked(std::string_view text, const Names& names) {
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    if (!is_blank(next_code_point(text, at))) continue;
    result += masked_chunk(text.substr(begin, here - begin), names);
    result += text.substr(here, at - here);
    begin = at;
  }
  result += masked_chunk(text.substr(begin), names);
  return without_numbers(result);
}

}  // namespace timeshelf::insight::voice
