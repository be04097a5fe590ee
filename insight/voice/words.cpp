#include "insight/voice/words.hpp"

#include "insight/voice/unicode.hpp"

namespace timeshelf::insight::voice {
namespace {

constexpr char32_t kCurlyApostrophe = 0x2019;

bool is_part(char32_t point) {
  return is_letter(point) || (point >= '0' && point <= '9') || (point >= 0x300 && point <= 0x36f);
}

bool joins(char32_t point) {
  return point == '-' || point == '\'' || point == kCurlyApostrophe;
}

std::string plain(std::string_view written) {
  std::string low = lowered(written);
  for (auto at = low.find("\u2019"); at != std::string::npos; at = low.find("\u2019", at))
    low.replace(at, 3, "'");
  return low;
}

}  // namespace

std::vector<Word> words_of(std::string_view text, std::size_t at_most) {
  std::vector<Word> words;
  std::size_t begin = 0;
  std::size_t end = 0;  // behind the last letter or digit of the word; = begin: there is none
  const auto take = [&] {
    if (end <= begin) return;
    const std::string_view written = text.substr(begin, end - begin);
    words.push_back({written, plain(written), begin});
  };
  for (std::size_t at = 0; at < text.size() && words.size() < at_most;) {
    const std::size_t here = at;
    const char32_t point = next_code_point(text, at);
    if (is_part(point)) {
      if (end <= begin) begin = here;
      end = at;
    } else if (!(joins(point) && end == here && end > begin)) {
      take();
      begin = end = at;
    }
  }
  if (words.size() < at_most) take();
  return words;
}

std::string stem_of(std::string_view low) {
  const auto ends = [&](std::string_view with) {
    return low.size() > with.size() + 1 && low.ends_with(with);
  };
  const auto without = [&](std::size_t letters) { return std::string(low.substr(0, low.size() - letters)); };
  if (ends("'s")) return without(2);
  if (ends("ies")) return without(3) + "y";
  if (ends("sses") || ends("xes") || ends("ches") || ends("shes")) return without(2);
  if (ends("s") && !ends("ss") && !ends("us") && !ends("is")) return without(1);
  return std::string(low);
}

}  // namespace timeshelf::insight::voice
