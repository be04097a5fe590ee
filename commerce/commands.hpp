// What is asked of the shop at checkout.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

struct LineRequest {
  Id slot;
  std::string sku;  ///< "" = a seat
  std::int64_t quantity = 1;
  std::string fulfilment{};  ///< PICKUP …; "" = the first that the slot offers
};

/// Lines, or a bundle: all of it or nothing.
struct HoldCommand {
  Id shop;
  std::vector<LineRequest> lines{};
  std::string bundle{};       ///< instead of lines: every slot of this bundle …
  std::int64_t quantity = 1;  ///< … for so many people
  std::string currency{};     ///< ISO 4217; "" = the one that the slot names first
  std::string code{};         ///< a discount or access code, or ""
  std::string email{};  ///< of the customer, where it is known already: its limits then count open holds
  std::string place{};  ///< the token of a place in the line of a drop, or ""
  /// An offer to who waits: what is kept for them counts as free, and it stands until then.
  std::optional<Instant> offered_until{};
};

struct ConfirmCommand {
  Id shop;
  Id hold;
  std::string name;
  std::string email;
};

struct ReleaseCommand {
  Id shop;
  Id hold;
};

/// What holds for every sale.
struct SaleOptions {
  std::chrono::milliseconds hold_for{};
  bool letters = false;  ///< customers get a letter about their booking (invitations.hpp)
};

}  // namespace timeshelf::commerce
