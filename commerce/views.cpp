#include "commerce/views.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace timeshelf::commerce {

std::string_view name_of(SlotState state) {
  switch (state) {
    case SlotState::upcoming:
      return "upcoming";
    case SlotState::open:
      return "open";
    case SlotState::low:
      return "low";
    case SlotState::sold_out:
      return "sold-out";
    case SlotState::closed:
      return "closed";
    case SlotState::cancelled:
      return "cancelled";
    case SlotState::off:
      return "off";
    case SlotState::problem:
      break;
  }
  return "not-on-sale";
}

std::int64_t units_left(const Slot& slot) {
  std::int64_t units = 0;
  for (const Offer& offer : slot.offers)
    units += offer.price ? std::max<std::int64_t>(offer.remaining, 0) : 0;
  if (!slot.seats_remaining) return units;
  const std::int64_t places = std::max<std::int64_t>(*slot.seats_remaining, 0);
  if (places == 0) return 0;
  return slot.limit ? std::min(units, places * *slot.limit) : units;
}

std::string_view name_of(Rounding rounding) {
  switch (rounding) {
    case Rounding::half_up:
      return "half-up";
    case Rounding::half_even:
      return "half-even";
    case Rounding::down:
      break;
  }
  return "down";
}

std::optional<Rounding> parse_rounding(std::string_view name) {
  for (const Rounding rounding : {Rounding::half_up, Rounding::half_even, Rounding::down}) {
    if (name_of(rounding) == name) return rounding;
  }
  return std::nullopt;
}

std::string_view name_of(LineState state) {
  switch (state) {
    case LineState::due:
      return "due";
    case LineState::ready:
      return "ready";
    case LineState::handed_over:
      return "handed-over";
    case LineState::missed:
      return "missed";
    case LineState::returned:
      break;
  }
  return "returned";
}

std::optional<LineState> parse_line_state(std::string_view name) {
  for (const LineState state :
       {LineState::due, LineState::ready, LineState::handed_over, LineState::missed, LineState::returned}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

Money total_of(const std::vector<Line>& lines, const std::vector<Fee>& fees, const TaxRules& tax) {
  Money total{0, lines.front().unit_price.currency};
  for (const Line& line : lines) total.minor += line.amount().minor + (tax.included ? 0 : line.tax);
  for (const Fee& fee : fees) total.minor += fee.amount.minor + (tax.included ? 0 : fee.tax);
  return total;
}

}  // namespace timeshelf::commerce
