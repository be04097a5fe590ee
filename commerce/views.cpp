#include "commerce/views.hpp"

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

}  // namespace timeshelf::commerce
