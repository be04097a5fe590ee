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
  std::string place{};  ///< the token of a place in the line of a drop, or ""
  /// An offer to who waits: what is kept for them counts as free, and it stands until then.
  std::optional<Instant> offered_until{};
  std::optional<Address> address{};  ///< of the lines that are delivered
};

struct ConfirmCommand {
  Id shop;
  Id hold;
  std::string name;
  std::string email;
  bool is_paid = false;  ///< online, by what the provider says; everybody else settles with the shop later
  std::string language = {};  ///< to write to the customer in (letter_words.hpp); "" is the shop's
};

struct ReleaseCommand {
  Id shop;
  Id hold;
};

/// So many units of one line of a booking.
struct UnitsOfLine {
  std::int64_t position = 0;  ///< of the line
  std::int64_t units = 0;
};

/// Who changes a booking: a customer must be in time, the shop's people need not.
struct ChangedBy {
  bool customer = true;
  std::string actor = "customer";  ///< or a login
  std::string reason{};
};

struct CancelCommand {
  Id shop;
  Id booking;
  std::vector<UnitsOfLine> lines{};  ///< none = all of it
  ChangedBy by{};
  bool to_waste = false;  ///< goods do not go back on sale
};

struct MoveCommand {
  Id shop;
  Id booking;
  Id to;                                ///< a slot
  std::optional<std::int64_t> total{};  ///< what the booking costs then, as it was shown, in minor units
  std::vector<UnitsOfLine> lines{};     ///< none = all that is not there already
  ChangedBy by{};
  std::optional<Instant>
      window{};  ///< the pickup window there; absent: the booking's, or the first with room
};

/// What holds for every sale.
struct SaleOptions {
  std::chrono::milliseconds hold_for{};
  bool letters = false;  ///< customers get a letter about their booking (invitations.hpp)
  bool prepaid = false;  ///< what costs anything is booked only once it is paid
};

}  // namespace timeshelf::commerce
