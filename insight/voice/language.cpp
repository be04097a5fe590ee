#include "insight/voice/language.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "insight/voice/lexicon.hpp"
#include "insight/voice/overlay.hpp"
#include "insight/voice/unicode.hpp"
#include "insight/voice/words.hpp"

namespace timeshelf::insight::voice {
namespace {

constexpr std::size_t kEnough = 200;  // words that are looked at; more tell nothing new

struct Tongue {
  std::string_view code;
  std::string_view stop_words;
  std::u32string_view letters;  ///< that the others do not have
};

constexpr std::array kTongues = {
    Tongue{"en",
           "the a an and or is are was were be been to of in it its it's i i'm im you your we they this that "
           "these with for on at "
           "not don't dont can can't cant will would could should have has had do does did my me so but just "
           "if when what "
           "where why how there here from by as please pls plz thanks thank get got want need any some all "
           "more one only "
           "out up too very really again mug shipping restock size price wish make made sold love",
           U""},
    Tongue{"de",
           "der die das und oder ist sind war waren sein ich du er sie es wir ihr ein eine einen einem einer "
           "nicht kein keine mit für auf von zu im in den dem des auch noch schon aber wie wann wo warum "
           "bitte danke habe hat haben wird werden kann könnt mal sehr so nur mehr bei nach aus zum zur "
           "wieder gibt ganz viel leider schöne schön toll tolle gerne euch mir mich dass wenn",
           U"äöüß"},
    Tongue{"es",
           "el la los las un una unos unas y o es son era ser yo tú tu él ella nosotros de del en que qué "
           "con para por no se "
           "su mi me te lo al más pero como cómo cuándo cuando dónde muy también gracias favor hay está "
           "están este esta "
           "hola quiero todo bonito bonita",
           U"ñ¿¡óíá"},
    Tongue{"fr",
           "le la les un une des et ou est sont je tu il elle nous vous ils de du en que qui avec pour par "
           "ne pas plus mais "
           "comme quand où très aussi merci c'est j'ai ce cette ces mon ma mes votre sur dans au aux trop "
           "s'il plaît",
           U"çèêàùœ"},
    Tongue{"it",
           "il lo la gli le un una e o è sono io tu lui lei noi di del della in che con per non si su mi ti "
           "ma come quando "
           "dove molto anche grazie c'è questo questa più troppo vorrei bello bella",
           U"ìò"},
    Tongue{"nl",
           "de het een en of is zijn was ik jij je hij zij wij van in op met voor niet geen ook nog maar hoe "
           "wanneer waar "
           "waarom dank heel zo veel meer bij naar uit weer wat dit dat te mooi",
           U""},
    Tongue{"pt",
           "o os as um uma e ou é são eu você ele ela nós de do da em que com para por não se seu sua meu me "
           "te mas como quando onde muito também obrigado obrigada isso este esta mais",
           U"ãõ"},
};

struct Script {
  char32_t first, last;
  std::string_view code;
};
constexpr std::array kScripts = {
    Script{0x370, 0x3ff, "el"},   Script{0x400, 0x52f, "ru"},   Script{0x590, 0x5ff, "he"},
    Script{0x600, 0x77f, "ar"},   Script{0x900, 0x97f, "hi"},   Script{0xe00, 0xe7f, "th"},
    Script{0x3040, 0x30ff, "ja"}, Script{0x4e00, 0x9fff, "zh"}, Script{0xac00, 0xd7af, "ko"},
    Script{0xfb50, 0xfdff, "ar"}, Script{0xfe70, 0xfefc, "ar"}, Script{0x1100, 0x11ff, "ko"},
};

using Votes = std::array<double, kTongues.size()>;
constexpr std::size_t kEnglish = 0;

/// For each stop word, whose it is.
const std::unordered_map<std::string_view, std::vector<std::size_t>>& stop_words() {
  static const auto kWords = [] {
    std::unordered_map<std::string_view, std::vector<std::size_t>> words;
    for (std::size_t tongue = 0; tongue < kTongues.size(); ++tongue) {
      for (const Word& word : words_of(kTongues[tongue].stop_words)) words[word.written].push_back(tongue);
    }
    return words;
  }();
  return kWords;
}

/// The script that most letters are of, if it is not Latin; "" otherwise.
std::string_view foreign_script(std::string_view text) {
  std::array<std::size_t, kScripts.size()> counts{};
  std::size_t latin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_code_point(text, at);
    if (point < 0x250) latin += is_letter(point) ? 1 : 0;
    for (std::size_t i = 0; i < kScripts.size(); ++i)
      counts[i] += point >= kScripts[i].first && point <= kScripts[i].last ? 1 : 0;
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  if (*most == 0 || *most < latin) return {};
  // Chinese characters beside kana are Japanese.
  const auto kana =
      std::find_if(kScripts.begin(), kScripts.end(), [](const Script& s) { return s.code == "ja"; });
  const bool has_kana = counts[static_cast<std::size_t>(kana - kScripts.begin())] > 0;
  const std::string_view code = kScripts[static_cast<std::size_t>(most - counts.begin())].code;
  return code == "zh" && has_kana ? "ja" : code;
}

void vote_by_letters(std::string_view low, Votes& votes) {
  for (std::size_t at = 0; at < low.size();) {
    const char32_t point = next_code_point(low, at);
    if (point < 0x80) continue;
    for (std::size_t i = 0; i < kTongues.size(); ++i)
      votes[i] += kTongues[i].letters.find(point) == std::u32string_view::npos ? 0 : 0.5;
  }
}

void vote_by_words(const std::vector<Word>& words, Votes& votes) {
  for (const Word& word : words) {
    const auto known = stop_words().find(word.low);
    if (known != stop_words().end()) {
      for (const std::size_t tongue : known->second) votes[tongue] += 1;
    } else if (word.low.size() > 2 && (rating_of(word.low) || default_overlay().contains(word.low))) {
      votes[kEnglish] += 0.75;  // a word that is rated is English, or looks like it
    }
  }
}

}  // namespace

Language guess_language(std::string_view text) {
  if (const auto script = foreign_script(text); !script.empty()) return {script, false};
  std::vector<Word> words = words_of(text, kEnough);
  const bool has_letters = std::any_of(words.begin(), words.end(), [](const Word& word) {
    std::size_t at = 0;
    return is_letter(next_code_point(word.low, at));
  });
  if (!has_letters) return {"", true};
  Votes votes{};
  vote_by_words(words, votes);
  vote_by_letters(lowered(cut_to(text, 2000)), votes);
  const auto most = std::max_element(votes.begin(), votes.end());  // the first of equals: English
  if (*most == 0) return {"und", false};
  const auto tongue = static_cast<std::size_t>(most - votes.begin());
  return {kTongues[tongue].code, tongue == kEnglish};
}

bool is_stop_word(std::string_view low) {
  return stop_words().contains(low);
}

}  // namespace timeshelf::insight::voice
