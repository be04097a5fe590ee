// The ledger's rows: what a decision needs of it is loaded, what it decided is stored.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "commerce/core/ledger.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Adds the accounts with these keys. Those that were never used are empty.
void load_accounts(store::Transaction&, const Id& shop, const std::set<AccountKey>& keys, Ledger&);
/// Adds every account of a place (a slot, a venue …).
void load_place(store::Transaction&, const Id& shop, const Id& place, Ledger&);
void load_places(store::Transaction&, const Id& shop, const std::set<Id>& places, Ledger&);
/// Adds the unresolved pending transfers of subjects (holds …) and their accounts.
void load_pending_of(store::Transaction&, const Id& shop, const std::set<Id>& subjects, Ledger&);
/// Adds the accounts of places as if holds that have run out were tidied up already: for those who look
/// only.
void load_places_as_seen(store::Transaction&, const Id& shop, const std::set<Id>& places, Instant now,
                         Ledger&);

/// Stores what was applied: transfers, and the balances that they changed. The table's CHECKs are the last
/// wall; they throw store::Failure (constraint).
void store_written(store::Transaction&, const Id& shop, Ledger&);

/// Every transfer of a subject, oldest first.
std::vector<Transfer> transfers_of(store::Transaction&, const Id& shop, std::string_view subject);

}  // namespace timeshelf::commerce
