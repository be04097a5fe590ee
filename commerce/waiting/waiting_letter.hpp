// What people on a waiting list are written.
#pragma once
#include <optional>
#include <string>

#include "commerce/letters/letters.hpp"
#include "commerce/waiting/waiting.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

struct WaitingFacts {
  store::Shop shop;
  Slot slot;
  WaitingEntry entry;
  WaitingOccasion occasion = WaitingOccasion::joined;
  std::optional<WaitingClosed> closed{};  ///< why, where the list was closed
  std::string sender{};                   ///< an address
  std::string link{};                     ///< to the page of who waits
};

/// The letter, still without its id.
Letter waiting_letter(const WaitingFacts&);

}  // namespace timeshelf::commerce
