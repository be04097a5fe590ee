// Stock that is lent to a device, which sells it where no network is, as pure functions of what was loaded.
//
// A lease moves units from what a slot has free to what is leased of it: nobody else can sell them meanwhile,
// and the device can sell no others. It ends at an instant that the device knows. What is unsold goes back
// when the device says so, or some time after the end, because its records may still be on their way. A sale
// that comes in later than that has happened all the same: it takes what the slot has free, and what is not
// there any more is told as sold beyond it.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/function_ref.hpp"
#include "base/time.hpp"
#include "commerce/core/ledger.hpp"
#include "commerce/core/slot_terms.hpp"
#include "commerce/refusal.hpp"

namespace timeshelf::commerce {

inline constexpr std::int64_t kMostLeased = 1000;          ///< units of one lease
inline constexpr std::chrono::hours kLongestLease{72};     ///< from when it is taken or renewed
inline constexpr std::chrono::hours kRecordsMayFollow{2};  ///< after the end, before what is unsold goes back

/// What one unit costs from an instant on, tax included.
struct LeasePrice {
  Instant from;
  std::int64_t minor = 0;
  std::string tier;
};

struct LeaseCommand {
  Id shop;
  std::string nonce;  ///< the device's name for it, 16 to 64 letters, digits, - or _
  Id slot;
  std::string sku;         ///< ical::kSeatSku for a seat
  std::int64_t units = 0;  ///< 1 to kMostLeased
  std::chrono::minutes lasts{12 * 60};
  bool from_venue = false;  ///< of what the venue has in no slot
};

struct LeaseTerms {
  Instant expires_at;
  Currency currency;
  std::int64_t tax_rate = 0;
  std::vector<LeasePrice> prices;  ///< at least one, the first from now on
  bool places = false;             ///< with each unit goes a place of the slot
};

/// Whether a device can name a lease so: 16 to 64 letters, digits, - or _.
bool is_nonce(std::string_view text);

/// The account of what is lent of a slot.
AccountKey leased(const Id& slot, std::string_view sku);

/// Refuses what is not there or is kept for who waits, and preorders. `source`: where the units are, that
/// which the slot has free or the venue on hand. Whoever buys goods of a slot that counts its places takes
/// one: as each unit may have another buyer, a place is lent with it. A slot may be leased from before it
/// opens until it is over, because what is left is sold at the door.
Decided<LeaseTerms> decide_lease(const SlotTerms&, const Ledger&, const AccountKey& source, const TaxRules&,
                                 const LeaseCommand&, Instant now);

/// When a lease ends that is to last so long from now: never after its slot.
Instant lease_end(const Slot&, std::chrono::minutes lasts, Instant now);

/// The price at an instant; before the first, the first.
const LeasePrice& price_of(const std::vector<LeasePrice>&, Instant at);

/// Where the units of one line of a sale come from.
struct SoldFrom {
  std::int64_t leased = 0;  ///< of the lease
  std::int64_t free = 0;    ///< of what the slot has free: the lease had been returned
  std::int64_t beyond = 0;  ///< of nothing
};
SoldFrom split_sale(std::int64_t units, std::int64_t left_of_lease, std::int64_t free_in_slot);

/// Of `units` that are sold, those that were never lent: a lease of `lent` units has `left`, and what was
/// sold from it before, also after it went back, is `sold_before`.
std::int64_t never_lent(std::int64_t units, std::int64_t lent, std::int64_t left, std::int64_t sold_before);

}  // namespace timeshelf::commerce
