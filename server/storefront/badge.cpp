#include "server/storefront/badge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

// How a language says it; "{}" is the number or the price.
struct Words {
  const char *left, *only_left, *place, *places, *only_place, *only_places, *preorder;
  const char *soon, *sold_out, *closed, *cancelled, *from, *free, *date, *dates, *nothing;
};

constexpr Words kEnglish = {"{} left",
                            "Only {} left",
                            "{} place left",
                            "{} places left",
                            "Only {} place left",
                            "Only {} places left",
                            "{} to preorder",
                            "Opens soon",
                            "Sold out",
                            "Closed",
                            "Cancelled",
                            "from {}",
                            "free",
                            "{} date",
                            "{} dates",
                            "Nothing on sale now"};
constexpr Words kGerman = {
    "noch {}",           "nur noch {}",        "noch {} Platz",     "noch {} Plätze",
    "nur noch {} Platz", "nur noch {} Plätze", "{} vorzubestellen", "Bald",
    "Ausverkauft",       "Geschlossen",        "Abgesagt",          "ab {}",
    "kostenlos",         "{} Termin",          "{} Termine",        "Zurzeit nichts im Verkauf"};
constexpr Words kSpanish = {"quedan {}",
                            "solo quedan {}",
                            "queda {} plaza",
                            "quedan {} plazas",
                            "solo queda {} plaza",
                            "solo quedan {} plazas",
                            "{} por encargo",
                            "Abre pronto",
                            "Agotado",
                            "Cerrado",
                            "Cancelado",
                            "desde {}",
                            "gratis",
                            "{} cita",
                            "{} citas",
                            "Nada a la venta ahora"};

const Words& words_of(BadgeLanguage language) {
  switch (language) {
    case BadgeLanguage::german:
      return kGerman;
    case BadgeLanguage::spanish:
      return kSpanish;
    case BadgeLanguage::english:
      break;
  }
  return kEnglish;
}

template <class Value>
std::string say(const char* text, const Value& value) {
  return fmt::format(fmt::runtime(text), value);
}

std::string left_in(const Slot& slot, const Words& words) {
  const std::int64_t units = left_of(slot);
  const bool low = slot.state == SlotState::low;
  const bool to_order =
      !slot.offers.empty() && std::all_of(slot.offers.begin(), slot.offers.end(),
                                          [](const commerce::Offer& offer) { return offer.preorder; });
  if (to_order) return say(words.preorder, units);
  if (!slot.seats_remaining || *slot.seats_remaining >= units)
    return say(low ? words.only_left : words.left, units);
  const std::int64_t places = *slot.seats_remaining;
  if (places == 1) return say(low ? words.only_place : words.place, places);
  return say(low ? words.only_places : words.places, places);
}

std::string state_in(const Slot& slot, const Words& words) {
  switch (slot.state) {
    case SlotState::open:
    case SlotState::low:
      return left_in(slot, words);
    case SlotState::upcoming:
      return words.soon;
    case SlotState::sold_out:
      return words.sold_out;
    case SlotState::cancelled:
      return words.cancelled;
    case SlotState::closed:
    case SlotState::off:
    case SlotState::problem:
      break;
  }
  return words.closed;
}

// "€18", "18,50 €": change is written where there is some.
std::string money_in(const Money& money, BadgeLanguage language, const Words& words) {
  if (money.minor == 0) return words.free;
  std::string amount = money.decimal();
  if (amount.ends_with(".00")) amount.resize(amount.size() - 3);
  const std::string_view code = money.currency.code();
  const std::string symbol = code == "EUR"   ? "€"
                             : code == "GBP" ? "£"
                             : code == "USD" ? "$"
                                             : std::string(code);
  if (language == BadgeLanguage::english && symbol != code) return symbol + amount;
  if (language != BadgeLanguage::english) std::replace(amount.begin(), amount.end(), '.', ',');
  return fmt::format("{}\u00A0{}", amount, symbol);
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
  std::string in(BadgeLanguage language) const {
    if (!price) return "";
    const Words& words = words_of(language);
    const std::string text = money_in(*price, language, words);
    return others_cost_more ? say(words.from, text) : text;
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

std::optional<BadgeLanguage> parse_badge_language(std::string_view tag) {
  if (tag == "en") return BadgeLanguage::english;
  if (tag == "de") return BadgeLanguage::german;
  if (tag == "es") return BadgeLanguage::spanish;
  return std::nullopt;
}

std::string Badge::svg() const {
  return render("badge", {{"name", name},
                          {"facts", facts},
                          {"state", state},
                          {"label", label()},
                          {"width", width},
                          {"inner", width - 1},
                          {"height", kHeight}});
}

Badge slot_badge(const Slot& slot, BadgeLanguage language) {
  const bool priced = is_bookable(slot) || slot.state == SlotState::upcoming;
  Cheapest cheapest;
  if (priced) cheapest.look_at(slot);
  return finished({slot.summary, joined(state_in(slot, words_of(language)), cheapest.in(language)),
                   commerce::name_of(slot.state)});
}

Badge shop_badge(const std::string& name, const std::vector<Slot>& slots, BadgeLanguage language) {
  const Words& words = words_of(language);
  Cheapest cheapest;
  std::int64_t bookable = 0;
  for (const Slot& slot : slots) {
    if (!is_bookable(slot)) continue;
    ++bookable;
    cheapest.look_at(slot);
  }
  if (bookable == 0) return finished({name, words.nothing, "closed"});
  return finished(
      {name, joined(say(bookable == 1 ? words.date : words.dates, bookable), cheapest.in(language)), "open"});
}

}  // namespace timeshelf::server::pages
