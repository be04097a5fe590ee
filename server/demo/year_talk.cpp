#include "server/demo/year_talk.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <span>
#include <string_view>

namespace timeshelf::server::demo {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;

/// What people call what is sold: one of it, and several of it in German.
struct Thing {
  std::string_view sku;
  std::string_view one;
  std::string_view german;
};
constexpr std::array kThings = {Thing{"MUG-BLUE", "mug", "Tassen"}, Thing{"BOWL-CELADON", "bowl", "Schalen"},
                                Thing{"PLATE-SPECKLE", "plate", "Teller"}};

using Phrases = std::span<const std::string_view>;

constexpr std::string_view kComments[] = {"can't wait for the {one}s!",
                                          "these {one}s look gorgeous 😍",
                                          "will there be a bigger {one} this time?",
                                          "any chance of the {one} in green?",
                                          "I would love the {one} in black",
                                          "a bit too expensive for me, sadly",
                                          "do you ship to Hamburg?",
                                          "pickup is too early for me, could you do it in the evening?",
                                          "so excited, the last drop was amazing",
                                          "please restock the {one}s",
                                          "Gibt es die {german} auch in Grün?",
                                          "Ich freue mich schon so auf die {german}"};
constexpr std::string_view kChat[] = {"got mine, so happy!! 🔥",
                                      "this drop is fire",
                                      "love the glaze on these {one}s",
                                      "noooo, the {one}s are sold out already :(",
                                      "the queue was slow, but worth it",
                                      "please restock the {one}s!!",
                                      "so pretty 😍😍",
                                      "my payment failed twice, really annoying",
                                      "just booked two of them, great start to the day",
                                      "wow, this is beautiful work",
                                      "sold out before I could pay, so disappointed",
                                      "Die {german} sind leider schon weg",
                                      "Endlich habe ich welche bekommen, wie schön"};
constexpr std::string_view kReviews[] = {"The {one} is beautiful and was well packed, thank you!",
                                         "Lovely {one}, but a bigger one would be perfect.",
                                         "My {one} has a crack, I am very disappointed.",
                                         "Best {one} that I own. I use it every day and love it.",
                                         "Nice {one}, only too expensive for a whole set.",
                                         "Please bring back the {one}s, my sister wants some, too.",
                                         "Pickup was quick and everybody was friendly.",
                                         "I hoped for another colour, the {one} in green would be great.",
                                         "Wonderful, exactly as in the picture.",
                                         "Sehr schöne {german}, ich bin begeistert von der Glasur"};
constexpr std::string_view kEvenings[] = {"What a wonderful evening, and so much patience with beginners!",
                                          "Great fun, I will come again.",
                                          "I am so proud of my first cup.",
                                          "Too crowded and too hot beside the kiln, I was disappointed.",
                                          "Loved it! Could you do this on a Saturday, too?",
                                          "It starts too early for people who work, but it was nice.",
                                          "The best present I ever got, thank you.",
                                          "Always sold out, please offer more of these.",
                                          "Ein toller Abend, vielen Dank für die Geduld"};

constexpr std::array kHandles = {"ada",  "cem",  "dora",  "elif",  "fatou", "ines", "ivo",
                                 "jule", "kaan", "linus", "mika",  "nele",  "noor", "olga",
                                 "paul", "rosa", "sami",  "tilda", "uwe",   "yuki"};

class Talk {
 public:
  Talk(Instant now, std::uint64_t seed) : now_(now), chance_(seed) {}

  std::vector<PastMessage> of(const std::vector<PastSlot>& slots) {
    for (const PastSlot& slot : slots) {
      if (const Thing* thing = thing_of(slot))
        of_goods(slot, *thing);
      else
        of_evening(slot);
    }
    of_what_comes();
    return std::move(messages_);
  }

 private:
  // Where it sells several, what was wanted first.
  static const Thing* thing_of(const PastSlot& slot) {
    for (const Wanted& wanted : slot.wanted)
      for (const Thing& thing : kThings)
        if (wanted.sku == thing.sku) return &thing;
    return nullptr;
  }

  // The first slot of a drop is what everybody talks about.
  void of_goods(const PastSlot& slot, const Thing& thing) {
    const auto [starts, ends] = times_of(slot.sketch, now_);
    const bool first = slot.sketch.summary.ends_with("first pick");
    if (first) say(3, kComments, "comments", starts - days(6), 10h, &slot, &thing);
    say(first ? 5 : 1, kChat, "chat", starts, ends - starts, &slot, &thing);
    say(first ? 3 : 1, kReviews, "reviews", ends + days(2), 12h, &slot, &thing);
  }

  // Of workshops some have much to say, and weekly evenings are everyday.
  void of_evening(const PastSlot& slot) {
    const Instant ends = times_of(slot.sketch, now_).second;
    const bool weekly = slot.sketch.summary == "Open wheel evening";
    if (between(0, 99) < (weekly ? 4 : 25))
      say(weekly ? 1 : 3, kEvenings, "reviews", ends, 2h, &slot, nullptr);
  }

  // The drop that is on sale by now has been announced.
  void of_what_comes() {
    for (const int ago : {12, 6, 2})
      for (const Thing& thing : kThings) say(2, kComments, "comments", now_ - days(ago), 6h, nullptr, &thing);
  }

  void say(int times, Phrases phrases, std::string_view source, Instant from,
           std::chrono::milliseconds within, const PastSlot* slot, const Thing* thing) {
    const auto whole = std::chrono::floor<minutes>(within).count();
    for (; times > 0; --times) {
      PastMessage message;
      message.at = from + minutes(between(0, whole));
      message.text = written(
          phrases[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(phrases.size()) - 1))],
          thing);
      message.author = fmt::format(
          "{}{}", kHandles[static_cast<std::size_t>(between(0, kHandles.size() - 1))], between(10, 99));
      message.source = source;
      if (slot) message.uid = uid_of(slot->sketch);
      if (thing) message.sku = thing->sku;
      messages_.push_back(std::move(message));
    }
  }

  static std::string written(std::string_view phrase, const Thing* thing) {
    if (!thing) return std::string(phrase);
    return fmt::format(fmt::runtime(phrase), fmt::arg("one", thing->one), fmt::arg("german", thing->german));
  }

  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(chance_);
  }

  Instant now_;
  std::mt19937_64 chance_;
  std::vector<PastMessage> messages_;
};

}  // namespace

std::vector<PastMessage> plan_talk(const std::vector<PastSlot>& slots, Instant now, std::uint64_t seed) {
  return Talk(now, seed).of(slots);
}

}  // namespace timeshelf::server::demo
