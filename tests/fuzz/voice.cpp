// What people say in chats: any bytes, scored, masked and searched for wishes.
#include "insight/voice/language.hpp"
#include "insight/voice/masking.hpp"
#include "insight/voice/pasted.hpp"
#include "insight/voice/score.hpp"
#include "insight/voice/topics.hpp"
#include "insight/voice/unicode.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace timeshelf;
using namespace timeshelf::insight::voice;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  static const Vocabulary kShop({{"MUG-BLUE", "Blue mug"}, {"PLATE", "Dinner plates"}});
  const auto within = [](std::size_t begin, std::size_t end, std::string_view text) {
    fuzz::require(begin <= end && end <= text.size(), "a mark lies in its text");
  };
  for (const std::string& text : {std::string(bytes), mended(bytes)}) {
    for (const Overlay* overlay : {static_cast<const Overlay*>(nullptr), &default_overlay()}) {
      const Score found = score(text, overlay);
      fuzz::require(found.compound >= -1 && found.compound <= 1, "a score is from -1 to 1");
      for (const Mark& mark : found.marks) within(mark.begin, mark.end, text);
    }
    for (const Wish& wish : topics_of(text, kShop).wishes) within(wish.begin, wish.end, text);
    guess_language(text);
    masked(text, {"mia"});
    for (const PastedMessage& message : read_pasted(text).messages) read_time(message.time);
  }
  return 0;
}
