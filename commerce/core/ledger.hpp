// One ledger for everything scarce: accounts, transfers, and what may be done to them, as pure values.
//
// The semantics are TigerBeetle's. A transfer moves units from one account (the debit side) to another; it is
// never changed. A *pending* transfer reserves on both sides; a later one *posts* it (all or a part; the rest
// is freed) or *voids* it, once. Transfers that are applied together are linked: all or none. A guarded
// account cannot give more than it was given, so overselling has no code path.
#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

/// Where units can be. Sources have no end, because they stand for the world outside the shop; every other
/// kind is guarded.
enum class AccountKind {
  supplier,      ///< source: goods come from here; place ""
  capacity,      ///< source: seats come from here; place ""
  promise,       ///< source: units that are sold before they exist (preorders); place ""
  issued,        ///< source: uses of codes; place ""
  shortage,      ///< source: what was promised or sold and is not there; place = venue
  on_hand,       ///< at a venue and not spoken for; place = venue
  allotted,      ///< given to a slot and free; place = slot. Seats are the SKU ical::kSeatSku
  held,          ///< set aside for one party for longer than a checkout (an offer, a payment); place = slot
  sold,          ///< booked; place = slot
  handed_over,   ///< with the customer; place = slot
  returned,      ///< came back and waits for a decision; place = venue
  wasted,        ///< broken, spoiled, expired; place = venue
  leased,        ///< lent to devices that may sell it while cut off; place = slot
  uses,          ///< uses of a code that are left; place = code, SKU ""
  used,          ///< uses of a code that were taken; place = code, SKU ""
  window_room,   ///< bookings that fit into a pickup window; place = slot, SKU = its begin in the slot
  window_taken,  ///< bookings in it
};
/// "supplier", "on-hand", …: as they stand in the database and in what people read.
std::string_view name_of(AccountKind kind);
std::optional<AccountKind> parse_account_kind(std::string_view name);
bool is_source(AccountKind kind);

/// An account is known by what it holds where.
struct AccountKey {
  AccountKind kind = AccountKind::supplier;
  std::string place;  ///< an id, or "" where the kind has no place
  std::string sku;

  /// "allotted:<slot>:MUG"
  std::string text() const;
  static std::optional<AccountKey> parse(std::string_view text);
  auto operator<=>(const AccountKey&) const = default;  // NOLINT(modernize-use-nullptr)
};
AccountKey allotted(const Id& slot, std::string_view sku);
AccountKey held(const Id& slot, std::string_view sku);
AccountKey sold(const Id& slot, std::string_view sku);
AccountKey handed_over(const Id& slot, std::string_view sku);
AccountKey on_hand(const Id& venue, std::string_view sku);

struct Account {
  AccountKey key;
  std::int64_t debits_pending = 0;
  std::int64_t debits_posted = 0;
  std::int64_t credits_pending = 0;
  std::int64_t credits_posted = 0;

  /// What it can still give; of a source, that is meaningless.
  std::int64_t available() const { return credits_posted - debits_posted - debits_pending; }
  /// What came in less what went out.
  std::int64_t balance() const { return credits_posted - debits_posted; }
};

enum class TransferKind { posted, pending, post, void_pending };
std::string_view name_of(TransferKind kind);
std::optional<TransferKind> parse_transfer_kind(std::string_view name);
/// Whether it posts or voids a pending one.
bool resolves(TransferKind kind);

/// Units on the move. Accounts and subject of `post` and `void_pending` are those of the pending one.
struct Transfer {
  Id id;  ///< of `post` and `void_pending`: the pending transfer that it resolves
  TransferKind kind = TransferKind::posted;
  AccountKey debit;         ///< gives
  AccountKey credit;        ///< receives
  std::int64_t amount = 0;  ///< 1 to 10^9; of `post`, at most the pending amount
  std::string subject;      ///< whose transfer it is: the id of a hold, a count, a delivery …
  std::string reason;       ///< "hold", "allotment", "count" …
  Instant at;
};

struct LedgerError : ErrorBase {
  enum class Code {
    invalid_amount,    ///< zero, negative, above 10^9
    same_account,      ///< debit and credit are one
    not_enough,        ///< `account` is guarded and has only `available`
    unknown_pending,   ///< no such pending transfer was loaded
    already_resolved,  ///< it was posted or voided before
    overflow,
  };
  Code code = Code::invalid_amount;
  AccountKey account;
  std::int64_t available = 0;
};

/// The part of the ledger that a decision looks at. Accounts that were not loaded are empty; who decides
/// loads what it names (ledger_rows.hpp).
class Ledger {
 public:
  /// What is stored already.
  void load(const Account& account);
  void load_pending(const Transfer& pending);

  /// Applies transfers in order, all or none; an error changes nothing.
  Result<void, LedgerError> apply(std::span<const Transfer> linked);

  Account account(const AccountKey& key) const;
  std::int64_t available(const AccountKey& key) const { return account(key).available(); }
  /// The unresolved pending transfers of a subject, in the order of their ids.
  std::vector<Transfer> pending_of(std::string_view subject) const;
  const std::map<AccountKey, Account>& accounts() const { return accounts_; }

  /// What apply() added since the beginning or since `take_written`: to be stored.
  struct Written {
    std::vector<Transfer> transfers;
    std::set<AccountKey> accounts;
  };
  Written take_written();

 private:
  /// What one applied transfer changed, so that it can be taken back.
  struct Undo {
    Account debit;
    Account credit;
    std::optional<Id> added;           ///< the pending transfer that it made
    std::optional<Transfer> resolved;  ///< the one that it resolved
  };
  std::optional<LedgerError> apply_one(const Transfer& transfer, std::vector<Undo>& done);
  void undo(const Undo& step);
  void add_pending(const Transfer& pending);
  void remove_pending(const Id& id);

  std::map<AccountKey, Account> accounts_;
  std::map<Id, Transfer> pending_;
  std::map<std::string, std::set<Id>, std::less<>> pending_by_subject_;
  Written written_;
};

/// What is asked of each account, all lines of a request together: two lines on one stock must not each be
/// checked against the same units.
using Demand = std::map<AccountKey, std::int64_t>;

/// The first account that cannot meet the demand; nothing if all can.
std::optional<AccountKey> first_shortage(const Ledger& ledger, const Demand& demand);

}  // namespace timeshelf::commerce
