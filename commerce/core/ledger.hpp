// Accounts and what may be done to them, as pure values. The semantics are TigerBeetle's: a pending transfer
// reserves on both sides, posting makes it final, voiding undoes it; a guarded account cannot give more than
// it was given.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace timeshelf::commerce {

struct Account {
  std::string id;
  bool guarded = false;
  std::int64_t debits_pending = 0;
  std::int64_t debits_posted = 0;
  std::int64_t credits_pending = 0;
  std::int64_t credits_posted = 0;

  /// What a guarded account can still give.
  std::int64_t available() const { return credits_posted - debits_posted - debits_pending; }
  /// What came in less what went out.
  std::int64_t balance() const { return credits_posted - debits_posted; }
};

struct Movement {
  std::string debit;   ///< gives
  std::string credit;  ///< receives
  std::int64_t amount = 0;
};

/// What is asked of each account, all lines of a request together: two lines on one stock must not each be
/// checked against the same units.
using Demand = std::map<std::string, std::int64_t>;

/// The first account that cannot meet the demand; nothing if all can (all or none).
inline std::optional<std::string> first_shortage(const std::map<std::string, Account>& accounts,
                                                 const Demand& demand) {
  for (const auto& [id, amount] : demand) {
    const auto account = accounts.find(id);
    if (account == accounts.end() || account->second.available() < amount) return id;
  }
  return std::nullopt;
}

}  // namespace timeshelf::commerce
