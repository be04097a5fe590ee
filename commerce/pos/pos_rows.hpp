// Rows of tills, of their items, and of what they told.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/pos/pos.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

std::vector<PointOfSale> load_tills(store::Transaction&, const Id& shop);
std::optional<PointOfSale> load_till(store::Transaction&, const Id& shop, const Id& till);
void insert_till(store::Transaction&, const PointOfSale&, const std::string& secret);
void store_till(store::Transaction&, const PointOfSale&);
void store_till_secret(store::Transaction&, const PointOfSale&, const std::string& secret,
                       Instant both_until);
void delete_till(store::Transaction&, const PointOfSale&);

/// What it may sign with at `now`.
std::vector<std::string> load_till_secrets(store::Transaction&, const PointOfSale&, Instant now);

/// The item that the till calls so.
std::optional<TillItem> load_item(store::Transaction&, const PointOfSale&, const std::string& name);
std::vector<TillItem> load_items(store::Transaction&, const Id& shop, const Id& till);
void store_known(store::Transaction&, const PointOfSale&, const std::string& sku, const KnownFigure&);

/// Forgets what was agreed on: it was of another place.
void forget_known(store::Transaction&, const PointOfSale&);
/// Nothing that waits is sent any more, for this reason. Of what was on its way nobody knows whether it
/// arrived, and so not what the till has.
void end_changes(store::Transaction&, const PointOfSale&, std::string_view reason);

/// Figures that wait are not heard any more, for this reason.
void refuse_figures(store::Transaction&, const PointOfSale&, std::string_view sentence);
void set_message_state(store::Transaction&, const PointOfSale&, const std::string& id, std::string_view state,
                       std::string_view sentence);

}  // namespace timeshelf::commerce
