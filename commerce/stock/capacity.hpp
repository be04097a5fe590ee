// The stock of a venue, shared out among the slots there (core/capacity.hpp says by which rule).
#pragma once
#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "commerce/core/capacity.hpp"
#include "commerce/core/ledger.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A SKU at a venue: what slots there share.
struct Pool {
  Id venue;
  std::string sku;

  /// "<venue>:<sku>", the subject of what is owed to it.
  std::string text() const { return fmt::format("{}:{}", venue.text(), sku); }
  static std::optional<Pool> parse(std::string_view text);
  AccountKey on_hand() const { return {AccountKind::on_hand, venue.string(), sku}; }
  AccountKey shortage() const { return {AccountKind::shortage, venue.string(), sku}; }
  auto operator<=>(const Pool&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// True once anything was said about the SKU at the venue: slots there live on its stock from then on.
bool is_tracked(store::Transaction&, const Id& shop, const Pool& pool);

/// What a slot's account was given in all, less what it gave back: what was sold of it is counted.
std::int64_t given_to(store::Transaction&, const Id& shop, const Id& slot, std::string_view sku);

/// The slots that take from a pool, those that are over only while they still hold something.
std::vector<Claim> load_claims(store::Transaction&, const Id& shop, const Pool& pool, Instant now);

/// Shares the pool out anew, makes good what is missing, records who got more or less and why, and says what
/// cannot be sold. Doing it twice changes nothing. Answers the slots that changed; the caller shows them.
/// Owes itself again for when time frees something.
std::set<Id> redistribute(store::Transaction&, const Id& shop, const Pool& pool, const std::string& cause,
                          Instant now, Random& random);

/// Units of these slots were sold, held or given back: what they share with others is shared out anew soon
/// (topic "capacity-booked") where that may change something, because a slot there has a threshold or is off
/// sale.
void owe_sharing(store::Transaction&, const Id& shop, const std::set<Id>& slots, Instant now);

/// A slot has units again (a cancelled booking): where units are missing at its venue, they go there first.
/// Answers the slots that changed.
std::set<Id> make_good(store::Transaction&, const Id& shop, const Id& slot, const std::string& cause,
                       Instant now, Random& random);

}  // namespace timeshelf::commerce
