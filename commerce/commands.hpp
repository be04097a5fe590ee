// What is asked of the shop at checkout.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

struct LineRequest {
  Id slot;
  std::string sku;  ///< "" = a seat
  std::int64_t quantity = 1;
  std::string fulfilment{};         ///< PICKUP …; "" = the first that the slot offers
  std::optional<Instant> window{};  ///< the pickup window that begins then; absent: the first with room
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
  std::optional<Address> address{};  ///< of the lines that are delivered
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
