// Money that changed hands for bookings: rows that are only ever added. What a booking costs is not written
// down again: its lines and fees say it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/refusal.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

enum class ReceiptKind {
  charge,  ///< from the customer
  refund,  ///< to the customer
};
std::string_view name_of(ReceiptKind kind);
std::optional<ReceiptKind> parse_receipt_kind(std::string_view name);

struct Receipt {
  Id id;
  Id booking;
  ReceiptKind kind = ReceiptKind::charge;
  std::string method;  ///< "pickup" or "online"
  std::string tender;  ///< "cash", "card", "other", or the provider's name
  Money amount;
  std::string reference;  ///< the provider's or a receipt's number, or ""
  std::string actor;
  std::string reason;
  Instant at;
};

/// How a booking stands.
struct Balance {
  Money worth;      ///< what it has costs that; nothing if it is cancelled
  Money paid;       ///< charges less refunds
  Money returning;  ///< of that, on its way back through the provider: as good as given back
  /// From the customer; below zero: to the customer.
  Money owed() const { return {worth.minor - paid.minor + returning.minor, worth.currency}; }
};

/// What one line of a booking costs by now, in minor units, tax included.
struct LineCost {
  std::int64_t position = 0;
  std::int64_t all = 0;
  std::int64_t to_come = 0;  ///< of that, for what was not handed over yet
};
/// Of what the worth of a booking is made.
struct Bill {
  Balance balance;
  std::vector<LineCost> lines{};
  std::int64_t fees = 0;  ///< for bringing what is brought
};

/// What its customer is told to pay yet, to the shop. Nothing once all of it is with them and no payment was
/// ever written down: many a shop takes cash as it hands over and leaves it at that.
Money to_pay(const Booking&, const Balance&);

/// What staff took or gave at the counter.
struct ReceiptCommand {
  Id shop;
  Id booking;
  ReceiptKind kind = ReceiptKind::charge;
  std::string tender{};
  std::optional<std::int64_t> minor{};  ///< by default all that is owed
  std::string reference{};              ///< told again under it, it is written down once
  std::string actor{};
  std::string reason{};
  /// Of what the books hear of later. It cannot be refused any more: with `minor`, it is written down also
  /// where it is more than is owed.
  std::optional<Instant> happened_at{};
};

/// Pure: the sum that may be written down. Never more than is owed, in either direction, unless it has
/// changed hands already.
Decided<Money> decide_receipt(const Balance&, const ReceiptCommand&);

/// Thread-safe: all state is in the database.
class Receipts {
 public:
  Receipts(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  Decided<Receipt> write_down(store::Transaction&, const ReceiptCommand&);
  /// Oldest first.
  std::vector<Receipt> list(store::Transaction&, const Id& shop, const Id& booking);

 private:
  const Clock& clock_;
  Random& random_;
};

/// Nothing if there is no such booking. One that is cancelled costs nothing.
std::optional<Bill> bill_of(store::Transaction&, const Id& shop, const Id& booking);
std::optional<Balance> balance_of(store::Transaction&, const Id& shop, const Id& booking);

/// Adds a row that was decided. The same reference of the same tender never stands twice: that throws
/// store::Failure (constraint).
void insert_receipt(store::Transaction&, const Id& shop, const Receipt&);

/// What does not add up: lines and what left them, what that was worth, more given back than was paid. One
/// sentence each, without the shop's name.
std::vector<std::string> check_money(store::Transaction&, const store::Shop&);

/// Bookings that were paid, but not with what they cost by now.
struct OpenBalance {
  std::string code;
  Balance balance;
};
std::vector<OpenBalance> open_balances(store::Transaction&, const Id& shop);

}  // namespace timeshelf::commerce
