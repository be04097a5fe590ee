// The ledger's rows: accounts and transfers in the database, moved by the rules of core/ledger.hpp.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "commerce/core/ledger.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// "allotted:<slot>:<sku>": what a slot has to give. Seats are the SKU ical::kSeatSku.
std::string allotted_account(const Id& slot, std::string_view sku);
std::string sold_account(const Id& slot, std::string_view sku);
std::string supplier_account(std::string_view sku);

/// Makes the account if it is not there.
void open_account(store::Transaction&, const Id& shop, std::string_view kind, const std::string& id,
                  const Id& slot, std::string_view sku, bool guarded);
/// Those of a slot, by id.
std::map<std::string, Account> load_accounts(store::Transaction&, const Id& shop, const Id& slot);

/// Writes a posted transfer. Answers false, having written nothing, where a guarded account lacks the units.
bool transfer(store::Transaction&, const Id& shop, const Movement&, std::string_view reason, Instant now,
              Random&);
/// Writes a pending transfer for a hold; checked by the caller, and by the CHECK of the table.
void reserve(store::Transaction&, const Id& shop, const Movement&, const Id& hold, Instant now, Random&);
/// Posts or voids all pending transfers of a hold.
void resolve_hold(store::Transaction&, const Id& shop, const Id& hold, bool post);

struct TransferRow {
  std::string debit;
  std::string credit;
  std::int64_t amount = 0;
};
/// The posted transfers of a hold.
std::vector<TransferRow> posted_transfers(store::Transaction&, const Id& shop, const Id& hold);

}  // namespace timeshelf::commerce
