#include "server/storefront/badge.hpp"

#include <algorithm>

#include "server/pages/render.hpp"
#include "server/pages/words.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

using commerce::Slot;
using commerce::SlotState;

constexpr std::size_t kLongestName = 40;  // characters
constexpr int kPadding = 16;
constexpr int kDot = 24;  // room for the dot that says the state

std::string state_text(const Slot& slot, const PageWords& words) {
  switch (slot.state) {
    case SlotState::open:
    case SlotState::low:
      return left_text(slot, words);
    case SlotState::upcoming:
      return words("opensSoon");
    case SlotState::sold_out:
      return words("soldOut");
    case SlotState::cancelled:
      return words("cancelled");
    case SlotState::closed:
    case SlotState::off:
    case SlotState::problem:
      break;
  }
  return words("closed");
}

// "€18", "18,50 €": change is written where there is some, and no line breaks inside.
std::string short_price(const Money& money, const PageWords& words) {
  if (money.minor == 0) return words("free");
  std::string text = price_text(money, words);
  for (const auto& [written, kept] :
       {std::pair(std::string(1, words.letters().decimal_mark) + "00", ""), {" ", "\u00A0"}}) {
    if (const auto at = text.find(written); at != std::string::npos) text.replace(at, written.size(), kept);
  }
  return text;
}

struct Cheapest {
  std::optional<Money> price;
  bool others_cost_more = false;

  void look_at(const Slot& slot) {
    for (const commerce::Offer& offer : slot.offers) {
      if (!offer.price) continue;
      if (price && offer.price->minor != price->minor) others_cost_more = true;
      if (!price || offer.price->minor < price->minor) price = offer.price;
    }
  }
  std::string text(const PageWords& words) const {
    if (!price) return "";
    const std::string least = short_price(*price, words);
    return others_cost_more ? words.say("from", {{"price", least}}) : least;
  }
};

std::string joined(const std::string& state, const std::string& price) {
  return price.empty() ? state : state + " · " + price;
}

// Begins a character: continuation bytes of UTF-8 do not.
bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// In one line, without what XML cannot hold, and with "…" where it is cut.
std::string short_name(std::string_view name) {
  std::string kept;
  std::size_t characters = 0;
  for (const char byte : name) {
    if (begins_character(byte) && ++characters > kLongestName) return kept + "…";
    kept += static_cast<unsigned char>(byte) < ' ' || byte == '\x7F' ? ' ' : byte;
  }
  return kept;
}

// Wide enough for DejaVu, the widest of the fonts that are named; those of others are not known. Three bytes
// and more are mostly scripts with wide signs.
int width_of(std::string_view text, double narrow, double wide) {
  double width = 0;
  for (const char byte : text) {
    if (begins_character(byte)) width += static_cast<unsigned char>(byte) >= 0xE0 ? wide : narrow;
  }
  return static_cast<int>(width);
}

Badge finished(Badge badge) {
  badge.name = short_name(badge.name);
  badge.width =
      2 * kPadding + std::max(width_of(badge.name, 10.4, 17), kDot + width_of(badge.facts, 8.4, 15));
  return badge;
}

}  // namespace

std::string Badge::svg() const {
  return render("badge",
                {{"name", name},
                 {"facts", facts},
                 {"state", state},
                 {"label", label()},
                 {"width", width},
                 {"inner", width - 1},
                 {"height", kHeight}},
                PageWords("en"));  // what it says is among the values
}

Badge slot_badge(const Slot& slot, const PageWords& words) {
  const bool priced = is_bookable(slot) || slot.state == SlotState::upcoming;
  Cheapest cheapest;
  if (priced) cheapest.look_at(slot);
  return finished(
      {slot.summary, joined(state_text(slot, words), cheapest.text(words)), commerce::name_of(slot.state)});
}

Badge shop_badge(const std::string& name, const std::vector<Slot>& slots, const PageWords& words) {
  Cheapest cheapest;
  std::int64_t bookable = 0;
  for (const Slot& slot : slots) {
    if (!is_bookable(slot)) continue;
    ++bookable;
    cheapest.look_at(slot);
  }
  if (bookable == 0) return finished({name, words("nothingNow"), "closed"});
  return finished({name, joined(words.count("dates", bookable), cheapest.text(words)), "open"});
}

}  // namespace timeshelf::server::pages
